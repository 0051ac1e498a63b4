using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Fallbacks;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Updates;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Fallbacks;

/// <summary>
/// Whether the program makes the file without content itself, so that on a first start there is one:
/// <c>if (!File.Exists(path)) File.Create(path).Close();</c>.
/// </summary>
sealed class MadeEmpty(Fallback found, SemanticModel model, CancellationToken cancellationToken)
{
    static readonly string[] Opening =
    [
        "Create",
        "CreateText",
        "AppendText",
        "OpenWrite",
        "Open",
        "FileStream",
        "StreamWriter",
    ];
    static readonly string[] Writing =
    [
        "WriteAllText",
        "WriteAllTextAsync",
        "WriteAllBytes",
        "WriteAllBytesAsync",
        "WriteAllLines",
        "WriteAllLinesAsync",
        "AppendAllText",
        "AppendAllTextAsync",
        "AppendAllLines",
    ];
    static readonly string[] Files =
    [
        "File",
        "FileInfo",
        "IFile",
        "IFileInfo",
        "AtomicFile",
        "FileStream",
        "StreamWriter",
    ];
    static readonly string[] Closing = ["Close", "Dispose", "DisposeAsync", "Flush", "FlushAsync", "ConfigureAwait"];

    readonly SourceIndex _sources = UpdateSequences.Of(model.Compilation).Sources;

    /// <summary>Also where the path is one that somebody passes.</summary>
    public bool Is => Calls(Writing).Where(IsOfNothing).Concat(Calls(Opening).Where(OpensEmpty)).Any(MayBeOfFile);

    IEnumerable<SyntaxNode> Calls(string[] names) => names.SelectMany(name => _sources.AllCalls(name));

    bool MayBeOfFile(SyntaxNode call) =>
        _sources.Model(call.SyntaxTree) is { } of
        && (
            of.GetSymbolInfo(call, cancellationToken).Symbol is not { ContainingType.Name: var type }
            || Files.Contains(type)
        )
        && (
            PathOf(call, of) is not { } path
            || PathKey.Of(of.GetOperation(path, cancellationToken), _sources) is not { } key
            || key == found.Path
            || key.Contains('‹')
        );

    // File.Create(path), file.Create(), file.Open(mode)
    ExpressionSyntax? PathOf(SyntaxNode call, SemanticModel of) =>
        Names.Arguments(call).FirstOrDefault()?.Expression is { } first
        && of.GetTypeInfo(first, cancellationToken).Type is not { TypeKind: TypeKind.Enum }
            ? first
            : Names.Receiver(call);

    bool IsOfNothing(SyntaxNode call) =>
        _sources.Model(call.SyntaxTree) is { } of
        && Names.Arguments(call).Skip(1).FirstOrDefault()?.Expression is { } content
        && (
            of.GetConstantValue(content, cancellationToken) is { HasValue: true, Value: var text }
                ? found.IsTried || (text as string)?.Trim() is null or "" or "null"
                : Names.Simple(content) == "Empty" || Names.Called(content) == "Empty" || IsEmptyList(content)
        );

    // new byte[0], [], new string[] { }
    static bool IsEmptyList(ExpressionSyntax content) =>
        content is ArrayCreationExpressionSyntax
            && content.DescendantNodes().All(node => node is not LiteralExpressionSyntax { Token.Value: not 0 })
            && content.DescendantNodes().OfType<InitializerExpressionSyntax>().All(list => list.Expressions.Count == 0)
        || content is CollectionExpressionSyntax { Elements.Count: 0 };

    // A file that is opened so that it need not be there, and what is not written to where it is there to be.
    static bool OpensEmpty(SyntaxNode call) =>
        Names.Arguments(call).Select(argument => Names.Simple(argument.Expression)).FirstOrDefault(IsMode) switch
        {
            "OpenOrCreate" => true,
            "Open" or "Truncate" => false,
            null => Names.Called(call) is not ("Open" or "FileStream") && IsOnlyClosed(call),
            _ => IsOnlyClosed(call),
        };

    static bool IsMode(string name) =>
        name is "Append" or "Create" or "CreateNew" or "Open" or "OpenOrCreate" or "Truncate";

    // Closed at once, or by a variable or a statement with which nothing else is done.
    static bool IsOnlyClosed(SyntaxNode opened)
    {
        var value = opened;
        while (
            value.Parent is ParenthesizedExpressionSyntax or AwaitExpressionSyntax or PostfixUnaryExpressionSyntax
            || value.Parent is ArgumentSyntax { Parent.Parent: BaseObjectCreationExpressionSyntax }
        )
            value = value.Parent is ArgumentSyntax ? value.Parent.Parent!.Parent! : value.Parent;
        return value.Parent switch
        {
            ExpressionStatementSyntax or UsingStatementSyntax => true,
            AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" } } => true,
            MemberAccessExpressionSyntax member => Closing.Contains(Names.Simple(member)),
            ConditionalAccessExpressionSyntax { WhenNotNull: var member } => Closing.Contains(Names.Called(member)),
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Identifier.ValueText: var name } } => Names
                .Within(Names.Body(opened))
                .OfType<IdentifierNameSyntax>()
                .Where(use => use.Identifier.ValueText == name)
                .All(use =>
                    use.Parent is MemberAccessExpressionSyntax member && Closing.Contains(Names.Simple(member))
                ),
            _ => false,
        };
    }
}
