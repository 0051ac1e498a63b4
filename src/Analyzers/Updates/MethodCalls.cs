using System.Collections.Concurrent;
using System.Collections.Immutable;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.Updates;

/// <summary>The calls of a method of the program, the first of many.</summary>
sealed class MethodCalls(SourceIndex sources)
{
    const int MaxCalls = 32;

    readonly ConcurrentDictionary<IMethodSymbol, ImmutableArray<SyntaxNode>> _calls = new(
        SymbolEqualityComparer.Default
    );

    public ImmutableArray<SyntaxNode> Of(IMethodSymbol method) =>
        _calls.GetOrAdd(method, key =>
            sources
                .AllCalls(key.Name)
                .Take(MaxCalls)
                .Where(call =>
                    sources.Model(call.SyntaxTree)?.GetSymbolInfo(call).Symbol is IMethodSymbol called
                    && Callers.Reaches(called, key)
                )
                .ToImmutableArray()
        );
}
