using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>The code that runs where something that a condition asks for is not there.</summary>
static class FailingBranch
{
    /// <summary>Null where that is all that follows, or no branch depends on it.</summary>
    /// <param name="test">The part of the condition that asks.</param>
    /// <param name="isTrue">What it comes to then.</param>
    public static SyntaxNode? Of(SyntaxNode test, bool isTrue)
    {
        while (true)
            switch (test.Parent)
            {
                case ParenthesizedExpressionSyntax:
                case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalOrExpression } either
                    when isTrue || either.Right == test:
                case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression } when !isTrue:
                    test = test.Parent;
                    break;
                case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression }:
                    (test, isTrue) = (test.Parent, !isTrue);
                    break;
                case IfStatementSyntax branch when branch.Condition == test:
                    return isTrue ? branch.Statement : branch.Else?.Statement ?? Behind(branch);
                case ConditionalExpressionSyntax choice when choice.Condition == test:
                    return isTrue ? choice.WhenTrue : choice.WhenFalse;
                default:
                    return null;
            }
    }

    /// <summary>Whether a branch is the statement of an <c>if</c>, and not what stands behind it.</summary>
    public static bool IsOwn(SyntaxNode branch) => branch.Parent is IfStatementSyntax or ElseClauseSyntax;

    // if (TryLoad(out var state)) return state; return new();
    static StatementSyntax? Behind(IfStatementSyntax branch) =>
        Leaves(branch.Statement) && branch.Parent is BlockSyntax block
            ? block.Statements.ElementAtOrDefault(block.Statements.IndexOf(branch) + 1)
            : null;

    /// <summary>Whether nothing behind a statement runs.</summary>
    public static bool Leaves(StatementSyntax statement) =>
        (statement is BlockSyntax block ? block.Statements.LastOrDefault() : statement)
            is ThrowStatementSyntax
                or ReturnStatementSyntax
                or ContinueStatementSyntax
                or BreakStatementSyntax;

    /// <summary>Whether a branch notes the failure in a variable that the method returns.</summary>
    public static bool TellsCaller(SyntaxNode branch) =>
        branch
            .DescendantNodes()
            .OfType<AssignmentExpressionSyntax>()
            .Any(assignment =>
                assignment.Left is IdentifierNameSyntax { Identifier.ValueText: var flag }
                && assignment.Right.RawKind
                    is (int)SyntaxKind.FalseLiteralExpression
                        or (int)SyntaxKind.TrueLiteralExpression
                && Names
                    .Within(Names.Body(branch))
                    .Any(node =>
                        node is ReturnStatementSyntax { Expression: { } returned } && Names.Simple(returned) == flag
                    )
            );
}
