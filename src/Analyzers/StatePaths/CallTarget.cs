using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>The method of the program that a call runs; of an interface's the implementation.</summary>
static class CallTarget
{
    const int MaxImplementations = 4;

    /// <summary>How many of them are looked at.</summary>
    public const int MaxOverrides = 16;

    public static IMethodSymbol? Of(
        SyntaxNode call,
        SemanticModel model,
        SourceIndex sources,
        CancellationToken cancellationToken
    )
    {
        if (
            call is not InvocationExpressionSyntax
            || model.GetSymbolInfo(call, cancellationToken).Symbol is not IMethodSymbol method
        )
            return null;
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        method = method.PartialImplementationPart ?? method;
        if (!method.IsAbstract)
            return sources.Has(method) ? method : null;
        foreach (var declaration in sources.Methods(method.Name).Take(MaxImplementations))
            if (
                declaration is { Body: not null } or { ExpressionBody: not null }
                && sources.Model(declaration.SyntaxTree)?.GetDeclaredSymbol(declaration, cancellationToken)
                    is IMethodSymbol implementation
                && Callers.Reaches(method, implementation)
            )
                return implementation;
        return null;
    }

    /// <summary>All that a call of a method may run: what overrides or implements it, too.</summary>
    /// <param name="method">What is called.</param>
    /// <param name="sources">Where those are written.</param>
    /// <param name="on">The type of what it is called on; null where it is not known.</param>
    public static IMethodSymbol[] All(IMethodSymbol method, SourceIndex sources, ITypeSymbol? on = null)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        method = method.PartialImplementationPart ?? method;
        IEnumerable<IMethodSymbol> own = sources.Has(method) && !method.IsAbstract ? [method] : [];
        if (!(method.IsAbstract || method.IsVirtual || method.IsOverride))
            return [.. own];
        var others = sources
            .Methods(method.Name)
            .Select(declaration => sources.Model(declaration.SyntaxTree)?.GetDeclaredSymbol(declaration))
            .OfType<IMethodSymbol>()
            .Where(other => !other.IsAbstract && Callers.Reaches(method, other))
            .Where(other => on is not { TypeKind: TypeKind.Class } || MayBeBoth(on, other.ContainingType));
        return [.. own.Concat(others).Distinct<IMethodSymbol>(SymbolEqualityComparer.Default).Take(MaxOverrides)];
    }

    // No object is of two classes unless one is derived from the other.
    static bool MayBeBoth(ITypeSymbol one, ITypeSymbol other) => IsOf(one, other) || IsOf(other, one);

    static bool IsOf(ITypeSymbol? type, ITypeSymbol parent)
    {
        for (; type is not null; type = type.BaseType)
            if (SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, parent.OriginalDefinition))
                return true;
        return false;
    }
}
