using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Sources;

/// <summary>The variable that an expression begins with.</summary>
static class OwnerVariable
{
    /// <summary>The variable at the left end: of <c>settings.Theme.Name</c> it is <c>settings</c>.</summary>
    public static ISymbol? Of(ExpressionSyntax expression, SemanticModel model, CancellationToken cancellationToken)
    {
        while (true)
        {
            switch (expression)
            {
                case MemberAccessExpressionSyntax
                {
                    Expression: ThisExpressionSyntax or BaseExpressionSyntax,
                    Name: var name
                }:
                    expression = name;
                    break;
                case MemberAccessExpressionSyntax access
                    when model.GetSymbolInfo(access.Expression, cancellationToken).Symbol
                        is not (INamedTypeSymbol or INamespaceSymbol):
                    expression = access.Expression;
                    break;
                case MemberAccessExpressionSyntax access:
                    expression = access.Name;
                    break;
                case ElementAccessExpressionSyntax element:
                    expression = element.Expression;
                    break;
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax chained }:
                    expression = chained.Expression;
                    break;
                case PostfixUnaryExpressionSyntax postfix:
                    expression = postfix.Operand;
                    break;
                case ParenthesizedExpressionSyntax parenthesized:
                    expression = parenthesized.Expression;
                    break;
                case ConditionalAccessExpressionSyntax conditional:
                    expression = conditional.Expression;
                    break;
                case IdentifierNameSyntax name:
                    return model.GetSymbolInfo(name, cancellationToken).Symbol;
                default:
                    return null;
            }
        }
    }
}
