using AtomicWrites.Protocol;

namespace AtomicWrites.Platform.Unix;

/// <summary>The write of design order on Unix: everything happens relative to one descriptor of the target's directory.</summary>
sealed class UnixPendingFile : PendingFile
{
    const int MaxAttempts = 16;

    readonly TargetDirectory _directory;
    readonly FileStatus? _target;
    readonly byte[] _temporary;
    int _file = -1;
    bool _isPublished;

    public UnixPendingFile(string path, AtomicWriteOptions options)
        : base(path, options)
    {
        _directory = TargetDirectory.Open(path);
        try
        {
            _target = _directory.ResolveTarget(options.SymbolicLinks, options.CreateNew);
            if (_target is { } target)
                RequireReplaceable(target);
            Leftovers.Sweep(_directory, path);
            (_file, _temporary) = CreateTemporary();
        }
        catch
        {
            GC.SuppressFinalize(this);
            _directory.Dispose();
            throw;
        }
    }

    // A file that File.WriteAllText may not write is not replaced either, although its directory would allow it.
    void RequireReplaceable(in FileStatus target)
    {
        if (Options.CreateNew)
            throw _directory.Failure(Errno.EEXIST, "opening the target");
        if (target.IsDirectory)
            throw _directory.Failure(Errno.EISDIR, "opening the target");
        if (!target.IsRegular)
            throw new AtomicWriteException($"Could not write '{TargetPath}' atomically: it is a device, pipe or socket, which a rename would destroy. Write to it with System.IO.File.");
        var isSurelyWritable = (target.Permissions & (uint)UnixFileMode.UserWrite) != 0 && target.Owner == Libc.geteuid();
        if (!isSurelyWritable && Libc.faccessat(_directory.Descriptor, _directory.Name, Libc.W_OK, Libc.AT_EACCESS) < 0)
            throw Failure("opening the target");
    }

    // With mode 0600, so that nobody reads the content before it has the target's protection.
    (int File, byte[] Name) CreateTemporary()
    {
        var flags = Libc.O_RDWR | Libc.O_CREAT | Libc.O_EXCL | Libc.O_CLOEXEC | Libc.O_NOFOLLOW;
        for (var attempt = 1; ; attempt++)
        {
            var name = _directory.NewTemporaryName();
            var file = Libc.Open(_directory.Descriptor, name, flags, (int)FileMetadata.Private);
            if (file >= 0)
                return (file, name);
            if (Errno.Last != Errno.EEXIST || attempt == MaxAttempts)
                throw Failure("creating the temporary file");
        }
    }

    protected override unsafe int WriteSome(ReadOnlySpan<byte> data)
    {
        fixed (byte* start = data)
        {
            var count = Libc.Write(_file, start, data.Length);
            GC.KeepAlive(this);
            return count >= 0 ? (int)count : throw Failure("writing the temporary file");
        }
    }

    protected override unsafe int ReadSome(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            var count = Libc.Read(_file, start, buffer.Length);
            GC.KeepAlive(this);
            return count >= 0 ? (int)count : throw Failure("reading the temporary file");
        }
    }

    protected override void MoveTo(long position)
    {
        if (Libc.Seek(_file, position) < 0)
            throw Failure("seeking in the temporary file");
    }

    protected override long Size
    {
        get => FileStatus.TryGet(_file, out var status) ? status.Size : throw Failure("measuring the temporary file");
        set
        {
            if (Libc.Truncate(_file, value) < 0)
                throw Failure("setting the length of the temporary file");
        }
    }

    protected override void Publish()
    {
        FileMetadata.Give(_file, _directory, _target, Options.Mode);
        if (IsSynced && Libc.Sync(_file, Options.Durability) < 0)
            throw Failure("syncing the temporary file to disk");
        if (Options.KeepBackup && _target is not null)
            Backup.Keep(_directory, Options.Durability);
        Rename();
        _isPublished = true;
        SyncDirectory();
        GC.KeepAlive(this);
    }

    bool IsSynced => Options.Durability != Durability.None;

    void SyncDirectory()
    {
        if (Options.Durability == Durability.Full && _directory.Sync(_file) < 0)
            throw Failure("syncing the directory to disk");
    }

    void Rename()
    {
        if (!Options.CreateNew)
        {
            if (Libc.renameat(_directory.Descriptor, _temporary, _directory.Descriptor, _directory.Name) < 0)
                throw Failure("renaming the temporary file");
        }
        else if (Libc.RenameToNew(_directory.Descriptor, _temporary, _directory.Name) < 0)
        {
            var errno = Errno.Last;
            if (errno != Errno.EINVAL && errno != Errno.ENOSYS && errno != Errno.ENOTSUP)
                throw _directory.Failure(errno, "renaming the temporary file");
            // A link, too, fails where a name exists, in one step.
            if (Libc.linkat(_directory.Descriptor, _temporary, _directory.Descriptor, _directory.Name, 0) < 0)
                throw Failure("linking the temporary file to its name");
            _ = Libc.unlinkat(_directory.Descriptor, _temporary, 0);
        }
    }

    protected override bool IsUnchanged()
    {
        if (_target is not { } target || target.Size != Size || (Options.Mode is { } mode && target.Permissions != (uint)mode))
            return false;
        var present = Libc.Open(_directory.Descriptor, _directory.Name, Libc.O_RDONLY | Libc.O_CLOEXEC | Libc.O_NOFOLLOW);
        if (present < 0)
            return false;
        try
        {
            if (!HasContentOf((buffer, offset, count) => ReadPresent(present, buffer, offset, count)))
                return false;
            _ = Libc.unlinkat(_directory.Descriptor, _temporary, 0);
            _isPublished = true; // it stands there, whoever wrote it: from here on only its durability is in question
            if (IsSynced && Libc.Sync(present, Options.Durability) < 0)
                throw Failure("syncing the unchanged target to disk");
            SyncDirectory();
            return true;
        }
        finally
        {
            _ = Libc.close(present);
        }
    }

    static unsafe int ReadPresent(int file, byte[] buffer, int offset, int count)
    {
        fixed (byte* start = buffer)
            return (int)Libc.Read(file, start + offset, count);
    }

    Exception Failure(string step) => _directory.Failure(Errno.Last, step, _isPublished);

    protected override void Dispose(bool disposing)
    {
        if (_file >= 0)
        {
            if (!_isPublished)
                _ = Libc.unlinkat(_directory.Descriptor, _temporary, 0);
            _ = Libc.close(_file); // what it says comes after the sync and changes nothing
            _file = -1;
            _directory.Dispose();
        }

        base.Dispose(disposing);
    }

    ~UnixPendingFile() => Dispose(disposing: false);
}
