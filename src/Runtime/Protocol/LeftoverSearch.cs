namespace AtomicWrites.Protocol;

/// <summary>Finds temporary files beside a target: whether their writer is dead is for the platform to decide.</summary>
static class LeftoverSearch
{
    const int MaxRemembered = 1024;
    static readonly HashSet<string> Searched = new(StringComparer.Ordinal);

    /// <summary>Whether the leftovers of <paramref name="path"/> are to be looked for: once a process, as it lists the directory.</summary>
    public static bool IsDue(string path)
    {
        lock (Searched)
        {
            if (Searched.Count >= MaxRemembered)
                Searched.Clear();
            return Searched.Add(path);
        }
    }

    /// <summary>The names of the temporary files beside <paramref name="fileName"/> in <paramref name="directory"/>.</summary>
    public static List<string> Find(string directory, string fileName)
    {
        var names = new List<string>();
        try
        {
            foreach (var entry in Directory.EnumerateFileSystemEntries(directory, TemporaryName.Pattern))
            {
                var name = Path.GetFileName(entry);
                if (TemporaryName.IsOf(fileName, name))
                    names.Add(name);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A directory that cannot be listed keeps its leftovers: no reason not to write.
        }

        return names;
    }
}
