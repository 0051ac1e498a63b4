using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>The question whether a variable is <c>null</c>.</summary>
static class NullTest
{
    /// <summary>The variable that a condition asks for; null where it asks something else.</summary>
    public static string? Of(ExpressionSyntax condition) =>
        condition switch
        {
            BinaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.EqualsExpression,
                Right: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression }
            } test => Names.Simple(test.Left),
            IsPatternExpressionSyntax
            {
                Pattern: ConstantPatternSyntax
                {
                    Expression: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression }
                }
            } test => Names.Simple(test.Expression),
            _ => null,
        };
}
