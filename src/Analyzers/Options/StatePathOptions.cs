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

    StatePathOptions(AnalyzerConfigOptions options)
    {
        Scope = options.TryGetValue(ScopeKey, out var scope) ? ParseScope(scope) ?? Scope.Inferred : Scope.Inferred;
        StatePaths = ParseGlobs(options, StatePathsKey);
        IgnoredPaths = ParseGlobs(options, IgnoredPathsKey);
        Malformed = KeysOf(options).Select(key => options.TryGetValue(key, out var value) ? Check(key, value) : null).OfType<MalformedOption>().ToImmutableArray();
    }

    public Scope Scope { get; }

    public ImmutableArray<Glob> StatePaths { get; }

    public ImmutableArray<Glob> IgnoredPaths { get; }

    public ImmutableArray<MalformedOption> Malformed { get; }

    public static StatePathOptions Of(AnalyzerConfigOptions options) => Cache.GetValue(options, static key => new StatePathOptions(key));

    /// <summary>What is wrong with an entry of a configuration file; null where it is well formed or not ours.</summary>
    public static MalformedOption? Check(string key, string value)
    {
        key = key.ToLowerInvariant();
        if (!key.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var isWellFormed = key switch
        {
            ScopeKey => ParseScope(value) is not null,
            StatePathsKey or IgnoredPathsKey => value.Split(',').All(pattern => Glob.TryParse(pattern.Trim()) is not null),
            _ => false,
        };
        return isWellFormed ? null : new(key, value, key switch
        {
            ScopeKey => "allowed are inferred, annotated and all",
            StatePathsKey or IgnoredPathsKey => "allowed are globs separated by commas, with *, ** and ?, such as **/settings*.json",
            _ => "there is no such option; known are " + string.Join(", ", Keys),
        });
    }

    // By name, because an enumeration also parses from numbers.
    static Scope? ParseScope(string value) =>
        Enum.GetNames(typeof(Scope)).FirstOrDefault(name => name.Equals(value.Trim(), StringComparison.OrdinalIgnoreCase)) is { } name ? (Scope)Enum.Parse(typeof(Scope), name) : null;

    static ImmutableArray<Glob> ParseGlobs(AnalyzerConfigOptions options, string key) =>
        options.TryGetValue(key, out var list) ? list.Split(',').Select(pattern => Glob.TryParse(pattern.Trim())).OfType<Glob>().ToImmutableArray() : ImmutableArray<Glob>.Empty;

    // Some hosts of analyzers do not list their keys; there a misspelt key stays unnoticed.
    static IEnumerable<string> KeysOf(AnalyzerConfigOptions options)
    {
        try
        {
            return options.Keys;
        }
        catch (NotImplementedException)
        {
            return Keys;
        }
    }
}

/// <param name="Key">The option.</param>
/// <param name="Value">Its value, as written.</param>
/// <param name="Allowed">What would be understood.</param>
readonly record struct MalformedOption(string Key, string Value, string Allowed);
