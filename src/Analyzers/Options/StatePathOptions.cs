using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
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

/// <summary>
/// The options of <c>.editorconfig</c> that say which paths are state; malformed ones are left out and listed.
/// </summary>
sealed class StatePathOptions
{
    const string Prefix = "atomic_writes.";
    const string ScopeKey = Prefix + "scope";
    const string StatePathsKey = Prefix + "state_paths";
    const string IgnoredPathsKey = Prefix + "ignored_paths";
    const string AdditionalWritersKey = Prefix + "additional_writers";
    const string ExplainKey = Prefix + "explain";
    internal static readonly ImmutableArray<string> Keys = ImmutableArray.Create(
        ScopeKey,
        StatePathsKey,
        IgnoredPathsKey,
        AdditionalWritersKey,
        ExplainKey
    );
    static readonly ConditionalWeakTable<AnalyzerConfigOptions, StatePathOptions> Cache = new();

    StatePathOptions(AnalyzerConfigOptions options)
    {
        Scope = options.TryGetValue(ScopeKey, out var scope) ? ParseScope(scope) ?? Scope.Inferred : Scope.Inferred;
        Explain = options.TryGetValue(ExplainKey, out var explain) && ParseSwitch(explain) is true;
        StatePaths = ParseGlobs(options, StatePathsKey);
        IgnoredPaths = ParseGlobs(options, IgnoredPathsKey);
        AdditionalWriters = options.TryGetValue(AdditionalWritersKey, out var writers)
            ? WriterId.Split(writers).Select(WriterId.TryParse).OfType<WriterId>().ToImmutableArray()
            : ImmutableArray<WriterId>.Empty;
        Malformed = KeysOf(options)
            .Select(key => options.TryGetValue(key, out var value) ? Check(key, value) : null)
            .OfType<MalformedOption>()
            .ToImmutableArray();
    }

    public Scope Scope { get; }

    /// <summary>Whether every write is reported with what was decided and why.</summary>
    public bool Explain { get; }

    public ImmutableArray<Glob> StatePaths { get; }

    public ImmutableArray<Glob> IgnoredPaths { get; }

    /// <summary>Methods that write, beside those of <c>WriterTable</c>.</summary>
    public ImmutableArray<WriterId> AdditionalWriters { get; }

    public ImmutableArray<MalformedOption> Malformed { get; }

    /// <summary>Those that hold for a file.</summary>
    public static StatePathOptions Of(AnalyzerOptions options, SyntaxTree tree) =>
        Of(options.AnalyzerConfigOptionsProvider.GetOptions(tree));

    public static StatePathOptions Of(AnalyzerConfigOptions options) =>
        Cache.GetValue(options, static key => new StatePathOptions(key));

    /// <summary>
    /// What is wrong with an entry of a configuration file; null where it is well formed or not ours.
    /// </summary>
    public static MalformedOption? Check(string key, string value)
    {
        key = key.ToLowerInvariant();
        if (!key.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var isWellFormed = key switch
        {
            ScopeKey => ParseScope(value) is not null,
            AdditionalWritersKey => WriterId.Split(value).All(id => WriterId.TryParse(id) is not null),
            ExplainKey => ParseSwitch(value) is not null,
            StatePathsKey or IgnoredPathsKey => value
                .Split(',')
                .All(pattern => Glob.TryParse(pattern.Trim()) is not null),
            _ => false,
        };
        return isWellFormed
            ? null
            : new(
                key,
                value,
                key switch
                {
                    ScopeKey => "allowed are inferred, annotated and all",
                    AdditionalWritersKey => "allowed are documentation ids of methods separated by commas, "
                        + "such as M:App.Storage.Save or M:App.Storage.Save(System.String,System.String)",
                    ExplainKey => "allowed are true and false",
                    StatePathsKey or IgnoredPathsKey =>
                        "allowed are globs separated by commas, with *, ** and ?, such as **/settings*.json",
                    _ => "there is no such option; known are " + string.Join(", ", Keys),
                }
            );
    }

    // By name, because an enumeration also parses from numbers.
    static Scope? ParseScope(string value) =>
        Enum.GetNames(typeof(Scope))
            .FirstOrDefault(name => name.Equals(value.Trim(), StringComparison.OrdinalIgnoreCase))
            is { } name
            ? (Scope)Enum.Parse(typeof(Scope), name)
            : null;

    static bool? ParseSwitch(string value) => bool.TryParse(value.Trim(), out var on) ? on : null;

    static ImmutableArray<Glob> ParseGlobs(AnalyzerConfigOptions options, string key) =>
        options.TryGetValue(key, out var list)
            ? list.Split(',').Select(pattern => Glob.TryParse(pattern.Trim())).OfType<Glob>().ToImmutableArray()
            : ImmutableArray<Glob>.Empty;

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
