using AtomicWrites.Platform;

namespace AtomicWrites.Locking;

/// <summary>The lock file of a state file, and which of those are one.</summary>
static class LockPath
{
    public static readonly StringComparer Comparer = Host.IsWindows
        ? StringComparer.OrdinalIgnoreCase
        : StringComparer.Ordinal;

    /// <summary>Absolute, because the working directory may change while the lock is held.</summary>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null, empty or has a null character.</exception>
    public static string Of(string path) => Path.GetFullPath(path) + ".lock";
}
