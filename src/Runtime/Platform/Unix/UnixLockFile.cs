using System.ComponentModel;
using AtomicWrites.Locking;

namespace AtomicWrites.Platform.Unix;

/// <summary>
/// <c>flock(2)</c>: the kernel releases it when the process ends, however it ends, and children do not inherit it.
/// </summary>
sealed class UnixLockFile : LockFile
{
    const int MaxAttempts = 16;
    const string Locking = "flock";

    static int Flags => Libc.O_CLOEXEC | Libc.O_NOFOLLOW;

    readonly Descriptor _descriptor;

    UnixLockFile(Descriptor descriptor) => _descriptor = descriptor;

    public static new LockFile? Acquire(string path, FileLockMode mode, bool wait)
    {
        var name = UnixPath.Encode(path);
        var operation = (mode == FileLockMode.Shared ? Libc.LOCK_SH : Libc.LOCK_EX) | (wait ? 0 : Libc.LOCK_NB);
        while (true)
        {
            if (Open(name, path, wait) is not { } descriptor)
                return null;
            var file = new UnixLockFile(descriptor);
            var isLocked = false;
            try
            {
                if (!FileStatus.TryGet(file._descriptor, out var opened))
                    throw Failure(Errno.Last, path, "looking at the lock file");
                if (!opened.IsRegular)
                    throw new IOException(
                        Message(path, "it is no regular file, and somebody may have planted it", " Remove it.")
                    );
                if (Libc.Lock(file._descriptor, operation) < 0)
                {
                    var errno = Errno.Last;
                    return errno == Errno.EAGAIN && !wait ? null : throw Failure(errno, path, Locking);
                }

                // Somebody may have deleted or replaced the file between open and flock: then the lock excludes nobody.
                isLocked =
                    FileStatus.TryGet(Descriptor.WorkingDirectory, name, out var named) ? opened.IsSameFile(named)
                    : Errno.Last == Errno.ENOENT ? false
                    : throw Failure(Errno.Last, path, "looking for the lock file");
                if (isLocked)
                    return file;
            }
            finally
            {
                if (!isLocked)
                    file._descriptor.Dispose();
            }
        }
    }

    // Null where another has a lease on it, and is not to be waited for.
    static Descriptor? Open(byte[] name, string path, bool wait)
    {
        for (var attempt = 1; ; attempt++)
        {
            // Without O_CREAT, which Linux refuses for other people's files in shared directories such as /tmp
            // (fs.protected_regular).
            var descriptor = Open(name, Libc.O_RDWR | Flags, wait);
            // Somebody else's lock file may be read only for us; flock needs no more, except on NFS.
            if (descriptor.IsInvalid && Errno.Last is Errno.EACCES or Errno.EPERM or Errno.EROFS)
                descriptor = Open(name, Libc.O_RDONLY | Flags, wait);
            if (!descriptor.IsInvalid)
                return descriptor;
            if (Errno.Last == Errno.EAGAIN && !wait)
                return null;
            if (Errno.Last != Errno.ENOENT)
                throw Failure(Errno.Last, path, "opening the lock file");
            var errno = LockFileBirth.TryCreate(name, out descriptor);
            if (errno == 0)
                return descriptor;
            if (errno != Errno.EEXIST)
                throw Failure(errno, path, "creating the lock file");
            if (attempt == MaxAttempts)
                throw Failure(Errno.ENOENT, path, "opening the lock file");
        }
    }

    // Never waits for the other end of a pipe, which somebody may have planted, and which nobody else ever opens.
    static Descriptor Open(byte[] name, int flags, bool wait) =>
        wait
            ? Libc.OpenFile(Descriptor.WorkingDirectory, name, flags)
            : Libc.Open(Descriptor.WorkingDirectory, name, flags | Libc.O_NONBLOCK);

    static Exception Failure(int errno, string path, string step)
    {
        var reason = new Win32Exception(errno).Message;
        var message = Message(path, $"{reason} ({step})", Cure(errno, step));
        return errno switch
        {
            Errno.ENOENT or Errno.ENOTDIR => new DirectoryNotFoundException(message, new IOException(reason, errno)),
            Errno.EACCES or Errno.EPERM or Errno.EISDIR => new UnauthorizedAccessException(
                message,
                new IOException(reason, errno)
            ),
            _ when errno == Errno.ENAMETOOLONG => new PathTooLongException(message, new IOException(reason, errno)),
            _ => new IOException(message, errno),
        };
    }

    static string Cure(int errno, string step) =>
        errno switch
        {
            Errno.ENOENT or Errno.ENOTDIR => " Create its directory first.",
            Errno.EACCES or Errno.EPERM =>
                " It takes the right to write the lock file, or to create it in its directory.",
            Errno.EISDIR => " Remove the directory of that name.",
            Errno.EBADF when step == Locking => " A network file system needs the right to write the lock file.",
            _ when errno == Errno.ELOOP => " It is a symbolic link, which somebody may have planted: remove it.",
            _ when step == Locking && (errno == Errno.ENOLCK || errno == Errno.ENOSYS || errno == Errno.ENOTSUP) =>
                " The file system has no advisory locks: keep the state on a local one.",
            _ => "",
        };

    public override void Dispose()
    {
        // Not by closing alone: a process that another thread is starting has the descriptor too, until it executes its
        // program.
        _ = Libc.Lock(_descriptor, Libc.LOCK_UN);
        _descriptor.Dispose();
    }
}
