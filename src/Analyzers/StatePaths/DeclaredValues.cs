using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>The values that a declaration gives a symbol: an initializer, or what a body returns.</summary>
static class DeclaredValues
{
    public static IEnumerable<ExpressionSyntax> Of(ISymbol symbol)
    {
        foreach (var reference in symbol.DeclaringSyntaxReferences)
        {
            switch (reference.GetSyntax())
            {
                case VariableDeclaratorSyntax { Initializer.Value: var value }:
                    yield return value;
                    break;
                case PropertyDeclarationSyntax property:
                    if (property.Initializer?.Value is { } initial)
                        yield return initial;
                    if (property.ExpressionBody?.Expression is { } body)
                        yield return body;
                    foreach (
                        var accessor in property.AccessorList?.Accessors.Where(accessor =>
                            accessor.IsKind(SyntaxKind.GetAccessorDeclaration)
                        )
                            ?? []
                    )
                    foreach (var value in Returned(accessor.ExpressionBody, accessor.Body))
                        yield return value;
                    break;
                case MethodDeclarationSyntax method:
                    foreach (var value in Returned(method.ExpressionBody, method.Body))
                        yield return value;
                    break;
                case OperatorDeclarationSyntax combine:
                    foreach (var value in Returned(combine.ExpressionBody, combine.Body))
                        yield return value;
                    break;
                case LocalFunctionStatementSyntax function:
                    foreach (var value in Returned(function.ExpressionBody, function.Body))
                        yield return value;
                    break;
            }
        }
    }

    static IEnumerable<ExpressionSyntax> Returned(ArrowExpressionClauseSyntax? arrow, BlockSyntax? block) =>
        arrow is not null
            ? [arrow.Expression]
            : block
                ?.DescendantNodes(node => node is not (LambdaExpressionSyntax or LocalFunctionStatementSyntax))
                .OfType<ReturnStatementSyntax>()
                .Select(statement => statement.Expression!)
                .Where(value => value is not null)
                ?? [];
}
