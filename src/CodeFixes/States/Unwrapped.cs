using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// An expression without what is only around it: parentheses, <c>await</c>, <c>ConfigureAwait</c>, <c>!</c>.
/// </summary>
/// <param name="Expression">What is within.</param>
/// <param name="IsAwaited">Whether it is awaited.</param>
/// <param name="ConfigureAwait">The call behind it, with its point; empty for none.</param>
readonly record struct Unwrapped(ExpressionSyntax Expression, bool IsAwaited, string ConfigureAwait)
{
    public static Unwrapped Of(ExpressionSyntax expression)
    {
        var (isAwaited, configured) = (false, "");
        while (true)
        {
            switch (expression)
            {
                case ParenthesizedExpressionSyntax { Expression: var inner }:
                    expression = inner;
                    continue;
                case PostfixUnaryExpressionSyntax
                {
                    RawKind: (int)SyntaxKind.SuppressNullableWarningExpression,
                    Operand: var inner
                }:
                    expression = inner;
                    continue;
                case AwaitExpressionSyntax { Expression: var inner }:
                    (expression, isAwaited) = (inner, true);
                    continue;
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call
                    when Names.Called(call) == "ConfigureAwait":
                    (expression, configured) = (access.Expression, ".ConfigureAwait" + call.ArgumentList);
                    continue;
                default:
                    return new(expression, isAwaited, configured);
            }
        }
    }

    /// <summary>The outermost expression that is only around this one.</summary>
    public static ExpressionSyntax Around(ExpressionSyntax expression)
    {
        while (true)
        {
            switch (expression.Parent)
            {
                case ParenthesizedExpressionSyntax or AwaitExpressionSyntax:
                case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression }:
                    expression = (ExpressionSyntax)expression.Parent;
                    continue;
                case MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call }
                    when Names.Called(call) == "ConfigureAwait":
                    expression = call;
                    continue;
                default:
                    return expression;
            }
        }
    }
}
