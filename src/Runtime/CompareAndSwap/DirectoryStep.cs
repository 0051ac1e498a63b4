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

    /// <summary>Renames a file to a name that may be taken by another, on the same file system.</summary>
    public abstract void Replace(string from, string to);

    /// <summary>Deletes a file, if there is one.</summary>
    public virtual void Delete(string path) => File.Delete(path);

    /// <summary>
    /// Renames a directory to a name that must not be taken by another that has something in it; false where it is.
    /// </summary>
    public abstract bool TryRenameDirectory(string from, string to);

    /// <summary>Whether the path itself is a directory; a link is none, wherever it leads.</summary>
    public abstract bool IsDirectory(string path);

    /// <summary>Refuses a directory that somebody else may have put where everybody may put one, such as /tmp.</summary>
    /// <exception cref="UnauthorizedAccessException">So it is.</exception>
    public virtual void RequireNotPlanted(string path) { }

    /// <summary>
    /// Creates a directory, whose users may do in it what they may do with the file <paramref name="model"/>, or with
    /// one of the mode.
    /// </summary>
    /// <param name="path">The directory.</param>
    /// <param name="model">A file.</param>
    /// <param name="mode">Of a file, instead of that of the model.</param>
    /// <param name="what">What is said of the directory where it cannot be made.</param>
    public abstract void Create(string path, string model, UnixFileMode? mode, string what);

    /// <summary>
    /// Lets those use a directory who may use a file of the mode; left as it is where that is not ours to say.
    /// </summary>
    public abstract void SetModeOfDirectory(string path, UnixFileMode mode);

    /// <summary>Whether a file has this mode, and nobody is let in by a list.</summary>
    public abstract bool HasMode(string path, UnixFileMode mode);

    /// <summary>
    /// Takes what goes beyond a mode from a file that keeps its content; false where that is not ours to do.
    /// </summary>
    public abstract bool TryNarrow(string path, UnixFileMode mode);

    /// <summary>Creates an empty file, if there is none.</summary>
    public virtual void Note(string path) => File.Create(path, 1).Dispose();

    /// <summary>Removes a file or gives it another name, as <paramref name="change"/> does, and makes that durable.</summary>
    public virtual void ChangeDurably(string path, Action change) => change();

    /// <summary>
    /// Makes the names in a directory durable; by way of a directory in it, or itself, that may be read.
    /// </summary>
    public abstract void Sync(string directory, string readable);
}
