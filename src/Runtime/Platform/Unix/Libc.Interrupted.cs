using System.Runtime.InteropServices;

namespace AtomicWrites.Platform.Unix;

// Calls of which a file system in user space (FUSE) may say that a signal has interrupted them. It may have done what it
// was asked for all the same: then a name is gone, or taken, where it is asked again, and the caller looks whose it is.
static unsafe partial class Libc
{
    public static int renameat(SafeHandle oldDirectory, byte[] oldPath, SafeHandle newDirectory, byte[] newPath)
    {
        int result;
        do result = renameatOnce(oldDirectory, oldPath, newDirectory, newPath);
        while (IsInterrupted(result));
        return result;
    }

    public static int linkat(
        SafeHandle oldDirectory,
        byte[] oldPath,
        SafeHandle newDirectory,
        byte[] newPath,
        int flags
    )
    {
        int result;
        do result = linkatOnce(oldDirectory, oldPath, newDirectory, newPath, flags);
        while (IsInterrupted(result));
        return result;
    }

    public static int unlinkat(SafeHandle directory, byte[] path, int flags)
    {
        int result;
        do result = unlinkatOnce(directory, path, flags);
        while (IsInterrupted(result));
        return result;
    }

    public static int fchown(SafeHandle file, uint owner, uint group)
    {
        int result;
        do result = fchownOnce(file, owner, group);
        while (IsInterrupted(result));
        return result;
    }

    public static int fchmod(SafeHandle file, uint mode)
    {
        int result;
        do result = fchmodOnce(file, mode);
        while (IsInterrupted(result));
        return result;
    }

    public static int faccessat(SafeHandle directory, byte[] path, int mode, int flags)
    {
        int result;
        do result = faccessatOnce(directory, path, mode, flags);
        while (IsInterrupted(result));
        return result;
    }

    public static int mkdirat(SafeHandle directory, byte[] path, uint mode)
    {
        int result;
        do result = mkdiratOnce(directory, path, mode);
        while (IsInterrupted(result));
        return result;
    }

    public static bool IsInterrupted(nint result) => result < 0 && Errno.Last == Errno.EINTR;
}
