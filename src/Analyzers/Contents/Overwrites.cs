using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Contents;

/// <summary>Where a body gives a variable a new value, so that the old one is gone on every way from there.</summary>
sealed class Overwrites
{
    readonly ILookup<string, (SyntaxNode Node, ExpressionSyntax Value)> _byName;

    public Overwrites(IEnumerable<SyntaxNode> nodes) =>
        _byName = nodes
            .Select(node =>
                node switch
                {
                    VariableDeclaratorSyntax { Initializer.Value: var value } variable => (
                        variable.Identifier.ValueText,
                        node,
                        value
                    ),
                    AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment => (
                        Variable(assignment.Left),
                        node,
                        assignment.Right
                    ),
                    _ => ("", node, null!),
                }
            )
            .Where(item => item.Item1.Length > 0)
            .ToLookup(item => item.Item1, item => (item.Item2, item.Item3));

    /// <summary>What a variable has last been set to before a use, if that was done on every way to the use.</summary>
    /// <param name="variable">Its name.</param>
    /// <param name="use">The use.</param>
    /// <param name="isVariable">Whether the target of an assignment means it.</param>
    public (SyntaxNode Node, ExpressionSyntax Value)? Last(
        string variable,
        SyntaxNode use,
        Func<ExpressionSyntax, bool> isVariable
    ) =>
        _byName[variable]
            .Where(other =>
                other.Node.Span.End <= use.SpanStart
                && (other.Node is not AssignmentExpressionSyntax { Left: var target } || isVariable(target))
                && IsOnEveryWay(other.Node, use)
            )
            .Select(other => ((SyntaxNode, ExpressionSyntax)?)other)
            .LastOrDefault();

    static string Variable(ExpressionSyntax target) =>
        target switch
        {
            IdentifierNameSyntax name => name.Identifier.ValueText,
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } => name,
            _ => "",
        };

    static bool IsOnEveryWay(SyntaxNode setter, SyntaxNode use)
    {
        SyntaxNode? node = setter.FirstAncestorOrSelf<StatementSyntax>();
        if (node is not (ExpressionStatementSyntax or LocalDeclarationStatementSyntax))
            return false;
        for (node = node.Parent; node is not null && !node.Span.Contains(use.Span); node = node.Parent)
            if (
                !(
                    node is BlockSyntax or UsingStatementSyntax or LockStatementSyntax or CheckedStatementSyntax
                    || (node is TryStatementSyntax attempt && attempt.Catches.All(clause => Leaves(clause.Block)))
                )
            )
                return false;
        return node is not null && Function(setter) == Function(use);
    }

    static bool Leaves(BlockSyntax block) =>
        block.Statements.LastOrDefault()
            is ReturnStatementSyntax
                or ThrowStatementSyntax
                or ContinueStatementSyntax
                or BreakStatementSyntax;

    static SyntaxNode? Function(SyntaxNode node) => node.FirstAncestorOrSelf<SyntaxNode>(Functions.IsNested);
}
