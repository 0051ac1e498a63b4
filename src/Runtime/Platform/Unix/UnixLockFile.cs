using System.ComponentModel;
using AtomicWrites.Locking;

namespace AtomicWrites.Platform.Unix;

/// <summary><c>flock(2)</c>: the kernel releases it when the process ends, however it ends, and children do not inherit it.</summary>
sealed class UnixLockFile : LockFile
{
    const int LockFileMode = 0x1B6; // 0666, less the umask

    int _descriptor;

    UnixLockFile(int descriptor) => _descriptor = descriptor;

    public static new LockFile? Acquire(string path, bool wait)
    {
        var name = UnixPath.Encode(path);
        while (true)
        {
            var locked = new UnixLockFile(Open(name, path));
            try
            {
                if (Libc.Lock(locked._descriptor, Libc.LOCK_EX | (wait ? 0 : Libc.LOCK_NB)) < 0)
                {
                    var errno = Errno.Last;
                    locked.Dispose();
                    return errno == Errno.EAGAIN ? null : throw Unsupported(path, new Win32Exception(errno).Message, errno);
                }

                if (locked.IsStillAt(name))
                    return locked;
            }
            catch
            {
                locked.Dispose();
                throw;
            }

            locked.Dispose();
        }
    }

    static int Open(byte[] name, string path)
    {
        var flags = Libc.O_CLOEXEC | Libc.O_NOFOLLOW;
        var descriptor = Libc.Open(Libc.AT_FDCWD, name, Libc.O_RDWR | Libc.O_CREAT | flags, LockFileMode);
        // Somebody else's lock file may be read only for us; flock needs no more, except on NFS.
        if (descriptor < 0 && Errno.Last == Errno.EACCES)
            descriptor = Libc.Open(Libc.AT_FDCWD, name, Libc.O_RDONLY | flags);
        if (descriptor >= 0)
            return descriptor;
        var errno = Errno.Last;
        throw errno == Errno.ELOOP
            ? new IOException($"Could not lock '{path}': it is a symbolic link, which somebody may have planted. Remove it.", errno)
            : Errno.ToException(errno, path, "opening the lock file");
    }

    // Somebody may have deleted or replaced the file between open and flock: then the lock excludes nobody.
    bool IsStillAt(byte[] name) =>
        FileStatus.TryGet(_descriptor, out var held) && FileStatus.TryGet(Libc.AT_FDCWD, name, out var named) && held.IsSameFile(named);

    public override void Dispose()
    {
        if (_descriptor >= 0)
            _ = Libc.close(_descriptor);
        _descriptor = -1;
    }
}
