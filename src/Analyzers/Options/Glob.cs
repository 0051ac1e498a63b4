namespace AtomicWrites.Analyzers.Options;

/// <summary>
/// A path pattern: <c>?</c> one character and <c>*</c> any, neither a separator; <c>**</c> anything. A pattern without
/// separator matches the file name. Not a regular expression, which a configuration file could make hang.
/// </summary>
sealed class Glob
{
    const string Forbidden = "[]{}<>|\"";

    readonly string _pattern;

    Glob(string pattern) => _pattern = pattern;

    public static Glob? TryParse(string pattern) =>
        pattern.Length == 0 || pattern.IndexOfAny(Forbidden.ToCharArray()) >= 0
            ? null
            : new(pattern.IndexOf('/') < 0 ? "**/" + pattern : pattern);

    /// <summary>Whether <paramref name="path"/> matches; case counts for nothing, and both slashes separate.</summary>
    public bool Matches(string path)
    {
        path = path.Replace('\\', '/');
        return Matches(_pattern, path)
            || (_pattern.StartsWith("**/", StringComparison.Ordinal) && Matches(_pattern.Substring(3), path));
    }

    // Row by row over the pattern, so that the time is bounded by the product of the lengths.
    static bool Matches(string pattern, string path)
    {
        var reached = new bool[path.Length + 1];
        reached[0] = true;
        for (var i = 0; i < pattern.Length; i++)
        {
            var next = new bool[path.Length + 1];
            if (pattern[i] == '*')
            {
                var crosses = i + 1 < pattern.Length && pattern[i + 1] == '*';
                for (var at = 0; at <= path.Length; at++)
                    next[at] = reached[at] || (at > 0 && next[at - 1] && (crosses || path[at - 1] != '/'));
                i += crosses ? 1 : 0;
            }
            else
            {
                for (var at = 1; at <= path.Length; at++)
                    next[at] =
                        reached[at - 1]
                        && (
                            pattern[i] == '?'
                                ? path[at - 1] != '/'
                                : char.ToUpperInvariant(pattern[i]) == char.ToUpperInvariant(path[at - 1])
                        );
            }

            reached = next;
        }

        return reached[path.Length];
    }
}
