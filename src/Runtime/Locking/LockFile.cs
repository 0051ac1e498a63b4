using System.Runtime.InteropServices;

namespace AtomicWrites.Locking;

/// <summary>The operating system's advisory lock on one lock file, held until disposed.</summary>
/// <remarks>The lock file is never deleted: deleting it would let two processes lock two files of one name.</remarks>
abstract class LockFile : IDisposable
{
    static readonly bool IsWindows = RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

    /// <summary>Opens and locks <paramref name="path"/>; null where another process holds it and <paramref name="wait"/> is false.</summary>
    public static LockFile? Acquire(string path, bool wait) =>
        IsWindows ? Platform.Windows.WindowsLockFile.Acquire(path, wait) : Platform.Unix.UnixLockFile.Acquire(path, wait);

    public abstract void Dispose();

    /// <summary>Why a run without the lock is refused.</summary>
    public static IOException Unsupported(string path, string reason, int code) =>
        new($"Could not lock '{path}': {reason}. The file system has no advisory locks; nothing was run without the lock. Keep the state on a local file system.", code);
}
