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

    public static new unsafe LockFile? Acquire(string path, bool wait)
    {
        var locked = new WindowsLockFile(Open(path));
        var offset = new Kernel32.Overlapped { OffsetHigh = OffsetHigh };
        var flags = Kernel32.LOCKFILE_EXCLUSIVE_LOCK | (wait ? 0 : Kernel32.LOCKFILE_FAIL_IMMEDIATELY);
        if (Kernel32.LockFileEx(locked._file, flags, 0, 1, 0, &offset) != 0)
            return locked;
        var error = WindowsError.Last;
        locked.Dispose();
        return error == WindowsError.LockViolation && !wait ? null : throw Unsupported(path, new Win32Exception(error).Message, error);
    }

    static SafeFileHandle Open(string path)
    {
        var full = WindowsPath.Full(path);
        var file = Kernel32.CreateFileW(
            full,
            Kernel32.GENERIC_READ | Kernel32.GENERIC_WRITE,
            Kernel32.FILE_SHARE_READ | Kernel32.FILE_SHARE_WRITE,
            0,
            Kernel32.OPEN_ALWAYS,
            Kernel32.FILE_FLAG_OPEN_REPARSE_POINT,
            0);
        var error = WindowsError.Last;
        if (file.IsInvalid)
        {
            file.Dispose();
            throw WindowsError.ToException(error, path, "opening the lock file");
        }

        var attributes = Kernel32.GetFileAttributesW(full);
        if (attributes != Kernel32.INVALID_FILE_ATTRIBUTES && (attributes & Kernel32.FILE_ATTRIBUTE_REPARSE_POINT) != 0)
        {
            file.Dispose();
            throw new IOException($"Could not lock '{path}': it is a symbolic link, which somebody may have planted. Remove it.");
        }

        return file;
    }

    public override void Dispose() => _file.Dispose();
}
