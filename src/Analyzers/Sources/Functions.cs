using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Sources;

/// <summary>Lambdas and local functions, whose bodies run when somebody calls them and not where they stand.</summary>
static class Functions
{
    public static bool IsNested(SyntaxNode node) =>
        node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax;

    /// <summary>What runs where a node stands: what it consists of, without the bodies of functions.</summary>
    public static IEnumerable<SyntaxNode> Unnested(SyntaxNode node) =>
        node.DescendantNodesAndSelf(inner => !IsNested(inner));

    /// <summary>
    /// What runs in a call of a function: what it consists of, without the bodies of functions within it.
    /// </summary>
    public static IEnumerable<SyntaxNode> Inside(SyntaxNode function) =>
        function.DescendantNodes(inner => inner == function || !IsNested(inner));

    /// <summary>
    /// The function, method or accessor that a node stands in; null in top-level statements and initializers.
    /// </summary>
    public static SyntaxNode? Around(SyntaxNode node) =>
        node.Ancestors()
            .FirstOrDefault(ancestor =>
                IsNested(ancestor) || ancestor is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax
            );

    /// <summary>What a method returns, in each of its ways.</summary>
    public static IEnumerable<ExpressionSyntax> Returned(SyntaxNode method) =>
        method is MethodDeclarationSyntax { ExpressionBody.Expression: var only }
            ? [only]
            : Inside(method).OfType<ReturnStatementSyntax>().Select(left => left.Expression).OfType<ExpressionSyntax>();

    /// <summary>Whether it has the modifier <c>async</c>.</summary>
    public static bool IsAsync(SyntaxNode function) =>
        function switch
        {
            AnonymousFunctionExpressionSyntax lambda => lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword),
            LocalFunctionStatementSyntax local => local.Modifiers.Any(SyntaxKind.AsyncKeyword),
            BaseMethodDeclarationSyntax method => method.Modifiers.Any(SyntaxKind.AsyncKeyword),
            _ => false,
        };
}
