using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>The files that a call loads: what it reads itself, or through calls that are there to load.</summary>
sealed class LoadedPaths(FileEffects effects)
{
    const int MaxLayers = 3;

    /// <summary>Each as <see cref="PathKey"/> tells it.</summary>
    public IEnumerable<string> PathsOf(SyntaxNode call, SemanticModel model, CancellationToken cancellationToken) =>
        Of(call, model, MaxLayers, cancellationToken).Distinct();

    IEnumerable<string> Of(SyntaxNode call, SemanticModel model, int layers, CancellationToken cancellationToken)
    {
        var read = effects
            .Of(call, model, cancellationToken)
            .Where(effect => !effect.IsWrite)
            .Select(effect => effect.Path)
            .ToArray();
        if (read.Length == 0 || effects.Target(call, model, cancellationToken) is not { } target)
            return read;
        return layers == 0
            ? []
            : target
                .DeclaringSyntaxReferences.SelectMany(reference =>
                    effects.Sources.Model(reference.SyntaxTree) is { } other
                        ? Names
                            .Within(reference.GetSyntax(cancellationToken))
                            .Where(node => effects.MayRead(node) && Loads.IsLoad(node))
                            .SelectMany(node => Of(node, other, layers - 1, cancellationToken))
                        : []
                )
                .Select(path => effects.AtCall(call, target, path, model, cancellationToken))
                .OfType<string>()
                .Intersect(read);
    }
}
