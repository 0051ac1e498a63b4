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
    const int MaxSpellings = 32;

    /// <summary>What a key of <see cref="PathKey.Unfolded"/> may spell.</summary>
    public static IReadOnlyList<string> All(string key)
    {
        if (key.Length > 1 && key[0] == '"' && key[key.Length - 1] == '"')
            return [key.Substring(1, key.Length - 2).Replace("\"\"", "\"").Replace('\\', '/')];
        IEnumerable<string> texts =
            key.StartsWith("(| ", StringComparison.Ordinal) ? Parts(key).SelectMany(All)
            : key.StartsWith("(+ ", StringComparison.Ordinal) ? Each(key, string.Concat)
            : key.StartsWith("(/ ", StringComparison.Ordinal) ? Each(key, Below)
            : key.StartsWith("(GetDirectoryName@System.IO.Path ", StringComparison.Ordinal)
                ? Each(key, (_, path) => path).Select(Directory)
            : key.StartsWith("(ChangeExtension@System.IO.Path ", StringComparison.Ordinal)
                ? All(Parts(key).First()).SelectMany(path => All(Parts(key).Last()).Select(end => Extended(path, end)))
            : [Open + key.Trim(Open, Close).Replace('/', '|').Replace('\\', '|') + Close];
        return [.. texts.Take(MaxSpellings)];
    }

    static IEnumerable<string> Each(string key, Func<string, string, string> join) =>
        Parts(key)
            .Select(All)
            .Aggregate((IEnumerable<string>)[""], (texts, ends) =>
                texts.SelectMany(text => ends.Select(end => join(text, end))).Take(MaxSpellings)
            );

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

    /// <summary>Whether nothing of it is known.</summary>
    public static bool IsUnknown(string path) =>
        path.Length > 0 && path[0] == Open && path.IndexOf(Close) == path.Length - 1;

    /// <summary>Whether all of its last part is known.</summary>
    public static bool HasKnownName(string path) => Split(path).Name is { Length: > 0 } name && IsKnown(name);

    /// <summary>Whether a directory may be one that a path leads through.</summary>
    public static bool MayBeAbove(string directory, string path)
    {
        directory = Plain(directory).TrimEnd('/');
        path = Plain(path).TrimEnd('/');
        if (directory.Split('/').All(part => part is "" or ".."))
            return !IsRooted(path); // the current one, or above it
        for (var above = Directory(path); above.Length > 0; above = Directory(above))
            if (MayBeSame(above, directory))
                return true;
        return false;
    }

    /// <summary>
    /// Whether a directory that is not above a path is known to be beside it: both begin with the same, or all is known,
    /// or it is the system's for temporary files.
    /// </summary>
    public static bool IsBeside(string directory, string path) =>
        IsKnown(directory) && IsKnown(path)
        || directory.Split('/')[0] == path.Split('/')[0]
        || directory.Contains("(GetTempPath@System.IO.Path")
        || directory.Contains("(CreateTempSubdirectory@System.IO.Directory");

    /// <summary>Whether both are known to be in one directory.</summary>
    public static bool AreInOneDirectory(string one, string other)
    {
        var (directory, name) = Split(one);
        var (otherDirectory, otherName) = Split(other);
        return directory == otherDirectory && (directory.Length > 0 || First(name) == First(otherName));
    }

    /// <summary>Whether it is known to be the one that a path is in.</summary>
    public static bool IsDirectoryOf(string directory, string path) =>
        Split(path) is ({ Length: > 0 } above, _) && Split(directory.TrimEnd('/') + "/").Directory == above;

    // What is not known at the beginning may lead to any directory.
    static string First(string name) =>
        name.Length > 0 && name[0] == Open ? name.Substring(0, name.IndexOf(Close) + 1) : "";

    static string Directory(string path) => path.LastIndexOf('/') is > 0 and var end ? path.Substring(0, end) : "";

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
    static string Extended(string path, string extension)
    {
        var dot = path.LastIndexOf('.');
        return (dot > path.LastIndexOfAny(['/', Close]) ? path.Substring(0, dot) : path)
            + "."
            + extension.TrimStart('.');
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
