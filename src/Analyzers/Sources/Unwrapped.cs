using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Sources;

/// <summary>The call in an expression that awaits, casts or waits for it.</summary>
static class Unwrapped
{
    /// <summary>
    /// Without what is around the call: <c>await</c>, <c>ConfigureAwait</c>, <c>Result</c>, parentheses, casts.
    /// </summary>
    public static ExpressionSyntax Of(ExpressionSyntax expression)
    {
        while (true)
        {
            switch (expression)
            {
                case AwaitExpressionSyntax awaited:
                    expression = awaited.Expression;
                    break;
                case ParenthesizedExpressionSyntax parenthesized:
                    expression = parenthesized.Expression;
                    break;
                case CastExpressionSyntax cast:
                    expression = cast.Expression;
                    break;
                case PostfixUnaryExpressionSyntax
                {
                    RawKind: (int)SyntaxKind.SuppressNullableWarningExpression
                } suppressed:
                    expression = suppressed.Operand;
                    break;
                case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } coalesce:
                    expression = coalesce.Left;
                    break;
                case MemberAccessExpressionSyntax
                {
                    Name.Identifier.ValueText: "Result",
                    Expression: InvocationExpressionSyntax task
                }:
                    expression = task;
                    break;
                case InvocationExpressionSyntax
                {
                    Expression: MemberAccessExpressionSyntax
                    {
                        Name.Identifier.ValueText: "ConfigureAwait" or "GetAwaiter" or "GetResult" or "AsTask",
                        Expression: var inner
                    }
                }:
                    expression = inner;
                    break;
                default:
                    return expression;
            }
        }
    }
}
