using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Sources;

/// <summary>The variable that an expression begins with.</summary>
static class OwnerVariable
{
    /// <summary>The variable at the left end: of <c>settings.Theme.Name</c> it is <c>settings</c>.</summary>
    public static ISymbol? Of(ExpressionSyntax expression, SemanticModel model, CancellationToken cancellationToken)
    {
        while (Inner(expression, model, cancellationToken) is { } inner)
            expression = inner;
        return expression is IdentifierNameSyntax ? model.GetSymbolInfo(expression, cancellationToken).Symbol : null;
    }

    static ExpressionSyntax? Inner(
        ExpressionSyntax expression,
        SemanticModel model,
        CancellationToken cancellationToken
    ) =>
        expression switch
        {
            MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or BaseExpressionSyntax, Name: var name } =>
                name,
            MemberAccessExpressionSyntax access => model.GetSymbolInfo(access.Expression, cancellationToken).Symbol
                is INamedTypeSymbol
                    or INamespaceSymbol
                ? access.Name
                : access.Expression,
            ElementAccessExpressionSyntax element => element.Expression,
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax chained } => chained.Expression,
            PostfixUnaryExpressionSyntax postfix => postfix.Operand,
            ParenthesizedExpressionSyntax parenthesized => parenthesized.Expression,
            ConditionalAccessExpressionSyntax conditional => conditional.Expression,
            _ => null,
        };
}
