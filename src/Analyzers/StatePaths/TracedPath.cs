using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>What following a path expression to its origin has found.</summary>
sealed class TracedPath
{
    readonly List<string> _pieces = [];

    /// <summary>The text as far as it is known, unknown parts as <c>*</c>.</summary>
    public string Text => string.Concat(Enumerable.Reverse(_pieces));

    /// <summary>Fields, properties, locals, parameters and methods that the path came through, nearest first.</summary>
    public List<ISymbol> Symbols { get; } = [];

    /// <summary>Where it starts: <c>SpecialFolder.ApplicationData</c>, <c>XDG_STATE_HOME</c>, <c>Path.GetTempPath</c>, …</summary>
    public List<PathRoot> Roots { get; } = [];

    public string FileName
    {
        get
        {
            var text = Text;
            return text.Substring(text.LastIndexOfAny(['/', '\\']) + 1);
        }
    }

    public string Extension
    {
        get
        {
            var name = FileName;
            var dot = name.LastIndexOf('.');
            return dot < 0 ? "" : name.Substring(dot + 1).ToLowerInvariant();
        }
    }

    public void Prepend(string piece) => _pieces.Add(piece);
}

/// <summary>What the place says that a path starts from.</summary>
enum RootKind
{
    Home,
    Application,
    Temporary,
    Chosen,
}

/// <param name="Kind">What it says.</param>
/// <param name="Name">How the program names it.</param>
readonly record struct PathRoot(RootKind Kind, string Name);
