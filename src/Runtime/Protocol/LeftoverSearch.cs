namespace AtomicWrites.Protocol;

/// <summary>Finds temporary files beside a target: whether their writer is dead is for the platform to decide.</summary>
static class LeftoverSearch
{
    const int MaxRemembered = 1024;
    static readonly HashSet<string> Searched = new(StringComparer.Ordinal);
    static readonly Dictionary<string, string[]> Listed = new(StringComparer.Ordinal);

    /// <summary>Whether the leftovers of <paramref name="path"/> are to be looked for: once a process.</summary>
    public static bool IsDue(string path)
    {
        lock (Searched)
        {
            if (Searched.Count >= MaxRemembered)
                Searched.Clear();
            return Searched.Add(path);
        }
    }

    /// <summary>The names of the temporary files beside <paramref name="fileName"/> in <paramref name="directory"/>, which is listed once a process.</summary>
    /// <param name="identity">What tells the directory apart.</param>
    /// <param name="directory">A path of the directory.</param>
    /// <param name="fileName">The name of the target.</param>
    public static IEnumerable<string> Find(string identity, string directory, string fileName)
    {
        string[]? names;
        lock (Listed)
        {
            if (!Listed.TryGetValue(identity, out names))
            {
                if (Listed.Count >= MaxRemembered)
                    Listed.Clear();
                Listed.Add(identity, names = List(directory));
            }
        }

        return names.Where(name => TemporaryName.IsOf(fileName, name));
    }

    // A directory that cannot be listed keeps its leftovers: no reason not to write.
    static string[] List(string directory)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(directory, TemporaryName.Pattern).Select(Path.GetFileName).Where(TemporaryName.IsOfAny!)!];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
