namespace AtomicWrites.Protocol;

/// <summary>
/// Finds temporary files beside a target: whether their writer is dead is for the platform to decide.
/// </summary>
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

    /// <summary>
    /// The names of the temporary files beside <paramref name="fileName"/>; a directory is listed once a process,
    /// whatever the number of its files.
    /// </summary>
    /// <param name="directory">What tells the directory from others.</param>
    /// <param name="list">Lists its temporary files; nobody waits for it but the caller, because a file system may not
    /// answer.</param>
    /// <param name="fileName">The name of the target in it.</param>
    public static IEnumerable<string> Find(string directory, Func<IEnumerable<string>> list, string fileName)
    {
        string[]? names;
        lock (Listed)
            Listed.TryGetValue(directory, out names);
        if (names is null)
        {
            names = [.. list()];
            lock (Listed)
            {
                if (Listed.Count >= MaxRemembered)
                    Listed.Clear();
                Listed[directory] = names;
            }
        }

        return names.Where(name => TemporaryName.IsOf(fileName, name));
    }
}
