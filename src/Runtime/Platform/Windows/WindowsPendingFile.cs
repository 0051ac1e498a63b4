using AtomicWrites.Protocol;
using Microsoft.Win32.SafeHandles;

namespace AtomicWrites.Platform.Windows;

/// <summary>
/// The write of design order on Windows: from its creation to the rename the temporary file is known by its handle.
/// </summary>
sealed class WindowsPendingFile : PendingFile
{
    const int MaxLinks = 40;

    readonly string _target;
    readonly FileMetadata? _present; // of the file that is to be replaced; null where none stands yet
    readonly SafeFileHandle _file;
    bool _isPublished;

    public WindowsPendingFile(string path, AtomicWriteOptions options)
        : base(path, options)
    {
        _target = WindowsPath.Full(path);
        WindowsPath.RequireFile(_target, path);
        if (ResolveTarget(ref _target))
            _present = ReadPresent();
        Leftovers.Sweep(_target);
        var kept = _present ?? ReadModel();
        _file = TemporaryFile.Create(_target, kept);
        if (_file.IsInvalid)
            throw Failure("creating the temporary file");
        if (kept?.TryGive(_file) == false)
        {
            var failure = Failure("giving the temporary file the attributes of the target");
            Dispose();
            throw failure;
        }
    }

    // Whether a file is to be replaced. Links are followed; a link that is itself to be replaced counts as none.
    bool ResolveTarget(ref string target)
    {
        for (var followed = 0; ; followed++)
        {
            var path = target;
            var attributes = Kernel32.INVALID_FILE_ATTRIBUTES;
            var error = Retry.While(WindowsError.IsVanishing, () =>
                (attributes = Kernel32.GetFileAttributesW(path)) != Kernel32.INVALID_FILE_ATTRIBUTES
                    ? 0
                    : WindowsError.Last
            );
            if (error is WindowsError.FileNotFound or WindowsError.PathNotFound)
                return false; // the creation of the temporary file tells whether the directory is missing
            if (error != 0)
                throw WindowsError.ToException(error, TargetPath, "opening the target");
            if (Options.CreateNew)
                throw WindowsError.ToException(WindowsError.FileExists, TargetPath, "opening the target");
            if ((attributes & Kernel32.FILE_ATTRIBUTE_DIRECTORY) != 0)
                throw WindowsError.ToException(WindowsError.AccessDenied, TargetPath, "opening the target");
            var reparse =
                (attributes & Kernel32.FILE_ATTRIBUTE_REPARSE_POINT) != 0
                    ? ReparsePoint.Read(path) ?? throw Failure("reading the reparse point")
                    : null;
            if (reparse is null || !ReparsePoint.IsLink(reparse))
                return (attributes & Kernel32.FILE_ATTRIBUTE_READONLY) == 0
                    ? true
                    : throw WindowsError.ToException(WindowsError.AccessDenied, TargetPath, "opening the target");
            if (Options.SymbolicLinks == SymbolicLinks.Replace)
                return false;
            if (Options.SymbolicLinks == SymbolicLinks.Reject)
                throw new AtomicWriteException(
                    $"Could not write '{TargetPath}' atomically: it is a symbolic link, "
                        + $"which {nameof(AtomicWriteOptions)}.{nameof(AtomicWriteOptions.SymbolicLinks)} rejects. "
                        + "The target is unchanged."
                );
            if (followed == MaxLinks || ReparsePoint.Target(path, reparse) is not { } next)
                throw WindowsError.ToException(WindowsError.CannotResolveName, TargetPath, "following a symbolic link");
            target = WindowsPath.Full(next);
        }
    }

    // A file that File.WriteAllText may not write (read-only, or by its access list) is not replaced either, although
    // its directory would allow it.
    FileMetadata ReadPresent()
    {
        var file = Open(Kernel32.FILE_WRITE_DATA);
        if (file.IsInvalid && WindowsError.IsSharing(WindowsError.Last))
        {
            // Access is judged before sharing: we may write it, but for those who have it open just now.
            file.Dispose();
            file = Open(0);
        }

        using (file)
            return (file.IsInvalid ? null : FileMetadata.Of(file))
                ?? throw Failure("opening the target for writing and reading its access list");

        SafeFileHandle Open(uint access) => OpenToLook(_target, access);
    }

    FileMetadata? ReadModel()
    {
        if (Options.Model is not { } model)
            return null;
        using var file = OpenToLook(WindowsPath.Full(model), 0);
        if (file.IsInvalid && WindowsError.Last is WindowsError.FileNotFound or WindowsError.PathNotFound)
            return null;
        return (file.IsInvalid ? null : FileMetadata.Of(file))
            ?? throw Failure("reading the access list of the state file");
    }

    static unsafe SafeFileHandle OpenToLook(string path, uint access) =>
        Kernel32.CreateFileW(
            path,
            access | Kernel32.READ_CONTROL | Kernel32.FILE_READ_ATTRIBUTES,
            Kernel32.FILE_SHARE_ALL,
            null,
            Kernel32.OPEN_EXISTING,
            0,
            0
        );

    protected override unsafe int WriteSome(ReadOnlySpan<byte> data)
    {
        fixed (byte* start = data)
            return Kernel32.WriteFile(_file, start, data.Length, out var count, 0) != 0
                ? count
                : throw Failure("writing the temporary file");
    }

    protected override unsafe int ReadSome(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
            return Kernel32.ReadFile(_file, start, buffer.Length, out var count, 0) != 0
                ? count
                : throw Failure("reading the temporary file");
    }

    protected override void MoveTo(long position)
    {
        if (Kernel32.SetFilePointerEx(_file, position, 0, 0) == 0)
            throw Failure("seeking in the temporary file");
    }

    protected override unsafe long Size
    {
        get => Kernel32.GetFileSizeEx(_file, out var size) != 0 ? size : throw Failure("measuring the temporary file");
        set
        {
            if (Kernel32.SetFileInformationByHandle(_file, Kernel32.FileEndOfFileInfo, &value, sizeof(long)) == 0)
                throw Failure("setting the length of the temporary file");
        }
    }

    protected override unsafe void Publish()
    {
        if (Options.CopiedWriteTime is { } time)
        {
            var basic = new Kernel32.BasicInfo { Written = time.ToFileTimeUtc() }; // zero leaves the others as they are
            _ = Kernel32.SetFileInformationByHandle(_file, Kernel32.FileBasicInfo, &basic, sizeof(Kernel32.BasicInfo));
        }

        if (Options.Durability != Durability.None)
            Flush(_file, "flushing the temporary file to disk");
        Cancellation.ThrowIfCancellationRequested();
        if (Options.KeepBackup && _present is not null)
            Backup.Keep(_target, _present, Options.Durability, TargetPath);
        var error = Rename.To(_target, _file, replace: !Options.CreateNew);
        if (error != 0)
            throw WindowsError.ToException(error, TargetPath, "renaming the temporary file");
        _isPublished = true;
        // NTFS has logged the new name before this flush of the file, which forces the log out.
        if (Options.Durability == Durability.Full)
            Flush(_file, "flushing the renamed file to disk");
    }

    protected override unsafe bool IsUnchanged()
    {
        if (_present is null)
            return false;
        // Only who may write can flush.
        var access =
            Options.Durability == Durability.None
                ? Kernel32.GENERIC_READ
                : Kernel32.GENERIC_READ | Kernel32.GENERIC_WRITE;
        using var present = Kernel32.CreateFileW(
            _target,
            access,
            Kernel32.FILE_SHARE_ALL,
            null,
            Kernel32.OPEN_EXISTING,
            0,
            0
        );
        if (
            present.IsInvalid
            || Kernel32.GetFileSizeEx(present, out var size) == 0
            || size != Size
            || !HasContentOf((buffer, offset, count) => Read(present, buffer, offset, count))
        )
            return false;
        TemporaryFile.Delete(_file);
        _isPublished = true; // it stands there, whoever wrote it: from here on only its durability is in question
        if (Options.Durability != Durability.None)
            Flush(present, "flushing the unchanged target to disk");
        return true;
    }

    static unsafe int Read(SafeFileHandle file, byte[] buffer, int offset, int count)
    {
        fixed (byte* start = buffer)
            return Kernel32.ReadFile(file, start + offset, count, out var read, 0) != 0 ? read : -1;
    }

    void Flush(SafeFileHandle file, string step)
    {
        if (Kernel32.FlushFileBuffers(file) == 0)
            throw Failure(step);
    }

    Exception Failure(string step) => WindowsError.ToException(WindowsError.Last, TargetPath, step, _isPublished);

    protected override void Close()
    {
        if (!_isPublished)
            TemporaryFile.Delete(_file);
        _file.Dispose();
    }
}
