using AtomicWrites.CompareAndSwap;

namespace AtomicWrites.StateFiles;

/// <summary>The directory of a state file: made when it is missing, and its names as durable as the file.</summary>
static class StateDirectory
{
    const UnixFileMode OfOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite; // and search: 0700

    /// <summary>Makes a directory that was missing, and those above it.</summary>
    /// <exception cref="IOException">It could not be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static void Create(string directory, bool isDurable)
    {
        if (Path.GetDirectoryName(directory) is not { } parent)
            return;
        if (!Directory.Exists(parent))
            Create(parent, isDurable);
        try
        {
            if (!Directory.Exists(directory))
                DirectoryStep.Instance.Create(
                    directory,
                    directory,
                    IsBelowHome(directory) ? OfOwner : null,
                    "the directory of the state"
                );
        }
        catch (IOException) when (Directory.Exists(directory))
        {
            // Made by somebody else meanwhile, who may not have synced it yet.
        }

        if (isDurable)
            DirectoryStep.Instance.Sync(parent, directory);
    }

    /// <summary>
    /// Deletes a file, if there is one, or gives it another name, under which it keeps its protection, less what goes
    /// beyond the mode that is asked for; one that cannot be limited is not kept.
    /// </summary>
    public static void Delete(string path, string? backup, AtomicWriteOptions options)
    {
        if (options.Durability != Durability.None && File.Exists(path))
            DirectoryStep.Instance.ChangeDurably(path, Change);
        else
            Change();

        void Change()
        {
            if (backup is null || (options.Mode is { } mode && !DirectoryStep.Instance.TryNarrow(path, mode)))
                DirectoryStep.Instance.Delete(path);
            else if (File.Exists(path))
                DirectoryStep.Instance.Replace(path, backup);
        }
    }

    /// <summary>Deletes a file that is none of the state's any more; a directory of that name is not ours.</summary>
    public static void DeleteIfThere(string file)
    {
        if (File.Exists(file))
            DirectoryStep.Instance.Delete(file);
    }

    /// <summary>
    /// Deletes the backup of what was deleted, so that it does not come back; where that fails, the next save replaces
    /// it.
    /// </summary>
    public static void Forget(string backup)
    {
        try
        {
            DirectoryStep.Instance.Delete(backup);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A save that came to pass is no failure.
        }
    }

    static bool IsBelowHome(string directory)
    {
        var home = Environment
            .GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify)
            .TrimEnd(Path.DirectorySeparatorChar);
        return home.Length > 0 && directory.StartsWith(home + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }
}
