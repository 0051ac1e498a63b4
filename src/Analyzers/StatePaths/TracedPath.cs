using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>One of the paths that an expression may mean: its text as far as it is known, and what it came through.</summary>
/// <param name="Text">Unknown parts are <c>*</c>.</param>
/// <param name="Origins">Fields, properties, locals, parameters and methods on the way, nearest first.</param>
/// <param name="Roots">Where it starts: <c>SpecialFolder.ApplicationData</c>, <c>XDG_STATE_HOME</c>, <c>Path.GetTempPath</c>, …</param>
sealed record TracedPath(string Text, ImmutableArray<Origin> Origins, ImmutableArray<PathRoot> Roots)
{
    const int MaxLength = 1024;
    static readonly char[] Separators = ['/', '\\'];

    public static TracedPath Unknown { get; } = Of("*");

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
    public bool HasLiteralName => FileName is { Length: >= 3 } name && name.IndexOf('*') < 0 && name.IndexOf('.') >= 0;

    public static TracedPath Of(string text) => new(text, ImmutableArray<Origin>.Empty, ImmutableArray<PathRoot>.Empty);

    public TracedPath Through(ISymbol symbol) =>
        this with
        {
            Origins = Origins.Insert(0, new(symbol.Name, symbol, IsDirectory: false)),
        };

    /// <summary>Through a method that makes another path of other arguments.</summary>
    public TracedPath Through(IMethodSymbol method, string arguments) =>
        this with
        {
            Origins = Origins.Insert(
                0,
                new(method.Name, method, IsDirectory: false)
                {
                    Key = method.Parameters.IsEmpty ? method.Name : method.Name + arguments,
                }
            ),
        };

    /// <summary>Through something that does not compile and so has only a name.</summary>
    public TracedPath Through(string name) =>
        this with
        {
            Origins = Origins.Insert(0, new(name, Symbol: null, IsDirectory: false)),
        };

    public TracedPath From(PathRoot? root) => root is { } known ? this with { Roots = Roots.Add(known) } : this;

    /// <summary>This path with <paramref name="tail"/> behind it; what it came through names a directory if a separator follows.</summary>
    public TracedPath Before(TracedPath tail)
    {
        var text = Text + tail.Text;
        return new(
            text.Length <= MaxLength ? text : "*" + text.Substring(text.Length - MaxLength),
            tail.Origins.AddRange(tail.Text.IndexOfAny(Separators) >= 0 ? AsDirectory() : Origins),
            Roots.AddRange(tail.Roots)
        );
    }

    IEnumerable<Origin> AsDirectory() => Origins.Select(origin => origin with { IsDirectory = true });
}

/// <param name="Name">Its name.</param>
/// <param name="Symbol">What the path came through; null where it does not compile.</param>
/// <param name="IsDirectory">Whether it holds only a directory of the path.</param>
readonly record struct Origin(string Name, ISymbol? Symbol, bool IsDirectory)
{
    /// <summary>What a read of the very same path is indexed by.</summary>
    public string Key { get; init; } = Name;
}
