namespace AtomicWrites.Platform.Unix;

/// <summary>
/// The directory that holds the target, opened once: the temporary file, the rename and the sync all go through this descriptor,
/// so that renaming or replacing a parent directory meanwhile cannot lead them elsewhere.
/// </summary>
sealed class TargetDirectory : IDisposable
{
    const int MaxLinks = 40;

    readonly string _path;
    bool _readable;

    TargetDirectory(string path, byte[] name)
    {
        _path = path;
        Name = name;
    }

    public int Descriptor { get; private set; } = -1;

    /// <summary>Name of the target in this directory.</summary>
    public byte[] Name { get; private set; }

    public static TargetDirectory Open(string path)
    {
        // The kernel and .NET disagree about "link/..": users of File know .NET's reading.
        var (directory, name) = UnixPath.Split(UnixPath.Encode(path.Contains("..") ? Path.GetFullPath(path) : path));
        if (name.Length == 1)
            throw Errno.ToException(Errno.EISDIR, path, "opening the target");
        var opened = new TargetDirectory(path, name);
        opened.Descriptor = opened.Open(Libc.AT_FDCWD, directory);
        return opened;
    }

    /// <summary>Follows symbolic links, moving to the directory of what they lead to; null where no file stands yet.</summary>
    public FileStatus? ResolveTarget()
    {
        for (var links = 0; ; links++)
        {
            if (!FileStatus.TryGet(Descriptor, Name, out var status))
                return Errno.Last == Errno.ENOENT ? null : throw Failure(Errno.Last);
            if (!status.IsLink)
                return status;
            if (links == MaxLinks)
                throw Failure(Errno.ELOOP);
            Follow(status);
        }
    }

    void Follow(in FileStatus link)
    {
        // What the kernel's protected_symlinks does: in a directory such as /tmp nobody is led by somebody else's link.
        if (FileStatus.TryGet(Descriptor, out var directory) && directory.IsShared && link.Owner != Libc.geteuid() && link.Owner != directory.Owner)
            throw Failure(Errno.EACCES);

        var (target, name) = UnixPath.Split(Libc.ReadLink(Descriptor, Name) ?? throw Failure(Errno.Last));
        if (name.Length == 1)
            throw Failure(Errno.EISDIR);
        var descriptor = Open(Descriptor, target);
        _ = Libc.close(Descriptor);
        Descriptor = descriptor;
        Name = name;
    }

    int Open(int from, byte[] directory)
    {
        var flags = Libc.O_DIRECTORY | Libc.O_CLOEXEC;
        var descriptor = Libc.Open(from, directory, Libc.O_RDONLY | flags);
        _readable = descriptor >= 0;
        if (descriptor < 0 && Errno.Last == Errno.EACCES)
            descriptor = Libc.Open(from, directory, Libc.O_PATH | flags);
        return descriptor >= 0 ? descriptor : throw Failure(Errno.Last);
    }

    /// <summary>
    /// Makes the rename durable. A directory that may not be read is synced with its whole file system;
    /// a file system that cannot sync directories is trusted to order its own renames.
    /// </summary>
    /// <param name="file">An open file of this directory.</param>
    public int Sync(int file)
    {
        if (!_readable)
            return Libc.IsLinux ? Libc.syncfs(file) : Libc.Sync(file);
        if (Libc.Sync(Descriptor) == 0)
            return 0;
        var errno = Errno.Last;
        return errno == Errno.EINVAL || errno == Errno.ENOTSUP ? 0 : -1;
    }

    Exception Failure(int errno) => Errno.ToException(errno, _path, "opening the target");

    public void Dispose()
    {
        if (Descriptor >= 0)
            _ = Libc.close(Descriptor);
        Descriptor = -1;
    }
}
