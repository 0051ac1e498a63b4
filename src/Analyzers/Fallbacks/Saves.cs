using System.Collections.Concurrent;
using System.Collections.Immutable;
using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>A write, or a call of what writes.</summary>
/// <param name="Node">The call.</param>
/// <param name="Path">The file, as <see cref="PathKey"/> tells it.</param>
/// <param name="Site">The write itself.</param>
readonly record struct Save(SyntaxNode Node, string Path, WriteSite Site);

/// <summary>The writes of the program, by where they stand and by what they write to.</summary>
sealed class Saves(SourceIndex sources, FileEffects effects)
{
    readonly ConcurrentDictionary<INamedTypeSymbol, ImmutableArray<Save>> _ofTypes = new(
        SymbolEqualityComparer.Default
    );
    readonly Lazy<ILookup<string, Save>> _all = new(() => All(sources, effects));

    /// <summary>Those of a type: what writes itself first, what writes on a first start last.</summary>
    public ImmutableArray<Save> Of(INamedTypeSymbol type) =>
        _ofTypes.GetOrAdd(type.OriginalDefinition, key =>
            key.DeclaringSyntaxReferences.SelectMany(reference =>
                    sources.Model(reference.SyntaxTree) is { } model
                        ? In(reference.GetSyntax(), model, CancellationToken.None)
                        : []
                )
                .OrderBy(save =>
                    FirstStart.Is(save.Site.Node) ? 2
                    : save.Node == save.Site.Node ? 0
                    : 1
                )
                .ToImmutableArray()
        );

    /// <summary>Those in some code.</summary>
    public IEnumerable<Save> In(SyntaxNode code, SemanticModel model, CancellationToken cancellationToken) =>
        code.DescendantNodesAndSelf()
            .Where(effects.MayWrite)
            .SelectMany(node =>
                effects
                    .Of(node, model, cancellationToken)
                    .Where(effect => effect.IsWrite)
                    .Select(effect => new Save(node, effect.Path, effect.Site!))
            );

    /// <summary>Those of the whole program to a path that is known everywhere.</summary>
    public IEnumerable<Save> To(string path) => _all.Value[path];

    // What writes itself, and the calls of what writes to the path that it is passed.
    static ILookup<string, Save> All(SourceIndex sources, FileEffects effects)
    {
        var own = WriterTable.Names.Union(WriterTable.ReplacerNames).SelectMany(Called).ToArray();
        return own.Where(save => IsOfParameter(save.Path))
            .Select(save => new PathRead(save.Node).MemberName)
            .Where(name => name.Length > 0)
            .Distinct()
            .SelectMany(Called)
            .Concat(own)
            .Where(save => IsKnownEverywhere(save.Path))
            .ToLookup(save => save.Path);

        IEnumerable<Save> Called(string name) =>
            sources
                .Calls(name)
                .Where(node => sources.Model(node.SyntaxTree) is not null)
                .SelectMany(node =>
                    effects
                        .Of(node, sources.Model(node.SyntaxTree)!)
                        .Where(effect => effect.IsWrite)
                        .Select(effect => new Save(node, effect.Path, effect.Site!))
                );
    }

    static bool IsOfParameter(string path) => path.Length > 2 && path[0] == '‹' && path != PathKey.This;

    /// <summary>Whether a caller, or the owner of the object, says which file a path is.</summary>
    public static bool IsOpen(string path) => path.IndexOf('‹') >= 0;

    /// <summary>
    /// Whether nothing in it is open for a caller or an object to fill in, nor a variable of one method.
    /// </summary>
    public static bool IsKnownEverywhere(string path) => path.IndexOf('‹') < 0 && path.IndexOf('~') < 0;
}
