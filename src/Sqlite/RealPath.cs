namespace AtomicWrites.Sqlite;

/// <summary>One path for one file, whatever links lead to it.</summary>
static class RealPath
{
    const int MaxLinks = 40;

    /// <summary>Where links lead; what is not there stays as it is.</summary>
    public static string Of(string path) => Of(Path.GetFullPath(path), MaxLinks);

    static string Of(string path, int links)
    {
        if (Path.GetDirectoryName(path) is not { } directory)
            return path;
        var here = Path.Combine(Of(directory, links), Path.GetFileName(path));
        return links > 0 && new FileInfo(here).LinkTarget is { } target
            ? Of(Path.GetFullPath(target, Path.GetDirectoryName(here)!), links - 1)
            : here;
    }
}
