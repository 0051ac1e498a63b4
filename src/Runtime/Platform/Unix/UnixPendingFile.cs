using AtomicWrites.Protocol;
using Microsoft.Win32.SafeHandles;

namespace AtomicWrites.Platform.Unix;

/// <summary>The write of design order on Unix: everything happens relative to one descriptor of the target's directory.</summary>
sealed class UnixPendingFile : PendingFile
{
    const uint TemporaryMode = 0x180; // 0600
    const int MaxAttempts = 16;

    readonly string _path;
    readonly AtomicWriteOptions _options;
    readonly TargetDirectory _directory;
    readonly byte[] _temporary;
    readonly FileStatus? _target;
    int _file = -1;
    bool _published;

    public UnixPendingFile(string path, AtomicWriteOptions options)
    {
        _path = path;
        _options = options;
        _directory = TargetDirectory.Open(path);
        try
        {
            _target = _directory.ResolveTarget();
            if (_target is { } target)
            {
                RequireWritable(target);
                if (options.CreateNew)
                    throw Errno.ToException(Errno.EEXIST, path, "opening the target");
            }

            _temporary = Create();
        }
        catch
        {
            _directory.Dispose();
            throw;
        }
    }

    public override SafeFileHandle Handle => new((nint)_file, ownsHandle: false);

    public override unsafe void Write(ReadOnlySpan<byte> data)
    {
        fixed (byte* start = data)
        {
            for (var written = 0; written < data.Length;)
            {
                var count = Libc.Write(_file, start + written, data.Length - written);
                if (count < 0)
                    throw Failure("writing the temporary file");
                if (count == 0)
                    throw new AtomicWriteException($"Could not write '{_path}' atomically: the file system accepted no more data. The target is unchanged.");
                written += (int)count;
            }
        }

        GC.KeepAlive(this);
    }

    public override void Commit()
    {
        GiveMetadata();
        if (Libc.Sync(_file) < 0)
            throw Failure("syncing the temporary file to disk");
        Publish();
        _published = true;
        if (_directory.Sync(_file) < 0)
            throw Failure("syncing the directory to disk");
        GC.KeepAlive(this);
    }

    void Publish()
    {
        if (!_options.CreateNew)
        {
            if (Libc.renameat(_directory.Descriptor, _temporary, _directory.Descriptor, _directory.Name) < 0)
                throw Failure("renaming the temporary file");
        }
        else
        {
            // A link fails where a name exists, in one step; a rename would replace it.
            if (Libc.linkat(_directory.Descriptor, _temporary, _directory.Descriptor, _directory.Name, 0) < 0)
                throw Failure("linking the temporary file to its name");
            _ = Libc.unlinkat(_directory.Descriptor, _temporary, 0);
        }
    }

    // Created with 0600, so that nobody reads the content before it has the target's protection.
    byte[] Create()
    {
        for (var attempt = 1; ; attempt++)
        {
            var name = UnixPath.Encode(TemporaryName.For(UnixPath.Decode(_directory.Name)));
            _file = Libc.Open(_directory.Descriptor, name, Libc.O_RDWR | Libc.O_CREAT | Libc.O_EXCL | Libc.O_CLOEXEC | Libc.O_NOFOLLOW, (int)TemporaryMode);
            if (_file >= 0)
                return name;
            if (Errno.Last != Errno.EEXIST || attempt == MaxAttempts)
                throw Failure("creating the temporary file");
        }
    }

    // A file that File.WriteAllText may not write is not replaced either, although its directory would allow it.
    void RequireWritable(in FileStatus target)
    {
        if (target.IsDirectory)
            throw Errno.ToException(Errno.EISDIR, _path, "opening the target");
        if (!target.IsRegular)
            throw new AtomicWriteException($"Could not write '{_path}' atomically: it is a device, pipe or socket, which a rename would destroy. Write to it with System.IO.File.");
        var surelyWritable = (target.Permissions & (uint)UnixFileMode.UserWrite) != 0 && target.Owner == Libc.geteuid();
        if (!surelyWritable && Libc.faccessat(_directory.Descriptor, _directory.Name, Libc.W_OK, Libc.AT_EACCESS) < 0)
            throw Failure("opening the target");
    }

    void GiveMetadata()
    {
        var mode = NewMode();
        if (_target is { } target && Libc.fchown(_file, target.Owner, target.Group) < 0)
        {
            const uint groupBits = 0x38;
            const uint setIdBits = 0xC00;
            mode &= ~setIdBits;
            // The group that could read is not ours to give: ours gets no more than others have.
            if (Libc.fchown(_file, uint.MaxValue, target.Group) < 0)
                mode &= ~groupBits | ((mode & 7) << 3);
        }

        if (mode != TemporaryMode && Libc.fchmod(_file, mode) < 0)
            throw Failure("setting the mode of the temporary file");
    }

    uint NewMode() => (uint?)_options.Mode ?? _target?.Permissions ?? 0x1B6 & ~Umask.Current; // 0666

    Exception Failure(string step) => Errno.ToException(Errno.Last, _path, step, _published);

    public override void Dispose()
    {
        GC.SuppressFinalize(this);
        Discard();
    }

    ~UnixPendingFile() => Discard();

    void Discard()
    {
        if (_file < 0)
            return;
        if (!_published)
            _ = Libc.unlinkat(_directory.Descriptor, _temporary, 0);
        _ = Libc.close(_file);
        _file = -1;
        _directory.Dispose();
    }
}
