using AtomicWrites.Protocol;

namespace AtomicWrites;

public static partial class AtomicFile
{
    /// <summary>
    /// Keeps a copy of a file that could not be understood, before something else is written in its place:
    /// <c>settings.json.corrupt-20260131T123456.789Z</c>.
    /// </summary>
    /// <remarks>
    /// The copy is whole and durable when this returns, only its owner can read it, and it never replaces an earlier
    /// one. The file itself stays as it is. Of a symbolic link the file that it leads to is copied, and the copy stands
    /// beside that. <see cref="StateFile{T}"/> does this by itself.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <returns>
    /// The absolute path of the copy; <see langword="null"/> if there is no such file, so that nothing can be lost.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or has a null character.</exception>
    /// <exception cref="UnauthorizedAccessException">
    /// No permission to read the file or to write to its directory, or it is a directory.
    /// </exception>
    /// <exception cref="IOException">
    /// The file cannot be read: another process keeps it open, the disk fails, or it is a device, pipe or socket.
    /// </exception>
    /// <exception cref="AtomicWriteException">The copy could not be written, or not be made durable.</exception>
    public static string? KeepAside(string path)
    {
        StatePath.Validate(path);
        path = Path.GetFullPath(path);
        Stream file;
        try
        {
            file = TargetFile.OpenRead(path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        using (file)
            return Quarantine.Keep(RealPath.Of(path), path, copy =>
            {
                file.Position = 0;
                file.CopyTo(copy);
            });
    }
}
