using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>What makes the state of a first start.</summary>
static class Defaults
{
    /// <summary>
    /// Whether an expression makes the same new state wherever it stands: nothing in it is only known there, and what
    /// it makes has nothing that a copy by its JSON would not have, such as a comparer.
    /// </summary>
    public static bool IsMade(ExpressionSyntax expression) =>
        expression switch
        {
            BaseObjectCreationExpressionSyntax { ArgumentList: null or { Arguments.Count: 0 } } made => made.Initializer
                is null
                || made.Initializer.Expressions.All(IsSimple),
            CollectionExpressionSyntax { Elements.Count: 0 } => true,
            _ => false,
        };

    /// <summary>Whether two make the same.</summary>
    public static bool AreSame(ExpressionSyntax one, ExpressionSyntax other) => Initializer(one) == Initializer(other);

    static bool IsSimple(ExpressionSyntax expression) =>
        expression is AssignmentExpressionSyntax { Left: IdentifierNameSyntax, Right: var value }
        && (
            value is LiteralExpressionSyntax
            || value is PrefixUnaryExpressionSyntax { Operand: LiteralExpressionSyntax }
        )
        && !value.IsKind(SyntaxKind.DefaultLiteralExpression);

    static string Initializer(ExpressionSyntax made) =>
        (made as BaseObjectCreationExpressionSyntax)?.Initializer is { Expressions.Count: > 0 } initializer
            ? initializer.NormalizeWhitespace().ToString()
            : "";
}
