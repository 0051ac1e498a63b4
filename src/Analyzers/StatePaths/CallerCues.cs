using System.Collections.Concurrent;
using System.Collections.Immutable;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>What calls the member that writes tells, too, what it writes.</summary>
sealed class CallerCues(SourceIndex sources)
{
    const int MaxCalls = 8;
    const int MaxNamesakes = 64;

    readonly ConcurrentDictionary<INamedTypeSymbol, ImmutableHashSet<string>> _readers = new(
        SymbolEqualityComparer.Default
    );

    // Refresh() { var list = Load(); …; Save(list); } of a cache: what is saved comes of nothing that a caller gives.
    public Evidence? Of(WriteSite site)
    {
        if (site.Member is not IMethodSymbol { ContainingType: { } type } method)
            return null;
        var readers = _readers.GetOrAdd(type.OriginalDefinition, ReadersOf).Remove(method.Name);
        if (readers.IsEmpty)
            return null;
        var member = Names.Member(site.Node);
        var calls = sources
            .AllCalls(method.Name)
            .Take(MaxNamesakes)
            .Where(call => Callers.MayCall(call, method) && Names.Member(call) is { } caller && caller != member)
            .Take(MaxCalls)
            .ToArray();
        return calls.Length > 0 && calls.All(call => IsGivenNothing(call) && Loads(call))
            ? new("not-saved-where-loaded", $"'{method.Name}' is only called where '{type.Name}' has loaded, too")
            : null;

        bool Loads(SyntaxNode call) => TreeIndex.Around(call).Called is var called && readers.Any(called.Contains);
    }

    static bool IsGivenNothing(SyntaxNode call) =>
        Names.Member(call) is BaseMethodDeclarationSyntax { ParameterList.Parameters.Count: 0 };

    static ImmutableHashSet<string> ReadersOf(INamedTypeSymbol type) =>
        type.GetMembers()
            .OfType<IMethodSymbol>()
            .Where(method =>
                method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is { } declared
                && TreeIndex.Around(declared).Reads
            )
            .Select(method => method.Name)
            .ToImmutableHashSet();
}
