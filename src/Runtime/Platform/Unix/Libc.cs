using System.Runtime.InteropServices;

namespace AtomicWrites.Platform.Unix;

/// <summary>The system calls of Unix that the write and the lock are made of; results as in C: negative, and <c>errno</c> set.</summary>
static unsafe class Libc
{
    public static readonly bool IsLinux = RuntimeInformation.IsOSPlatform(OSPlatform.Linux);

    // On Apple silicon variadic arguments travel on the stack; padding fills the registers before them.
    static readonly bool VariadicOnStack = !IsLinux && RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>Opens <paramref name="path"/>, relative to <paramref name="directory"/>; retried while signals interrupt it.</summary>
    public static Descriptor Open(SafeHandle directory, byte[] path, int flags, int mode = 0)
    {
        int number;
        do
        {
            number = VariadicOnStack
                ? openat(directory, path, flags, 0, 0, 0, 0, 0, mode)
                : openat(directory, path, flags, mode);
        } while (number < 0 && Errno.Last == Errno.EINTR);
        return new Descriptor(number);
    }

    /// <summary>Writes at most 2 GiB; may write less than asked for.</summary>
    public static nint Write(SafeHandle file, byte* data, int length)
    {
        nint result;
        do
        {
            result = write(file, data, (nuint)length);
        } while (result < 0 && Errno.Last == Errno.EINTR);
        return result;
    }

    /// <summary>Reads at most 2 GiB; 0 at the end of the file.</summary>
    public static nint Read(SafeHandle file, byte* buffer, int length)
    {
        nint result;
        do
        {
            result = read(file, buffer, (nuint)length);
        } while (result < 0 && Errno.Last == Errno.EINTR);
        return result;
    }

    /// <summary>
    /// Makes the content of a file, or the entries of a directory, durable.
    /// .NET's own flush reports success when fsync fails, and on macOS fsync alone leaves the data in the drive's cache:
    /// there F_FULLFSYNC empties the cache, and F_BARRIERFSYNC keeps the order of what is written before and after it.
    /// </summary>
    public static int Sync(SafeHandle file, Durability durability)
    {
        if (!IsLinux && fcntl(file, durability == Durability.Full ? F_FULLFSYNC : F_BARRIERFSYNC, 0) == 0)
            return 0;
        int result;
        do
        {
            result = fsync(file);
        } while (result < 0 && Errno.Last == Errno.EINTR);
        return result;
    }

    public static long Seek(SafeHandle file, long position) =>
        HasLargeFileNames ? lseek64(file, position, SEEK_SET) : lseek(file, position, SEEK_SET);

    public static int Truncate(SafeHandle file, long length)
    {
        int result;
        do
        {
            result = HasLargeFileNames ? ftruncate64(file, length) : ftruncate(file, length);
        } while (result < 0 && Errno.Last == Errno.EINTR);
        return result;
    }

    /// <summary>Renames within a directory; fails with EEXIST where the new name exists, and with EINVAL, ENOSYS or ENOTSUP where the system cannot promise that.</summary>
    public static int RenameToNew(SafeHandle directory, byte[] oldName, byte[] newName)
    {
        fixed (byte* from = oldName)
        fixed (byte* to = newName)
            return IsLinux
                ? LinuxCall.RenameAt2(directory, from, directory, to, RENAME_NOREPLACE)
                : renameatx_np(directory, from, directory, to, RENAME_EXCL);
    }

    public static int Lock(SafeHandle file, int operation)
    {
        int result;
        do
        {
            result = flock(file, operation);
        } while (result < 0 && Errno.Last == Errno.EINTR);
        return result;
    }

    /// <summary>Where the symbolic link leads, as it stands in the link; null with <c>errno</c> set when it cannot be read.</summary>
    public static byte[]? ReadLink(SafeHandle directory, byte[] path)
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
    static readonly bool HistoricFlags =
        RuntimeInformation.ProcessArchitecture
        is Architecture.Arm
            or Architecture.Arm64
            or LinuxCall.Armv6
            or LinuxCall.Ppc64le;
    public const int O_RDONLY = 0;
    public const int O_WRONLY = 1;
    public const int O_RDWR = 2;
    public static readonly int O_CREAT = IsLinux ? 0x40 : 0x200;
    public static readonly int O_EXCL = IsLinux ? 0x80 : 0x800;
    public static readonly int O_CLOEXEC = IsLinux ? 0x80000 : 0x1000000;
    public static readonly int O_DIRECTORY =
        !IsLinux ? 0x100000
        : HistoricFlags ? 0x4000
        : 0x10000;
    public static readonly int O_NONBLOCK = IsLinux ? 0x800 : 4;
    public static readonly int O_NOFOLLOW =
        !IsLinux ? 0x100
        : HistoricFlags ? 0x8000
        : 0x20000;

    /// <summary>Opens a directory that may be searched but not read: O_PATH, on macOS O_SEARCH.</summary>
    public static readonly int O_PATH = IsLinux ? 0x200000 : 0x40000000;

    public const int LOCK_SH = 1;
    public const int LOCK_EX = 2;
    public const int LOCK_NB = 4;
    public const int LOCK_UN = 8;

    public const int F_SETSIG = 10;
    public const int F_SETLEASE = 1024;
    public const int F_RDLCK = 0;
    public const int SIGURG = 23;
    public const uint COPYFILE_ACL = 1;
    public const uint COPYFILE_XATTR = 4;
    const int F_FULLFSYNC = 51;
    const int F_BARRIERFSYNC = 85;
    const uint RENAME_NOREPLACE = 1;
    const uint RENAME_EXCL = 4;
    const int SEEK_SET = 0;

    // In 32 bits, glibc's plain names take 32-bit offsets.
    static readonly bool HasLargeFileNames =
        IsLinux && IntPtr.Size == 4 && Exists(() => lseek64(Descriptor.WorkingDirectory, 0, SEEK_SET));

    static bool Exists(Action call)
    {
        try
        {
            call();
            return true;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

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

    [DllImport("libc", SetLastError = true)]
    public static extern int renameat(SafeHandle oldDirectory, byte[] oldPath, SafeHandle newDirectory, byte[] newPath);

    [DllImport("libc", SetLastError = true)]
    static extern int renameatx_np(
        SafeHandle oldDirectory,
        byte* oldPath,
        SafeHandle newDirectory,
        byte* newPath,
        uint flags
    );

    [DllImport("libc", SetLastError = true)]
    public static extern int mkdirat(SafeHandle directory, byte[] path, uint mode);

    [DllImport("libc", SetLastError = true)]
    public static extern int linkat(
        SafeHandle oldDirectory,
        byte[] oldPath,
        SafeHandle newDirectory,
        byte[] newPath,
        int flags
    );

    [DllImport("libc", SetLastError = true)]
    public static extern int unlinkat(SafeHandle directory, byte[] path, int flags);

    [DllImport("libc", SetLastError = true)]
    public static extern int fchown(SafeHandle file, uint owner, uint group);

    [DllImport("libc", SetLastError = true)]
    public static extern int fchmod(SafeHandle file, uint mode);

    [DllImport("libc", SetLastError = true)]
    public static extern int faccessat(SafeHandle directory, byte[] path, int mode, int flags);

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
