using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.CodeFixes.States;

/// <summary>A path that is told to the method that loads or saves.</summary>
static class PassedPath
{
    /// <summary>
    /// The file that all callers in the program pass; null where one passes another, or one that only itself knows.
    /// </summary>
    public static string? KeyOf(IParameterSymbol parameter, SourceIndex sources, CancellationToken cancellationToken)
    {
        if (
            parameter.ContainingSymbol
            is not IMethodSymbol { MethodKind: MethodKind.Ordinary, IsVirtual: false, IsOverride: false } method
        )
            return null;
        var keys = new HashSet<string?>(StringComparer.Ordinal);
        foreach (var call in sources.Calls(method.Name))
            if (
                sources.Model(call.SyntaxTree) is { } model
                && BoundCall.Of(call, model, cancellationToken) is { } bound
                && SymbolEqualityComparer.Default.Equals(bound.Method.OriginalDefinition, method.OriginalDefinition)
            )
                keys.Add(PathKey.Of(bound.For(parameter), sources));
        return keys.Count == 1 && keys.Single() is { } key && IsKnownEverywhere(key) ? key : null;
    }

    // Nothing in it is open for a caller or an object to fill in, nor a variable of one method.
    static bool IsKnownEverywhere(string key) => key.IndexOf('‹') < 0 && key.IndexOf('~') < 0;
}
