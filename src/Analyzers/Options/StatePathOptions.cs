using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AtomicWrites.Analyzers.Options;

/// <summary>Which writes are looked at.</summary>
enum Scope
{
    /// <summary>Those whose path the inference, an attribute or an option makes state.</summary>
    Inferred,

    /// <summary>Those whose path an attribute or an option makes state.</summary>
    Annotated,

    /// <summary>Every write whose path is not known to be something else.</summary>
    All,
}

/// <summary>The options of <c>.editorconfig</c> that say which paths are state; malformed ones are left out and listed.</summary>
sealed class StatePathOptions
{
    const string Prefix = "atomic_writes.";
    const string ScopeKey = Prefix + "scope";
    const string StatePathsKey = Prefix + "state_paths";
    const string IgnoredPathsKey = Prefix + "ignored_paths";
    static readonly ImmutableArray<string> Keys = ImmutableArray.Create(ScopeKey, StatePathsKey, IgnoredPathsKey);
    static readonly ConditionalWeakTable<AnalyzerConfigOptions, StatePathOptions> Cache = new();

    readonly ImmutableArray<MalformedOption>.Builder _malformed = ImmutableArray.CreateBuilder<MalformedOption>();

    StatePathOptions(AnalyzerConfigOptions options)
    {
        if (options.TryGetValue(ScopeKey, out var scope))
        {
            if (Enum.TryParse<Scope>(scope.Trim(), ignoreCase: true, out var parsed) && Enum.IsDefined(typeof(Scope), parsed) && !char.IsDigit(scope.Trim()[0]))
                Scope = parsed;
            else
                _malformed.Add(new(ScopeKey, scope, "allowed are inferred, annotated and all"));
        }

        StatePaths = Globs(options, StatePathsKey);
        IgnoredPaths = Globs(options, IgnoredPathsKey);
        foreach (var key in KeysOf(options))
            if (key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && !Keys.Contains(key, StringComparer.OrdinalIgnoreCase))
                _malformed.Add(new(key, options.TryGetValue(key, out var value) ? value : "", "there is no such option; known are " + string.Join(", ", Keys)));
    }

    public Scope Scope { get; }

    public ImmutableArray<Glob> StatePaths { get; }

    public ImmutableArray<Glob> IgnoredPaths { get; }

    public IReadOnlyList<MalformedOption> Malformed => _malformed;

    public static StatePathOptions Of(AnalyzerConfigOptions options) => Cache.GetValue(options, static key => new StatePathOptions(key));

    // Some hosts of analyzers do not list their keys; there a misspelt key stays unnoticed.
    static IEnumerable<string> KeysOf(AnalyzerConfigOptions options)
    {
        try
        {
            return options.Keys;
        }
        catch (NotImplementedException)
        {
            return [];
        }
    }

    ImmutableArray<Glob> Globs(AnalyzerConfigOptions options, string key)
    {
        if (!options.TryGetValue(key, out var list))
            return ImmutableArray<Glob>.Empty;
        var globs = list.Split(',').Select(pattern => Glob.TryParse(pattern.Trim())).ToArray();
        if (globs.Contains(null))
            _malformed.Add(new(key, list, "allowed are globs separated by commas, with *, ** and ?, such as **/settings*.json"));
        return globs.OfType<Glob>().ToImmutableArray();
    }
}

/// <param name="Key">The option.</param>
/// <param name="Value">Its value, as written.</param>
/// <param name="Allowed">What would be understood.</param>
readonly record struct MalformedOption(string Key, string Value, string Allowed);
