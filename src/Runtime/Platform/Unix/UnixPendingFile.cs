using AtomicWrites.Protocol;

namespace AtomicWrites.Platform.Unix;

/// <summary>
/// The write of design order on Unix: everything happens relative to one descriptor of the target's directory.
/// </summary>
sealed class UnixPendingFile : PendingFile
{
    const int MaxAttempts = 16;

    readonly TargetDirectory _directory;
    readonly FileStatus? _target;
    readonly Descriptor _file;
    readonly byte[] _temporary;
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
            if (!options.IsFreshName)
                Leftovers.Sweep(_directory, path);
            (_file, _temporary) = CreateTemporary();
        }
        catch
        {
            _directory.Dispose();
            throw;
        }
    }

    // A file that File.WriteAllText may not write is not replaced either, although its directory would allow it.
    void RequireReplaceable(in FileStatus target)
    {
        if (Options.CreateNew)
            throw _directory.Failure(Errno.EEXIST, "opening the target");
        _directory.RequireFile(target);
        _directory.RequireNotPlanted(target, "opening the target");
        var isSurelyWritable =
            (target.Permissions & (uint)UnixFileMode.UserWrite) != 0 && target.Owner == _directory.User;
        if (!isSurelyWritable && Libc.faccessat(_directory.Descriptor, _directory.Name, Libc.W_OK, Libc.AT_EACCESS) < 0)
            throw Failure("opening the target");
    }

    // With mode 0600, so that nobody reads the content before it has the target's protection.
    (Descriptor File, byte[] Name) CreateTemporary()
    {
        var flags = Libc.O_RDWR | Libc.O_CREAT | Libc.O_EXCL | Libc.O_CLOEXEC | Libc.O_NOFOLLOW;
        for (var attempt = 1; ; attempt++)
        {
            var name = _directory.NewTemporaryName();
            var file = Libc.Open(_directory.Descriptor, name, flags, (int)FileMetadata.Private);
            if (!file.IsInvalid)
                return (file, name);
            var errno = Errno.Last;
            if (errno != Errno.EEXIST || attempt == MaxAttempts)
                throw FileSystem.IsMadeUp(_directory.Descriptor)
                    ? _directory.NoFile()
                    : _directory.Failure(errno, "creating the temporary file");
        }
    }

    protected override unsafe int WriteSome(ReadOnlySpan<byte> data)
    {
        fixed (byte* start = data)
        {
            var count = Libc.Write(_file, start, data.Length);
            return count >= 0 ? (int)count : throw Failure("writing the temporary file");
        }
    }

    protected override unsafe int ReadSome(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            var count = Libc.Read(_file, start, buffer.Length);
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
        GiveMetadata();
        if (IsSynced && Libc.Sync(_file, Options.Durability) < 0)
            throw Failure("syncing the temporary file to disk");
        Cancellation.ThrowIfCancellationRequested();
        if (Options.KeepBackup && _target is not null)
            Backup.Keep(_directory, Options.Durability, Options.Mode);
        Rename();
        _isPublished = true;
        SyncDirectory();
    }

    void GiveMetadata()
    {
        var present = Present();
        using var model = present is null && Options.Model is { } path ? TargetDirectory.Open(path) : null;
        FileMetadata.Give(_file, model ?? _directory, model is null ? present : model.ResolveModel(), Options);
    }

    // The target as it is now: its protection may have been changed since the writing began. What it was if it is gone.
    FileStatus? Present()
    {
        if (FileStatus.TryGet(_directory.Descriptor, _directory.Name, out var present))
            return present.IsRegular ? present : _target;
        return Errno.Last == Errno.ENOENT ? _target : throw Failure("looking at the target again");
    }

    bool IsSynced => Options.Durability != Durability.None;

    void SyncDirectory()
    {
        if (Options.Durability == Durability.Full && _directory.Sync(_file) < 0)
            throw Failure("syncing the directory to disk");
    }

    void Rename()
    {
        if (
            (
                Options.CreateNew
                    ? Unix.Rename.ToNew(_directory.Descriptor, _temporary, _directory.Name)
                    : Libc.renameat(_directory.Descriptor, _temporary, _directory.Descriptor, _directory.Name)
            ) == 0
        )
            return;
        var errno = Errno.Last;
        if (!IsInPlace())
            throw _directory.Failure(errno, "renaming the temporary file");
        _ = Libc.unlinkat(_directory.Descriptor, _temporary, 0);
    }

    // A file server may have renamed the file and lost the answer; asked again, it does not find it any more.
    bool IsInPlace() =>
        FileStatus.TryGet(_file, out var ours)
        && FileStatus.TryGet(_directory.Descriptor, _directory.Name, out var present)
        && ours.IsSameFile(present);

    protected override bool IsUnchanged()
    {
        if (_target is not { } target || target.Size != Size)
            return false;
        using var present = _directory.OpenTarget();
        if (
            present.IsInvalid
            || !HasModeAsked(present)
            || !HasContentOf((buffer, offset, count) => ReadPresent(present, buffer, offset, count))
        )
            return false;
        _ = Libc.unlinkat(_directory.Descriptor, _temporary, 0);
        _isPublished = true; // it stands there, whoever wrote it: from here on only its durability is in question
        if (IsSynced && Libc.Sync(present, Options.Durability) < 0)
            throw Failure("syncing the unchanged target to disk");
        SyncDirectory();
        return true;
    }

    bool HasModeAsked(Descriptor present) =>
        Options.Mode is not { } mode
        || (
            FileStatus.TryGet(present, out var status)
            && status.Permissions == (uint)mode
            && !AccessControlList.IsOn(present, _directory)
        );

    static unsafe int ReadPresent(Descriptor file, byte[] buffer, int offset, int count)
    {
        fixed (byte* start = buffer)
            return (int)Libc.Read(file, start + offset, count);
    }

    Exception Failure(string step) => _directory.Failure(Errno.Last, step, _isPublished);

    protected override void Close()
    {
        if (!_isPublished)
            _ = Libc.unlinkat(_directory.Descriptor, _temporary, 0);
        _file.Dispose();
        _directory.Dispose();
    }
}
