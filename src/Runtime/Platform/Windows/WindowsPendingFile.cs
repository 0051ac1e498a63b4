using AtomicWrites.Protocol;
using Microsoft.Win32.SafeHandles;

namespace AtomicWrites.Platform.Windows;

/// <summary>The write on Windows: rename with POSIX semantics where the file system knows it, else a write-through move.</summary>
sealed class WindowsPendingFile : PendingFile
{
    const int MaxAttempts = 16;

    readonly string _path;
    readonly string _target;
    readonly uint _attributes;
    readonly bool _createNew;
    readonly string _temporary;
    readonly SafeFileHandle _file;
    bool _published;

    public WindowsPendingFile(string path, AtomicWriteOptions options)
        : base(path, options)
    {
        _createNew = options.CreateNew;
        _path = path;
        _target = WindowsPath.Full(path);
        if (Path.GetFileName(_target).Length == 0)
            throw WindowsError.ToException(WindowsError.AccessDenied, path, "opening the target");
        _attributes = Kernel32.GetFileAttributesW(_target);
        if (Exists && (_attributes & Kernel32.FILE_ATTRIBUTE_REPARSE_POINT) != 0)
        {
            _target = WindowsPath.FinalTarget(_target) ?? throw Failure("following the symbolic link");
            _attributes = Kernel32.GetFileAttributesW(_target);
        }

        if (Exists && (_attributes & (Kernel32.FILE_ATTRIBUTE_DIRECTORY | Kernel32.FILE_ATTRIBUTE_READONLY)) != 0)
            throw WindowsError.ToException(WindowsError.AccessDenied, path, "opening the target");
        if (Exists && _createNew)
            throw WindowsError.ToException(WindowsError.FileExists, path, "opening the target");
        (_file, _temporary) = Create();
    }

    bool Exists => _attributes != Kernel32.INVALID_FILE_ATTRIBUTES;

    (SafeFileHandle File, string Path) Create()
    {
        var directory = Path.GetDirectoryName(_target)!;
        for (var attempt = 1; ; attempt++)
        {
            var temporary = Path.Combine(directory, TemporaryName.For(Path.GetFileName(_target)));
            var file = Kernel32.CreateFileW(
                temporary,
                Kernel32.GENERIC_READ | Kernel32.GENERIC_WRITE | Kernel32.DELETE,
                Kernel32.FILE_SHARE_READ | Kernel32.FILE_SHARE_DELETE,
                0,
                Kernel32.CREATE_NEW,
                Kernel32.FILE_FLAG_OPEN_REPARSE_POINT,
                0);
            var error = WindowsError.Last;
            if (!file.IsInvalid)
                return (file, temporary);
            file.Dispose();
            if (error is not (WindowsError.FileExists or WindowsError.AlreadyExists) || attempt == MaxAttempts)
                throw WindowsError.ToException(error, _path, "creating the temporary file");
        }
    }

    protected override unsafe int WriteSome(ReadOnlySpan<byte> data)
    {
        fixed (byte* start = data)
            return Kernel32.WriteFile(_file, start, data.Length, out var count, 0) != 0 ? count : throw Failure("writing the temporary file");
    }

    protected override unsafe int ReadSome(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
            return Kernel32.ReadFile(_file, start, buffer.Length, out var count, 0) != 0 ? count : throw Failure("reading the temporary file");
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
            if (Kernel32.SetFileInformationByHandle(_file, Kernel32.FileEndOfFileInfo, (byte*)&value, sizeof(long)) == 0)
                throw Failure("setting the length of the temporary file");
        }
    }

    protected override bool IsUnchanged() => false;

    protected override void Publish()
    {
        if (Kernel32.FlushFileBuffers(_file) == 0)
            throw Failure("flushing the temporary file to disk");
        if (Exists && Kernel32.SetFileAttributesW(_temporary, _attributes) == 0)
            throw Failure("setting the attributes of the temporary file");
        Cancellation.ThrowIfCancellationRequested();
        Rename();
        _published = true;
        // After a rename by handle this makes the new name durable; MoveFileEx has done it before it returned.
        if (!_file.IsClosed && Kernel32.FlushFileBuffers(_file) == 0)
            throw Failure("flushing the renamed file to disk");
    }

    void Rename()
    {
        var error = Retry.OnSharingViolation(RenameByHandle);
        if (error is WindowsError.InvalidParameter or WindowsError.NotSupported or WindowsError.InvalidFunction or WindowsError.InvalidLevel)
        {
            _file.Dispose();
            error = Retry.OnSharingViolation(MoveByName);
        }

        if (error != 0)
            throw WindowsError.ToException(error, _path, "renaming the temporary file");
    }

    // FILE_RENAME_INFO: flags, root directory, length of the name in bytes, name.
    unsafe int RenameByHandle()
    {
        var nameAt = (2 * sizeof(nint)) + sizeof(uint);
        var information = new byte[nameAt + ((_target.Length + 1) * sizeof(char))];
        fixed (byte* start = information)
        {
            *(uint*)start = (_createNew ? 0 : Kernel32.FILE_RENAME_REPLACE_IF_EXISTS) | Kernel32.FILE_RENAME_POSIX_SEMANTICS;
            *(uint*)(start + (2 * sizeof(nint))) = (uint)(_target.Length * sizeof(char));
            _target.AsSpan().CopyTo(new Span<char>(start + nameAt, _target.Length));
            return Kernel32.SetFileInformationByHandle(_file, Kernel32.FileRenameInfoEx, start, information.Length) != 0 ? 0 : WindowsError.Last;
        }
    }

    int MoveByName() =>
        Kernel32.MoveFileExW(_temporary, _target, (_createNew ? 0 : Kernel32.MOVEFILE_REPLACE_EXISTING) | Kernel32.MOVEFILE_WRITE_THROUGH) != 0 ? 0 : WindowsError.Last;

    Exception Failure(string step) => WindowsError.ToException(WindowsError.Last, _path, step, _published);

    protected override void Dispose(bool disposing)
    {
        _file.Dispose();
        if (!_published)
            _ = Kernel32.DeleteFileW(_temporary);
        base.Dispose(disposing);
    }
}
