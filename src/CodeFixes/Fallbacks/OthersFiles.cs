using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Fallbacks;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.CodeFixes.Fallbacks;

/// <summary>
/// Whether a method that loads what it is told also loads files that the program never writes: a copy beside each of
/// those, at each load, nobody wants.
/// </summary>
static class OthersFiles
{
    public static bool AreRead(
        Fallback found,
        SemanticModel model,
        SourceIndex sources,
        CancellationToken cancellationToken
    )
    {
        if (
            model.GetDeclaredSymbol(Names.Body(found.Place), cancellationToken) is not IMethodSymbol method
            || method.Parameters.Where(parameter => found.Path.Contains(PathKey.Parameter(parameter))).ToArray()
                is not { Length: > 0 } told
            || told.Any(parameter =>
                parameter.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == Annotations.State)
            )
        )
            return false;
        var effects = FileEffects.Of(sources);
        var passed = sources
            .AllCalls(method.Name)
            .Select(call => (Call: call, Model: sources.Model(call.SyntaxTree)!))
            .Where(site =>
                SymbolEqualityComparer.Default.Equals(
                    effects.Target(site.Call, site.Model, cancellationToken)?.OriginalDefinition,
                    method
                )
            )
            .Select(site =>
                effects.AtCall(
                    site.Call,
                    effects.Target(site.Call, site.Model, cancellationToken)!,
                    found.Path,
                    site.Model,
                    cancellationToken
                )
            )
            .Distinct()
            .ToArray();
        return passed.Length > 1 && !passed.All(Written(model.Compilation, effects, cancellationToken).Contains);
    }

    static HashSet<string?> Written(
        Compilation compilation,
        FileEffects effects,
        CancellationToken cancellationToken
    ) =>
        [
            .. compilation.SyntaxTrees.SelectMany(tree =>
                tree.GetRoot(cancellationToken)
                    .DescendantNodes()
                    .Where(effects.MayWrite)
                    .SelectMany(call => effects.Of(call, effects.Sources.Model(tree)!, cancellationToken))
                    .Where(effect => effect.IsWrite)
                    .Select(effect => effect.Path)
            ),
        ];
}
