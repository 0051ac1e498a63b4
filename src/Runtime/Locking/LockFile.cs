using AtomicWrites.Platform;

namespace AtomicWrites.Locking;

/// <summary>The operating system's advisory lock on one lock file, held until disposed.</summary>
/// <remarks>The lock file is never deleted: deleting it would let two processes lock two files of one name.</remarks>
abstract class LockFile : IDisposable
{
    /// <summary>
    /// Opens and locks <paramref name="path"/>; null where somebody else holds it and <paramref name="wait"/> is false.
    /// </summary>
    public static LockFile? Acquire(string path, FileLockMode mode, bool wait)
    {
        if (Host.IsWindows)
            return Platform.Windows.WindowsLockFile.Acquire(path, mode, wait);
        Host.RequireKnown();
        return Platform.Unix.UnixLockFile.Acquire(path, mode, wait);
    }

    public abstract void Dispose();

    /// <summary>What is said of every lock that cannot be taken: why, and that nothing happened.</summary>
    protected static string Message(string path, string reason, string cure = "") =>
        $"Could not lock '{path}': {reason}; nothing was run without the lock.{cure}";
}
