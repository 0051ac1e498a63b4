using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Writers;

/// <summary>
/// A file of which only the existence, or the handle, matters: a lock, a flag, what is touched. It has no content that
/// could be torn.
/// </summary>
static class MarkerFile
{
    /// <summary>
    /// Whether what a call opens, or writes as a whole, has no content to lose. By names; in doubt it has.
    /// </summary>
    public static bool Is(BoundCall call, Writer writer, IOperation path, Opening how, SemanticModel model)
    {
        if (how.DeletesOnClose)
            return true;
        if (call.Node is not ExpressionSyntax write || path.Syntax is not ExpressionSyntax named)
            return false;
        var keepsContent = how.KeepsContent || how.CreatesNew || writer.Appends || writer.Member == "OpenWrite";
        if (Content(call) is { } content)
            return IsEmpty(content) && (keepsContent || HadNone(named, write));
        return (IsOpener(writer) || writer.Member == "AppendText")
            && (keepsContent || how.IsExclusive || HadNone(named, write))
            && new UnwrittenStream(model, how.IsExclusive).Is(write);
    }

    static bool HadNone(ExpressionSyntax path, ExpressionSyntax write) =>
        MissingFile.IsAssured(path, write) || IsAskedForExistenceOnly(path);

    static bool IsOpener(Writer writer) => writer.Twin is "Create" or "CreateText";

    static IOperation? Content(BoundCall call) => call.For("contents") ?? call.For("bytes");

    // "", string.Empty, [], Array.Empty<byte>(), new byte[0]
    static bool IsEmpty(IOperation content)
    {
        if (content.ConstantValue is { HasValue: true, Value: var constant })
            return constant is null or "";
        return content.Syntax switch
        {
            CollectionExpressionSyntax { Elements.Count: 0 } => true,
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Empty" } => true,
            InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0 } call => Names.Called(call) == "Empty",
            ArrayCreationExpressionSyntax { Initializer: null, Type.RankSpecifiers: [{ Sizes: [var size] }] } => size
                is LiteralExpressionSyntax { Token.Value: 0 },
            _ => false,
        };
    }

    // Of a path that the type has a name for, and that nobody else has.
    static bool IsAskedForExistenceOnly(ExpressionSyntax path)
    {
        if (
            path is not IdentifierNameSyntax { Identifier.ValueText: var name }
            || Names.Member(path)?.Parent is not TypeDeclarationSyntax type
            || type.Modifiers.Any(SyntaxKind.PartialKeyword)
            || TypeIndex.Of(type) is not { } index
            || !index.HasPrivate(name)
        )
            return false;
        var calls = index.Uses(name).Select(use => (use.Parent as ArgumentSyntax)?.Parent?.Parent).ToArray();
        return calls.Any(call => CalledBy(call) == "Exists")
            && calls.All(call =>
                CalledBy(call) is "Exists" or "Delete" or "SetLastWriteTime" or "SetLastWriteTimeUtc"
                || call?.Contains(path) == true
                || (call is InvocationExpressionSyntax other && IsEmptied(other))
            );
    }

    // Another call that makes the same file, as empty.
    static bool IsEmptied(InvocationExpressionSyntax call) =>
        CalledBy(call) == "Create"
        && call.Parent
            is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Close" or "Dispose" }
                or UsingStatementSyntax { Statement: BlockSyntax { Statements.Count: 0 } };

    static string CalledBy(SyntaxNode? call) => call is null ? "" : Names.Called(call);
}
