using AtomicWrites.Platform;
using AtomicWrites.Platform.Unix;
using AtomicWrites.Platform.Windows;

namespace AtomicWrites.CompareAndSwap;

/// <summary>The steps on directories that compare-and-swap is made of: two of them fail for all but one.</summary>
abstract class DirectoryStep
{
    public static readonly DirectoryStep Instance = Host.IsWindows
        ? new WindowsDirectoryStep()
        : new UnixDirectoryStep();

    /// <summary>
    /// Renames a file within a directory. Of all who rename it to names of their own exactly one is told true; who
    /// comes too late, however late, is told false, because the old name is gone.
    /// </summary>
    public abstract bool TryRename(string directory, string from, string to);

    /// <summary>Renames a file to a name that may be taken by another, in the same directory.</summary>
    public abstract void Replace(string from, string to);

    /// <summary>
    /// Renames a directory to a name that must not be taken by another that has something in it; false where it is.
    /// </summary>
    public abstract bool TryRenameDirectory(string from, string to);

    /// <summary>Whether the path itself is a directory; a link is none, wherever it leads.</summary>
    public abstract bool IsDirectory(string path);

    /// <summary>
    /// Creates a directory, whose users may do in it what they may do with the file <paramref name="model"/>, or with
    /// one of the mode.
    /// </summary>
    public abstract void Create(string path, string model, UnixFileMode? mode);

    /// <summary>
    /// Makes the names in a directory durable; by way of a directory in it, or itself, that may be read.
    /// </summary>
    public abstract void Sync(string directory, string readable);
}
