using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>What cannot be null: the compiler says so, or where nobody asks it, what it is made by.</summary>
static class NeverNull
{
    const int MaxDepth = 4;

    public static bool Is(ExpressionSyntax expression, SemanticModel model) => Is(expression, model, 0);

    static bool Is(ExpressionSyntax expression, SemanticModel model, int depth) =>
        model.GetTypeInfo(expression).Nullability.FlowState == NullableFlowState.NotNull
        || Unwrapped.Of(expression) switch
        {
            BaseObjectCreationExpressionSyntax or ThisExpressionSyntax or BaseExpressionSyntax => true,
            InvocationExpressionSyntax call => model.GetSymbolInfo(call).Symbol
                is IMethodSymbol
                {
                    IsStatic: true,
                    Name: "Load" or "LoadAsync" or "Parse",
                    DeclaringSyntaxReferences.IsEmpty: true,
                    ContainingNamespace.Name: "Linq"
                },
            IdentifierNameSyntax name => depth < MaxDepth
                && model.GetSymbolInfo(name).Symbol is ILocalSymbol local
                && LocalValues.Of(local) is { Count: > 0 } values
                && values.All(value => Is(value, model, depth + 1)),
            _ => false,
        };
}
