using System.Text;

namespace AtomicWrites.Analyzers.Contents;

/// <summary>
/// A path as it is spelled, however it is put together: <c>Path.Combine(a, "b.json")</c>, <c>a + "/b.json"</c> and
/// <c>$"{a}/b.json"</c> are one. What is not known in it stands there as <c>‹its key›</c>.
/// </summary>
static class PathText
{
    const char Open = '‹';
    const char Close = '›';

    /// <summary>What a <see cref="PathKey"/> spells.</summary>
    public static string Of(string key)
    {
        if (key.Length > 1 && key[0] == '"' && key[key.Length - 1] == '"')
            return key.Substring(1, key.Length - 2).Replace("\"\"", "\"").Replace('\\', '/');
        return key.StartsWith("(+ ", StringComparison.Ordinal) ? string.Concat(Parts(key).Select(Of))
            : key.StartsWith("(/ ", StringComparison.Ordinal) ? Parts(key).Select(Of).Aggregate("", Below)
            : key.StartsWith("(ChangeExtension@System.IO.Path ", StringComparison.Ordinal)
                ? Extended(Parts(key).ToArray())
            : Open + key.Trim(Open, Close).Replace('/', '|').Replace('\\', '|') + Close;
    }

    /// <summary>
    /// Whether two may be one file: they have the same name, and no different directories that are known.
    /// </summary>
    public static bool MayBeSame(string one, string other)
    {
        var (directory, name) = Split(one);
        var (otherDirectory, otherName) = Split(other);
        return IsSameName(name, otherName)
            && (
                directory.Equals(otherDirectory, StringComparison.OrdinalIgnoreCase)
                || IsKnown(directory) != IsKnown(otherDirectory)
                || IsKnown(directory) && IsRooted(directory) != IsRooted(otherDirectory)
            );
    }

    static bool IsKnown(string directory) => directory.IndexOf(Open) < 0;

    static bool IsRooted(string directory) =>
        directory.StartsWith("/", StringComparison.Ordinal) || directory.IndexOf(':') >= 0;

    // "state.json" may be what a + "state.json" ends with.
    static bool IsSameName(string one, string other) =>
        one.Equals(other, StringComparison.OrdinalIgnoreCase) || IsEnd(one, other) || IsEnd(other, one);

    static bool IsEnd(string name, string of)
    {
        var end = name.Substring(name.LastIndexOf(Close) + 1);
        return end.Length < name.Length
            && end.Length > 0
            && char.IsLetterOrDigit(end[0])
            && of.EndsWith(end, StringComparison.OrdinalIgnoreCase);
    }

    static (string Directory, string Name) Split(string path)
    {
        var end = path.LastIndexOf('/');
        return (Plain(path.Substring(0, end + 1)), path.Substring(end + 1));
    }

    // a/./b//c/../ is a/b/
    static string Plain(string directory)
    {
        var parts = new List<string>();
        foreach (var part in directory.TrimEnd('/').Split('/'))
        {
            if (part == "." || part.Length == 0 && parts.Count > 0)
                continue;
            if (
                part == ".."
                && parts.Count > 0
                && parts[parts.Count - 1] is { Length: > 0 } last
                && last != ".."
                && IsKnown(last)
            )
                parts.RemoveAt(parts.Count - 1);
            else
                parts.Add(part);
        }

        return directory.Length == 0 || parts.Count == 0 ? "" : string.Join("/", parts) + "/";
    }

    static string Below(string directory, string name) =>
        directory.Length == 0 ? name : directory.TrimEnd('/') + "/" + name.TrimStart('/');

    // The dot before it may be missing.
    static string Extended(string[] parts)
    {
        var (path, extension) = (Of(parts[0]), Of(parts[parts.Length - 1]).TrimStart('.'));
        var dot = path.LastIndexOf('.');
        return (dot > path.LastIndexOfAny(['/', Close]) ? path.Substring(0, dot) : path) + "." + extension;
    }

    // The parts of (+ a "b c" (/ d e)).
    static IEnumerable<string> Parts(string key)
    {
        var part = new StringBuilder();
        var depth = 0;
        var isQuoted = false;
        var start = key.IndexOf(' ') + 1;
        foreach (var character in key.Substring(start, key.Length - start - 1))
        {
            isQuoted ^= character == '"';
            depth +=
                isQuoted ? 0
                : character is '(' or Open ? 1
                : character is ')' or Close ? -1
                : 0;
            if (character == ' ' && depth == 0 && !isQuoted)
            {
                yield return part.ToString();
                part.Clear();
            }
            else
            {
                part.Append(character);
            }
        }

        yield return part.ToString();
    }
}
