using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>
/// One of the paths that an expression may mean: its text as far as it is known, and what it came through.
/// </summary>
/// <param name="Text">Unknown parts are <c>*</c>.</param>
/// <param name="Key">The text once more, to compare paths by: what is unknown is named by the symbol that it comes
/// from.</param>
/// <param name="Origins">Fields, properties, locals, parameters and methods on the way, nearest first.</param>
/// <param name="Roots">Where it starts: <c>SpecialFolder.ApplicationData</c>, <c>XDG_STATE_HOME</c>,
/// <c>Path.GetTempPath</c>, …</param>
sealed record TracedPath(string Text, string Key, ImmutableArray<Origin> Origins, ImmutableArray<PathRoot> Roots)
{
    /// <summary>An expression may mean more paths; these tell enough.</summary>
    public const int MaxAlternatives = 8;

    const int MaxLength = 1024;
    static readonly char[] Separators = ['/', '\\'];

    /// <summary>In a key: something that nothing is known of. Two of them need not be the same.</summary>
    public const string Anything = "‹?›";

    /// <summary>The field, property or local that holds the whole path; null where it is made of parts.</summary>
    public string? Holder { get; init; }

    public static TracedPath Unknown { get; } = Of("*") with { Key = Anything };

    public string FileName => Text.Substring(Text.LastIndexOfAny(Separators) + 1);

    public string Extension
    {
        get
        {
            var name = FileName;
            var dot = name.LastIndexOf('.');
            return dot < 0 ? "" : name.Substring(dot + 1).ToLowerInvariant();
        }
    }

    /// <summary>The file's name without its extension.</summary>
    public string Stem
    {
        get
        {
            var name = FileName;
            var dot = name.LastIndexOf('.');
            return dot > 0 ? name.Substring(0, dot) : name;
        }
    }

    /// <summary>Whether the file's name is known to the letter.</summary>
    public bool HasLiteralName =>
        FileName is { Length: >= 3 } name
        && name.IndexOf('*') < 0
        && (name.IndexOf('.') >= 0 || (name.Length < Text.Length && name.Any(char.IsLetter)));

    public static TracedPath Of(string text) =>
        new(text, text.Replace('\\', '/'), ImmutableArray<Origin>.Empty, ImmutableArray<PathRoot>.Empty);

    /// <summary>A part that is unknown but for the symbol that holds it.</summary>
    public static TracedPath Held(string key) => Unknown with { Key = $"‹{key}›" };

    /// <summary>The directory's key; null where the path names no directory.</summary>
    public string? DirectoryKey => Key.LastIndexOf('/') is > 0 and var at ? Key.Substring(0, at) : null;

    public TracedPath Through(ISymbol symbol) =>
        this with
        {
            Origins = Origins.Insert(0, new(symbol.Name, symbol, IsDirectory: false)),
        };

    /// <summary>
    /// This path as a symbol holds it. What the object of a record holds was made when the record was, and is found
    /// again.
    /// </summary>
    public TracedPath HeldBy(ISymbol symbol, IOperation? instance) =>
        (
            PathKeys.IsPassed(instance)
                ? this with
                {
                    Roots = Roots.RemoveAll(root => root.Kind == RootKind.Unique),
                }
                : this
        ).Through(symbol) with
        {
            Holder = symbol is IParameterSymbol ? Holder : PathKeys.Of(symbol, instance),
        };

    /// <summary>Through something that does not compile and so has only a name.</summary>
    public TracedPath Through(string name) =>
        this with
        {
            Origins = Origins.Insert(0, new(name, Symbol: null, IsDirectory: false)),
        };

    public TracedPath From(PathRoot? root) => root is { } known ? this with { Roots = Roots.Add(known) } : this;

    /// <summary>
    /// This path with <paramref name="tail"/> behind it; what it came through names a directory if a separator follows.
    /// </summary>
    public TracedPath Before(TracedPath tail)
    {
        return new(
            Tail(Text + tail.Text, "*"),
            Tail(Key + tail.Key, Anything),
            tail.Origins.AddRange(tail.Text.IndexOfAny(Separators) >= 0 ? AsDirectory() : Origins),
            (tail.Text.IndexOfAny(Separators) >= 0 ? Roots.Select(AsDirectory) : Roots)
                .Concat(tail.Roots)
                .ToImmutableArray()
        );
    }

    /// <summary>Every way of putting parts behind each other.</summary>
    public static TracedPath[] Joined(IEnumerable<TracedPath[]> partsFromTheLast, string separator)
    {
        TracedPath[]? joined = null;
        foreach (var heads in partsFromTheLast)
        {
            joined = joined is null
                ? heads
                : (
                    from tail in joined
                    from head in heads
                    select (separator.Length > 0 ? head.Before(Of(separator)) : head).Before(tail)
                )
                    .Take(MaxAlternatives)
                    .ToArray();
        }

        return joined ?? [Unknown];
    }

    static string Tail(string text, string cut) =>
        text.Length <= MaxLength ? text : cut + text.Substring(text.Length - MaxLength);

    // Whoever chooses a folder does not choose what is called settings.json in it.
    static PathRoot AsDirectory(PathRoot root) =>
        root.Kind == RootKind.Chosen ? root with { Kind = RootKind.ChosenFolder } : root;

    IEnumerable<Origin> AsDirectory() => Origins.Select(origin => origin with { IsDirectory = true });
}

/// <param name="Name">Its name.</param>
/// <param name="Symbol">What the path came through; null where it does not compile.</param>
/// <param name="IsDirectory">Whether it holds only a directory of the path.</param>
readonly record struct Origin(string Name, ISymbol? Symbol, bool IsDirectory);
