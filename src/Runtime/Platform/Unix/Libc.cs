using System.Runtime.InteropServices;

namespace AtomicWrites.Platform.Unix;

/// <summary>
/// The system calls of Unix that the write and the lock are made of; results as in C: negative, and <c>errno</c> set.
/// </summary>
/// <remarks>
/// The values for Linux are those that the tests run with; those for macOS are from its documentation, and nothing has
/// been run there. Where nothing is said, both systems declare the same.
/// <code>
/// call              macOS, Apple silicon                                   Linux
/// openat            variadic: the mode travels on the stack                the mode in the fourth register; O_LARGEFILE in 32 bits
/// fcntl             variadic, but its two commands there take no argument  F_SETSIG, F_SETLEASE: an int in the third register
/// fstat, fstatat    struct stat of 144 bytes: device 0 (int), mode 4 (16   not called: statx(2) by number, one layout of 256 bytes
///                   bits), inode 8, uid 16, gid 20, mtime 48, time of      everywhere: uid 20, gid 24, mode 28 (16 bits), inode 32,
///                   birth 80 (seconds) and 88 (nanoseconds), size 96; on   size 40, time of birth 80 (seconds) and 88 (nanoseconds,
///                   Intel the symbols end in $INODE64                      32 bits), mtime 112, device 136 and 140
/// fstatfs           not called                                             the kind of the file system in its first 32 bits
/// mode_t            16 bits, in a whole register: fchmod, mkdirat; umask   32 bits
///                   returns garbage above them, which is masked
/// uid_t, gid_t      32 bits; uint.MaxValue leaves what is there            the same
/// size_t, ssize_t   a word: read, write, readlinkat, …xattr                the same
/// off_t             64 bits: lseek, ftruncate                              in 32 bits lseek64 and ftruncate64, where there are such
/// futimens          two times of two words, seconds and nanoseconds;       the same; UTIME_OMIT 2^30 - 2
///                   UTIME_OMIT -2
/// realpath          at most 1,024 bytes and a zero                         at most 4,096 with the zero
/// flock             SH 1, EX 2, NB 4, UN 8                                 the same
/// faccessat         W_OK 2, AT_EACCESS                                     the same
/// linkat, unlinkat  without flags                                          the same
/// rename, exclusive renameatx_np, RENAME_EXCL 4                            renameat2(2) by number, RENAME_NOREPLACE 1
/// sync              fcntl F_FULLFSYNC 51, F_BARRIERFSYNC 85; then fsync    fsync; syncfs
/// lists, attributes fcopyfile, COPYFILE_ACL 1, COPYFILE_XATTR 4            …xattr calls, which have two arguments less there
/// directories       not listed                                             getdents64(2) by number, names from byte 19 on
/// AT_FDCWD          -2                                                     -100
/// AT_…              SYMLINK_NOFOLLOW 0x20, EACCESS 0x10                    0x100, 0x200
/// O_…               CREAT 0x200, EXCL 0x800, NONBLOCK 4, NOFOLLOW 0x100,   0x40, 0x80, 0x800, 0x20000 (Arm, Power 0x8000),
///                   DIRECTORY 0x100000, CLOEXEC 0x1000000                  0x10000 (Arm, Power 0x4000), 0x80000
///                   SEARCH 0x40000000                                      PATH 0x200000
/// errno             EAGAIN 35, ENOTSUP 45, ELOOP 62, ENAMETOOLONG 63,      11, 95, 40, 36,
///                   ENOTEMPTY 66, ENOLCK 77, ENOSYS 78, ENOATTR 93         39, 37, 38, ENODATA 61
/// </code>
/// A handle is passed in a whole register, of which an int is the lower half; a number that is returned is an int,
/// whose upper half is garbage.
/// </remarks>
static unsafe partial class Libc
{
    public static bool IsLinux => Host.IsLinux;

    // On Apple silicon variadic arguments travel on the stack; padding fills the registers before them.
    static bool VariadicOnStack => !IsLinux && RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>
    /// Opens <paramref name="path"/>, relative to <paramref name="directory"/>; retried while signals interrupt it.
    /// </summary>
    public static Descriptor Open(SafeHandle directory, byte[] path, int flags, int mode = 0)
    {
        int number;
        do
        {
            number = VariadicOnStack
                ? openat(directory, path, flags | O_LARGEFILE, 0, 0, 0, 0, 0, mode)
                : openat(directory, path, flags | O_LARGEFILE, mode);
        } while (number < 0 && Errno.Last == Errno.EINTR);
        return new Descriptor(number);
    }

    /// <summary>
    /// Opens what should be a file, and waits for nobody at the other end of a pipe; but for whoever has a lease on it,
    /// such as a file server: the kernel has asked him to give it up, and breaks it after 45 seconds.
    /// </summary>
    public static Descriptor OpenFile(SafeHandle directory, byte[] path, int flags)
    {
        for (var attempt = 1; ; attempt++)
        {
            var file = Open(directory, path, flags | O_NONBLOCK);
            if (!file.IsInvalid || Errno.Last != Errno.EAGAIN || attempt == MostLooksAtLease)
                return file;
            Thread.Sleep(PauseForLease);
        }
    }

    const int PauseForLease = 10; // milliseconds
    const int MostLooksAtLease = 6000;

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
    /// .NET's own flush reports success when fsync fails, and on macOS fsync alone leaves the data in the drive's
    /// cache: there F_FULLFSYNC empties the cache, and F_BARRIERFSYNC keeps the order of what is written before and
    /// after it.
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

    /// <summary>
    /// Renames within a directory; fails with EEXIST where the new name exists, and with EINVAL, ENOSYS or ENOTSUP
    /// where the system cannot promise that.
    /// </summary>
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

    /// <summary>
    /// Where the symbolic link leads, as it stands in the link; null with <c>errno</c> set when it cannot be read.
    /// </summary>
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

    // In 32 bits, glibc's plain names take 32-bit offsets.
    static bool HasLargeFileNames =>
        IntPtr.Size == 4
        && IsLinux
        && (_hasLargeFileNames ??= Exists(() => lseek64(Descriptor.WorkingDirectory, 0, SEEK_SET)));

    static bool? _hasLargeFileNames;

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
}
