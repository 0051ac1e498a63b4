using System.ComponentModel;
using AtomicWrites.Locking;
using Microsoft.Win32.SafeHandles;

namespace AtomicWrites.Platform.Windows;

/// <summary>
/// <c>LockFileEx</c> on one byte far beyond the end, so that nobody's reads meet the mandatory lock.
/// Opened without sharing deletion: the file cannot vanish under its holder.
/// </summary>
sealed class WindowsLockFile : LockFile
{
    const uint OffsetHigh = 0x40000000;

    readonly SafeFileHandle _file;

    WindowsLockFile(SafeFileHandle file) => _file = file;

    public static new unsafe LockFile? Acquire(string path, FileLockMode mode, bool wait)
    {
        var file = new WindowsLockFile(Open(path));
        var offset = new Kernel32.Overlapped { OffsetHigh = OffsetHigh };
        var flags =
            (mode == FileLockMode.Shared ? 0 : Kernel32.LOCKFILE_EXCLUSIVE_LOCK)
            | (wait ? 0 : Kernel32.LOCKFILE_FAIL_IMMEDIATELY);
        if (Kernel32.LockFileEx(file._file, flags, 0, 1, 0, &offset) != 0)
            return file;
        var error = WindowsError.Last;
        file.Dispose();
        return error == WindowsError.LockViolation && !wait ? null : throw Failure(error, path, "LockFileEx");
    }

    static SafeFileHandle Open(string path)
    {
        var full = WindowsPath.Full(path);
        var file = Open(full, Kernel32.GENERIC_READ | Kernel32.GENERIC_WRITE, Kernel32.OPEN_ALWAYS);
        var error = WindowsError.Last;
        if (file.IsInvalid && error == WindowsError.AccessDenied)
        {
            // Somebody else's lock file may be read only for us; LockFileEx needs no more.
            file.Dispose();
            file = Open(full, Kernel32.GENERIC_READ, Kernel32.OPEN_EXISTING);
            error = WindowsError.Last;
        }

        if (file.IsInvalid)
        {
            file.Dispose();
            throw Failure(error, path, "opening the lock file");
        }

        var attributes = Kernel32.GetFileAttributesW(full);
        if (attributes != Kernel32.INVALID_FILE_ATTRIBUTES && (attributes & Kernel32.FILE_ATTRIBUTE_REPARSE_POINT) != 0)
        {
            file.Dispose();
            throw new IOException(
                Message(path, "it is a symbolic link, which somebody may have planted", " Remove it.")
            );
        }

        return file;
    }

    static unsafe SafeFileHandle Open(string path, uint access, uint disposition) =>
        Kernel32.CreateFileW(
            path,
            access,
            Kernel32.FILE_SHARE_READ | Kernel32.FILE_SHARE_WRITE,
            null,
            disposition,
            Kernel32.FILE_FLAG_OPEN_REPARSE_POINT,
            0
        );

    static Exception Failure(int error, string path, string step)
    {
        var reason = new Win32Exception(error).Message.TrimEnd('.');
        var code = unchecked((int)0x80070000 | (error & 0xFFFF));
        var message = Message(path, $"{reason} ({step})", Cure(error));
        return error switch
        {
            WindowsError.PathNotFound or WindowsError.FileNotFound => new DirectoryNotFoundException(
                message,
                new IOException(reason, code)
            ),
            WindowsError.AccessDenied => new UnauthorizedAccessException(message, new IOException(reason, code)),
            WindowsError.FileNameTooLong => new PathTooLongException(message, new IOException(reason, code)),
            _ => new IOException(message, code),
        };
    }

    static string Cure(int error) =>
        error switch
        {
            WindowsError.PathNotFound or WindowsError.FileNotFound => " Create its directory first.",
            WindowsError.AccessDenied =>
                " It takes the right to open the lock file, or to create it in its directory; a directory of that name has to be removed.",
            WindowsError.SharingViolation => " Another program keeps the lock file open without sharing it.",
            WindowsError.InvalidFunction or WindowsError.NotSupported =>
                " The file system has no locks: keep the state on a local one.",
            _ => "",
        };

    public override void Dispose() => _file.Dispose();
}
