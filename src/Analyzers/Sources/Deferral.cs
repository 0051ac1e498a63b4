using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Sources;

/// <summary>What runs at another time than it is written down for.</summary>
static class Deferral
{
    /// <summary>
    /// Within a lambda or local function of the scope, other than the body of a ForEach that ends before the next
    /// statement.
    /// </summary>
    public static bool IsDeferred(SyntaxNode node, IEnumerable<SyntaxNode> scope)
    {
        foreach (var ancestor in node.Ancestors())
        {
            if (ancestor is LocalFunctionStatementSyntax && scope.Any(part => part.Span.Contains(ancestor.Span)))
                return true;
            if (
                ancestor is AnonymousFunctionExpressionSyntax
                && scope.Any(part => part.Span.Contains(ancestor.Span))
                && (
                    Functions.IsAsync(ancestor)
                    || ancestor.Parent
                        is not ArgumentSyntax
                        {
                            Parent.Parent: InvocationExpressionSyntax
                            {
                                Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ForEach" },
                                Parent: ExpressionStatementSyntax
                            }
                        }
                )
            )
                return true;
            if (ancestor is MemberDeclarationSyntax)
                return false;
        }

        return false;
    }

    /// <summary>The local function of the scope that a node stands in, unless it stands in a lambda there.</summary>
    public static LocalFunctionStatementSyntax? FunctionOf(SyntaxNode node, IEnumerable<SyntaxNode> scope)
    {
        var functions = node.Ancestors()
            .Where(ancestor => Functions.IsNested(ancestor) && scope.Any(part => part.Span.Contains(ancestor.Span)))
            .ToArray();
        return functions.LastOrDefault() as LocalFunctionStatementSyntax;
    }

    /// <summary>A task that nobody waits for on the spot; one that a method returns is left to its caller.</summary>
    public static bool IsPending(ExpressionSyntax call, SemanticModel model, bool isOfCallee)
    {
        var type = model.GetTypeInfo(call).Type;
        if (type is { Name: "IAsyncResult" })
            return call.Parent is not ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax end }
                || !Names.Called(end).StartsWith("End", StringComparison.Ordinal);
        if (
            type is null or IErrorTypeSymbol
                ? !Names.Called(call).EndsWith("Async", StringComparison.Ordinal)
                : type is not INamedTypeSymbol { Name: "Task" or "ValueTask" }
        )
            return false;
        SyntaxNode? outer = call.Parent;
        if (outer is ConditionalAccessExpressionSyntax)
            outer = outer.Parent;
        return outer switch
        {
            AwaitExpressionSyntax => false,
            MemberAccessExpressionSyntax
            {
                Name.Identifier.ValueText: "ConfigureAwait",
                Parent: InvocationExpressionSyntax { Parent: AwaitExpressionSyntax } configured
            } => configured.ArgumentList.DescendantNodes().Any(node => Names.Simple(node) == "SuppressThrowing"),
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Wait" or "GetAwaiter" or "Result" } => false,
            ReturnStatementSyntax or ArrowExpressionClauseSyntax => !isOfCallee,
            _ => true,
        };
    }
}
