using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>The question whether something is <c>null</c>.</summary>
static class NullTest
{
    /// <summary>
    /// The variable that a condition asks for, be it among other things; null where it asks something else.
    /// </summary>
    public static string? Of(ExpressionSyntax condition) =>
        condition switch
        {
            ParenthesizedExpressionSyntax { Expression: var inner } => Of(inner),
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalOrExpression } either => Of(either.Left)
                ?? Of(either.Right),
            _ => At(condition) is (var asked, true) && Names.Simple(asked) is { Length: > 0 } name ? name : null,
        };

    /// <summary>What a test compares with <c>null</c>, and what it comes to then; null of another test.</summary>
    public static (ExpressionSyntax Asked, bool IsTrue)? At(SyntaxNode test) =>
        test switch
        {
            BinaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression,
                Right: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression }
            } equality => (equality.Left, equality.IsKind(SyntaxKind.EqualsExpression)),
            IsPatternExpressionSyntax { Pattern: var pattern } matching when IsTrue(pattern) is { } isTrue => (
                matching.Expression,
                isTrue
            ),
            _ => null,
        };

    /// <summary>Whether a pattern is there for <c>null</c>, be it as the rest.</summary>
    public static bool Takes(PatternSyntax pattern) => pattern is DiscardPatternSyntax || IsTrue(pattern) == true;

    // is null, is not { } loaded; is { } loaded
    static bool? IsTrue(PatternSyntax pattern) =>
        pattern switch
        {
            ConstantPatternSyntax
            {
                Expression: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression }
            } => true,
            UnaryPatternSyntax { Pattern: var inner } => !IsTrue(inner),
            RecursivePatternSyntax or DeclarationPatternSyntax or TypePatternSyntax => false,
            _ => null,
        };
}
