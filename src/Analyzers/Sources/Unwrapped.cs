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
        while (Inner(expression) is { } inner)
            expression = inner;
        return expression;
    }

    static ExpressionSyntax? Inner(ExpressionSyntax expression) =>
        expression switch
        {
            AwaitExpressionSyntax awaited => awaited.Expression,
            ParenthesizedExpressionSyntax parenthesized => parenthesized.Expression,
            CastExpressionSyntax cast => cast.Expression,
            PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } suppressed =>
                suppressed.Operand,
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } coalesce => coalesce.Left,
            MemberAccessExpressionSyntax
            {
                Name.Identifier.ValueText: "Result",
                Expression: InvocationExpressionSyntax task
            } => task,
            InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax
                {
                    Name.Identifier.ValueText: "ConfigureAwait" or "GetAwaiter" or "GetResult" or "AsTask",
                    Expression: var inner
                }
            } => inner,
            _ => null,
        };
}
