namespace AtomicWrites.Platform.Windows;

/// <summary>
/// Paths as Windows takes them: absolute, and with the prefix that lifts the limit of 260 characters where it is
/// needed.
/// </summary>
static class WindowsPath
{
    const int LongPath = 230; // names of temporary files and backups are longer than their target's
    const string Verbatim = @"\\?\";
    const string VerbatimShare = @"\\?\UNC\";
    const string Device = @"\\.\";

    /// <summary>
    /// Normalised as <see cref="File"/> does it: trailing dots and spaces go, relative paths become absolute.
    /// </summary>
    public static string Full(string path)
    {
        var full = Path.GetFullPath(path);
        if (
            full.Length < LongPath
            || full.StartsWith(Verbatim, StringComparison.Ordinal)
            || full.StartsWith(Device, StringComparison.Ordinal)
        )
            return full;
        return full.StartsWith(@"\\", StringComparison.Ordinal) ? VerbatimShare + full.Substring(2) : Verbatim + full;
    }

    /// <summary>Without the prefix, under which nothing is normalised and no ".." leads upwards.</summary>
    public static string Plain(string path)
    {
        if (path.StartsWith(VerbatimShare, StringComparison.Ordinal))
            return @"\\" + path.Substring(VerbatimShare.Length);
        return path.StartsWith(Verbatim, StringComparison.Ordinal) && path.Length > 5 && path[5] == ':'
            ? path.Substring(Verbatim.Length)
            : path;
    }

    /// <summary>
    /// Refuses what is named like a file but cannot be replaced: devices (also CON, NUL, COM1) and alternate data
    /// streams.
    /// </summary>
    /// <param name="full">The path that Windows gets.</param>
    /// <param name="path">The path as the user named it.</param>
    public static void RequireFile(string full, string path)
    {
        if (full.StartsWith(Device, StringComparison.Ordinal))
            throw new AtomicWriteException(
                $"Could not write '{path}' atomically: the name stands for a device, which cannot be replaced. "
                    + "Write to it with System.IO.File."
            );
        var name = Path.GetFileName(full);
        if (name.Length == 0)
            throw WindowsError.ToException(WindowsError.AccessDenied, path, "opening the target");
        if (name.IndexOf(':') >= 0)
            throw new AtomicWriteException(
                $"Could not write '{path}' atomically: it names a stream of a file, "
                    + "which cannot be replaced by a rename. Write to it with System.IO.File."
            );
    }
}
