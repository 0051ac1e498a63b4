using AtomicWrites.Protocol;

namespace AtomicWrites.Platform;

/// <summary>
/// The temporary files in a directory by their names alone: a link there may lead to a file server that does not
/// answer.
/// </summary>
static class TemporaryFiles
{
    /// <summary>
    /// How many names of a directory are looked at: a write that finds more there does not wait for all of them.
    /// </summary>
    public const int MaxNames = 50_000;

    /// <summary>
    /// None in a directory that cannot be listed: it keeps its leftovers, and that is no reason not to write.
    /// </summary>
    public static IEnumerable<string> In(string directory)
    {
        if (Host.IsLinux)
            return Unix.DirectoryNames.Find(directory, MaxNames, TemporaryName.IsOfAny);
        try
        {
            return
            [
                .. Directory
                    .EnumerateFileSystemEntries(directory)
                    .Take(MaxNames)
                    .Select(entry => Path.GetFileName(entry))
                    .Where(TemporaryName.IsOfAny),
            ];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
