using System.Runtime.InteropServices;

namespace AtomicWrites.Platform.Unix;

/// <summary>The system calls of Unix that the write and the lock are made of; results as in C: negative, and <c>errno</c> set.</summary>
static unsafe class Libc
{
    public static readonly bool IsLinux = RuntimeInformation.IsOSPlatform(OSPlatform.Linux);

    // On Apple silicon variadic arguments travel on the stack; padding fills the registers before them.
    static readonly bool VariadicOnStack = !IsLinux && RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>Opens <paramref name="path"/>, relative to <paramref name="directory"/>; retried while signals interrupt it.</summary>
    public static int Open(int directory, byte[] path, int flags, int mode = 0)
    {
        int result;
        do
        {
            result = VariadicOnStack ? openat(directory, path, flags, 0, 0, 0, 0, 0, mode) : openat(directory, path, flags, mode);
        }
        while (result < 0 && Errno.Last == Errno.EINTR);
        return result;
    }

    /// <summary>Writes at most 2 GiB; may write less than asked for.</summary>
    public static nint Write(int file, byte* data, int length)
    {
        nint result;
        do
        {
            result = write(file, data, (nuint)length);
        }
        while (result < 0 && Errno.Last == Errno.EINTR);
        return result;
    }

    /// <summary>
    /// Makes the content of a file, or the entries of a directory, durable.
    /// .NET's own flush reports success when fsync fails, and on macOS fsync alone leaves the data in the drive's cache.
    /// </summary>
    public static int Sync(int file)
    {
        if (!IsLinux && fcntl(file, F_FULLFSYNC) == 0)
            return 0;
        int result;
        do
        {
            result = fsync(file);
        }
        while (result < 0 && Errno.Last == Errno.EINTR);
        return result;
    }

    public static int Lock(int file, int operation)
    {
        int result;
        do
        {
            result = flock(file, operation);
        }
        while (result < 0 && Errno.Last == Errno.EINTR);
        return result;
    }

    /// <summary>Where the symbolic link leads, as it stands in the link; null with <c>errno</c> set when it cannot be read.</summary>
    public static byte[]? ReadLink(int directory, byte[] path)
    {
        var target = new byte[4097];
        var length = (int)readlinkat(directory, path, target, (nuint)target.Length - 1);
        if (length < 0)
            return null;
        Array.Resize(ref target, length + 1);
        target[length] = 0;
        return target;
    }

    public static readonly int AT_FDCWD = IsLinux ? -100 : -2;
    public static readonly int AT_SYMLINK_NOFOLLOW = IsLinux ? 0x100 : 0x20;
    public static readonly int AT_EACCESS = IsLinux ? 0x200 : 0x10;
    public const int W_OK = 2;

    // Linux keeps the historic numbers of these two on Arm and Power.
    static readonly bool HistoricFlags = RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 or (Architecture)6 or (Architecture)8;
    public const int O_RDONLY = 0;
    public const int O_WRONLY = 1;
    public const int O_RDWR = 2;
    public static readonly int O_CREAT = IsLinux ? 0x40 : 0x200;
    public static readonly int O_EXCL = IsLinux ? 0x80 : 0x800;
    public static readonly int O_CLOEXEC = IsLinux ? 0x80000 : 0x1000000;
    public static readonly int O_DIRECTORY = !IsLinux ? 0x100000 : HistoricFlags ? 0x4000 : 0x10000;
    public static readonly int O_NOFOLLOW = !IsLinux ? 0x100 : HistoricFlags ? 0x8000 : 0x20000;

    /// <summary>Opens a directory that may be searched but not read: O_PATH, on macOS O_SEARCH.</summary>
    public static readonly int O_PATH = IsLinux ? 0x200000 : 0x40000000;

    public const int LOCK_SH = 1;
    public const int LOCK_EX = 2;
    public const int LOCK_NB = 4;

    const int F_FULLFSYNC = 51;

    [DllImport("libc", SetLastError = true)]
    static extern int openat(int directory, byte[] path, int flags, int mode);

    [DllImport("libc", SetLastError = true)]
    static extern int openat(int directory, byte[] path, int flags, nint x3, nint x4, nint x5, nint x6, nint x7, int mode);

    [DllImport("libc", SetLastError = true)]
    static extern nint write(int file, byte* data, nuint length);

    [DllImport("libc", SetLastError = true)]
    static extern int fsync(int file);

    [DllImport("libc", SetLastError = true)]
    static extern int fcntl(int file, int command);

    [DllImport("libc", SetLastError = true)]
    static extern int flock(int file, int operation);

    [DllImport("libc", SetLastError = true)]
    static extern nint readlinkat(int directory, byte[] path, byte[] target, nuint size);

    [DllImport("libc", SetLastError = true)]
    public static extern int syncfs(int file);

    [DllImport("libc", SetLastError = true)]
    public static extern int close(int file);

    [DllImport("libc", SetLastError = true)]
    public static extern int renameat(int oldDirectory, byte[] oldPath, int newDirectory, byte[] newPath);

    [DllImport("libc", SetLastError = true)]
    public static extern int linkat(int oldDirectory, byte[] oldPath, int newDirectory, byte[] newPath, int flags);

    [DllImport("libc", SetLastError = true)]
    public static extern int unlinkat(int directory, byte[] path, int flags);

    [DllImport("libc", SetLastError = true)]
    public static extern int fchown(int file, uint owner, uint group);

    [DllImport("libc", SetLastError = true)]
    public static extern int fchmod(int file, uint mode);

    [DllImport("libc", SetLastError = true)]
    public static extern int faccessat(int directory, byte[] path, int mode, int flags);

    [DllImport("libc")]
    public static extern uint geteuid();

    [DllImport("libc")]
    public static extern uint umask(uint mask);
}
