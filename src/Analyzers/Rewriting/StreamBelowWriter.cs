using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Streams;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// A stream that has a name only to be closed after the writer around it, which closes it: <c>s = File.Create(path); w =
/// new StreamWriter(s); … w.Dispose(); s.Dispose();</c>
/// </summary>
static class StreamBelowWriter
{
    /// <summary>
    /// The same with the writer alone; null where the stream is used for more, or a comment would be lost.
    /// </summary>
    public static SyntaxNode? AsWriter(SyntaxNode root, ExpressionSyntax creation, SemanticModel model)
    {
        if (
            creation.Parent
                is not AssignmentExpressionSyntax
                {
                    RawKind: (int)SyntaxKind.SimpleAssignmentExpression,
                    Left: IdentifierNameSyntax target,
                    Parent: ExpressionStatementSyntax opened
                }
            || model.GetSymbolInfo(target).Symbol
                is not ILocalSymbol { DeclaringSyntaxReferences: [var reference] } local
            || reference.GetSyntax()
                is not VariableDeclaratorSyntax
                {
                    Initializer: null or { Value.RawKind: (int)SyntaxKind.NullLiteralExpression },
                    Parent: VariableDeclarationSyntax
                    {
                        Variables.Count: 1,
                        Parent: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 } declared
                    }
                }
            || StatementList.From(opened)?.FirstOrDefault()
                is not ExpressionStatementSyntax
                {
                    Expression: AssignmentExpressionSyntax
                    {
                        Left: IdentifierNameSyntax writer,
                        Right: BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: [var first, ..] } made
                    }
                }
            || !IsNamed(first.Expression, local.Name)
            || model.GetSymbolInfo(made).Symbol is not IMethodSymbol constructor
            || !StreamTypes.IsTrusted(constructor)
            || !Wrapping.Owns(constructor, first, made.ArgumentList.Arguments, model)
        )
            return null;
        var mentions = Names
            .Body(opened)
            .DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .Where(name => IsNamed(name, local.Name) && name != target && name != first.Expression)
            .ToArray();
        var closing = mentions
            .FirstOrDefault()
            ?.Ancestors()
            .OfType<StatementSyntax>()
            .FirstOrDefault(statement => Closed(statement) == local.Name);
        if (
            closing?.Parent is not BlockSyntax { Statements: var list }
            || !mentions.All(closing.Contains)
            || Closed(list.TakeWhile(statement => statement != closing).LastOrDefault()) != writer.Identifier.ValueText
        )
            return null;
        StatementSyntax[] gone = [declared, opened, closing];
        if (
            gone.Any(statement =>
                statement.ContainsDirectives
                || Comments.AreWithin(root, statement.FullSpan.Start, statement.FullSpan.End)
            )
        )
            return null;
        var tracked = root.TrackNodes(gone.Append<SyntaxNode>(first.Expression));
        tracked = tracked.ReplaceNode(tracked.GetCurrentNode<SyntaxNode>(first.Expression)!, creation);
        return tracked.RemoveNodes(
            gone.Select(statement => StatementList.Whole(tracked.GetCurrentNode<SyntaxNode>(statement)!)),
            SyntaxRemoveOptions.KeepNoTrivia
        );
    }

    // s.Dispose(), s?.Close() or if (s != null) s.Close(): the name of what is closed.
    static string? Closed(StatementSyntax? statement)
    {
        var condition = default(string);
        if (statement is IfStatementSyntax { Else: null } test)
        {
            condition = test.Condition switch
            {
                BinaryExpressionSyntax { RawKind: (int)SyntaxKind.NotEqualsExpression } comparison => Names.Simple(
                    comparison.Left.IsKind(SyntaxKind.NullLiteralExpression) ? comparison.Right : comparison.Left
                ),
                IsPatternExpressionSyntax { Pattern: UnaryPatternSyntax } pattern => Names.Simple(pattern.Expression),
                _ => "",
            };
            statement = test.Statement is BlockSyntax { Statements: [var only] } ? only : test.Statement;
        }

        var name = (statement as ExpressionStatementSyntax)?.Expression switch
        {
            InvocationExpressionSyntax
            {
                ArgumentList.Arguments.Count: 0,
                Expression: MemberAccessExpressionSyntax
                {
                    Name.Identifier.ValueText: "Close" or "Dispose",
                    Expression: IdentifierNameSyntax closed
                }
            } => closed.Identifier.ValueText,
            ConditionalAccessExpressionSyntax
            {
                Expression: IdentifierNameSyntax closed,
                WhenNotNull: InvocationExpressionSyntax
                {
                    Expression: MemberBindingExpressionSyntax { Name.Identifier.ValueText: "Close" or "Dispose" }
                }
            } => closed.Identifier.ValueText,
            _ => null,
        };
        return condition is null || condition == name ? name : null;
    }

    static bool IsNamed(ExpressionSyntax expression, string name) =>
        expression is IdentifierNameSyntax { Identifier.ValueText: var identifier } && identifier == name;
}
