using System.Runtime.InteropServices;

namespace AtomicWrites.Platform.Unix;

// The functions of the C library.
static unsafe partial class Libc
{
    [DllImport("libc", SetLastError = true)]
    static extern int openat(SafeHandle directory, byte[] path, int flags, int mode);

    [DllImport("libc", SetLastError = true)]
    static extern int openat(
        SafeHandle directory,
        byte[] path,
        int flags,
        nint x3,
        nint x4,
        nint x5,
        nint x6,
        nint x7,
        int mode
    );

    [DllImport("libc", SetLastError = true)]
    static extern nint write(SafeHandle file, byte* data, nuint length);

    [DllImport("libc", SetLastError = true)]
    static extern nint read(SafeHandle file, byte* buffer, nuint length);

    [DllImport("libc", SetLastError = true)]
    static extern long lseek(SafeHandle file, long position, int origin);

    [DllImport("libc", SetLastError = true)]
    static extern long lseek64(SafeHandle file, long position, int origin);

    [DllImport("libc", SetLastError = true)]
    static extern int ftruncate(SafeHandle file, long length);

    [DllImport("libc", SetLastError = true)]
    static extern int ftruncate64(SafeHandle file, long length);

    [DllImport("libc", SetLastError = true)]
    static extern int fsync(SafeHandle file);

    [DllImport("libc", SetLastError = true)]
    public static extern int fcntl(SafeHandle file, int command, nint argument);

    [DllImport("libc", SetLastError = true)]
    static extern int flock(SafeHandle file, int operation);

    [DllImport("libc", SetLastError = true)]
    static extern nint readlinkat(SafeHandle directory, byte[] path, byte[] target, nuint size);

    [DllImport("libc", SetLastError = true)]
    public static extern int syncfs(SafeHandle file);

    [DllImport("libc", SetLastError = true, EntryPoint = "renameat")]
    static extern int renameatOnce(SafeHandle oldDirectory, byte[] oldPath, SafeHandle newDirectory, byte[] newPath);

    [DllImport("libc", SetLastError = true)]
    static extern int renameatx_np(
        SafeHandle oldDirectory,
        byte* oldPath,
        SafeHandle newDirectory,
        byte* newPath,
        uint flags
    );

    [DllImport("libc", SetLastError = true, EntryPoint = "mkdirat")]
    static extern int mkdiratOnce(SafeHandle directory, byte[] path, uint mode);

    [DllImport("libc", SetLastError = true, EntryPoint = "linkat")]
    static extern int linkatOnce(
        SafeHandle oldDirectory,
        byte[] oldPath,
        SafeHandle newDirectory,
        byte[] newPath,
        int flags
    );

    [DllImport("libc", SetLastError = true, EntryPoint = "unlinkat")]
    static extern int unlinkatOnce(SafeHandle directory, byte[] path, int flags);

    [DllImport("libc", SetLastError = true, EntryPoint = "fchown")]
    static extern int fchownOnce(SafeHandle file, uint owner, uint group);

    [DllImport("libc", SetLastError = true, EntryPoint = "fchmod")]
    static extern int fchmodOnce(SafeHandle file, uint mode);

    [DllImport("libc", SetLastError = true, EntryPoint = "faccessat")]
    static extern int faccessatOnce(SafeHandle directory, byte[] path, int mode, int flags);

    [DllImport("libc", SetLastError = true)]
    public static extern nint llistxattr(byte* path, byte* names, nuint size);

    [DllImport("libc", SetLastError = true)]
    public static extern nint lgetxattr(byte* path, byte* name, byte* value, nuint size);

    [DllImport("libc", SetLastError = true)]
    public static extern nint fgetxattr(SafeHandle file, byte* name, byte* value, nuint size);

    [DllImport("libc", SetLastError = true)]
    public static extern int fsetxattr(SafeHandle file, byte* name, byte* value, nuint size, int flags);

    [DllImport("libc", SetLastError = true)]
    public static extern int fremovexattr(SafeHandle file, byte* name);

    [DllImport("libc", SetLastError = true)]
    public static extern int fstatfs(SafeHandle file, byte* status);

    [DllImport("libc", SetLastError = true)]
    public static extern int fcopyfile(SafeHandle from, SafeHandle to, nint state, uint flags);

    [DllImport("libc")]
    public static extern uint geteuid();

    [DllImport("libc")]
    public static extern uint umask(uint mask);
}
