using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Locks;

/// <summary>A sequence whose iterator touches files when somebody enumerates it, not when it is called.</summary>
static class DeferredSequence
{
    public static bool Is(ITypeSymbol? type) =>
        type
            is {
                Name: "IEnumerable" or "IEnumerator" or "IAsyncEnumerable" or "IAsyncEnumerator",
                TypeKind: TypeKind.Interface
            };

    // What it would read or write under the lock, it reads or writes when somebody enumerates it.
    public static string? NameOf(ExpressionSyntax value, SemanticModel model, CancellationToken cancellationToken)
    {
        if (
            value is not InvocationExpressionSyntax call
            || model.GetSymbolInfo(call, cancellationToken).Symbol
                is not IMethodSymbol { DeclaringSyntaxReferences: [var declared] } method
            || declared.GetSyntax(cancellationToken) is not { } declaration
        )
            return null;
        var own = Functions.Inside(declaration).ToArray();
        return own.OfType<YieldStatementSyntax>().Any() && own.Any(IsAboutFiles) ? method.Name : null;
    }

    static bool IsAboutFiles(SyntaxNode node) =>
        PathRead.Of(node, Names.Called(node)) is not null
        || WriterTable.Names.Contains(Names.Called(node))
        || WriterTable.ReplacerNames.Contains(Names.Called(node));
}
