using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>Whether a method, or what it calls in its compilation, writes by anything but what is known.</summary>
sealed class OtherWrites(SourceIndex sources, IReadOnlyCollection<SyntaxNode> known)
{
    const int MaxMethods = 200; // who calls more is not looked through

    readonly HashSet<IMethodSymbol> _seen = new(SymbolEqualityComparer.Default);

    public bool AreIn(IMethodSymbol method)
    {
        if (!_seen.Add(method))
            return false;
        return _seen.Count > MaxMethods
            || method.DeclaringSyntaxReferences.Any(reference =>
                reference.GetSyntax() is var declaration
                && (
                    sources.Model(declaration.SyntaxTree) is not { } model
                    || declaration.DescendantNodes().Any(node => Writes(node, model))
                )
            );
    }

    bool Writes(SyntaxNode node, SemanticModel model) =>
        node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax
        && !known.Contains(node)
        && (
            WriteSite.Of(node, model) is not null
            || model.GetSymbolInfo(node).Symbol is IMethodSymbol called && CallTarget.All(called, sources).Any(AreIn)
        );
}
