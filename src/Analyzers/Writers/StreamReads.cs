using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Writers;

/// <summary>What becomes of a stream that may be written to, but is only read: many open by <c>OpenOrCreate</c> so as not to ask whether there is a file.</summary>
static class StreamReads
{
    /// <summary>Whether the stream that <paramref name="opening"/> makes is read, and nothing else is done with it. By names alone; in doubt it is written to.</summary>
    public static bool AreAll(SyntaxNode opening)
    {
        if (opening.Parent is ArgumentSyntax argument)
            return IsReader(argument);
        var name = opening.Parent switch
        {
            EqualsValueClauseSyntax
            {
                Parent: VariableDeclaratorSyntax { Parent.Parent: not BaseFieldDeclarationSyntax } declarator
            } => declarator.Identifier.ValueText,
            AssignmentExpressionSyntax
            {
                RawKind: (int)SyntaxKind.SimpleAssignmentExpression,
                Left: IdentifierNameSyntax target
            } => target.Identifier.ValueText,
            _ => null,
        };
        if (
            name is null
            || Names.Member(opening) is not { } member
            || !member
                .DescendantNodes()
                .OfType<VariableDeclaratorSyntax>()
                .Any(local => local.Identifier.ValueText == name)
        )
            return false; // of a field others may write
        var uses = member
            .DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .Where(use => use.Identifier.ValueText == name)
            .ToArray();
        return uses.Any(IsRead) && uses.All(use => IsRead(use) || IsNeither(use));
    }

    static bool IsRead(ExpressionSyntax stream) =>
        stream.Parent switch
        {
            ArgumentSyntax argument => IsReader(argument),
            MemberAccessExpressionSyntax access when access.Expression == stream => IsReading(access.Name)
                || access.Name.Identifier.ValueText is "CopyTo" or "CopyToAsync",
            _ => false,
        };

    static bool IsNeither(ExpressionSyntax stream) =>
        stream.Parent switch
        {
            MemberAccessExpressionSyntax access when access.Expression == stream => access.Name.Identifier.ValueText
                is "CanRead"
                    or "Close"
                    or "ConfigureAwait"
                    or "Dispose"
                    or "DisposeAsync"
                    or "Length"
                    or "Position"
                    or "Seek",
            ConditionalAccessExpressionSyntax
            {
                WhenNotNull: InvocationExpressionSyntax
                {
                    Expression: MemberBindingExpressionSyntax { Name.Identifier.ValueText: "Close" or "Dispose" }
                }
            } => true,
            AssignmentExpressionSyntax assignment => assignment.Left == stream,
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression }
            or IsPatternExpressionSyntax => true,
            UsingStatementSyntax => true,
            _ => false,
        };

    // new StreamReader(stream), serializer.Deserialize(stream), new GZipStream(stream, CompressionMode.Decompress)
    static bool IsReader(ArgumentSyntax argument) =>
        argument.Parent?.Parent is { } call
        && (
            IsReading(Names.Called(call))
            || (call is BaseObjectCreationExpressionSyntax && Words.Of(Names.Called(call)).LastOrDefault() == "reader")
            || Names.Arguments(call).Any(other => Names.Simple(other.Expression) is "Decompress" or "Read")
        );

    static bool IsReading(SimpleNameSyntax name) => IsReading(name.Identifier.ValueText);

    static bool IsReading(string name) =>
        Words.Of(name).FirstOrDefault() is "deserialize" or "load" or "parse" or "read";
}
