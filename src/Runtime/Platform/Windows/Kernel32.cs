using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AtomicWrites.Platform.Windows;

/// <summary>The calls of Windows that the write and the lock are made of; false, and the last error set, on failure.</summary>
static unsafe class Kernel32
{
    public const uint GENERIC_READ = 0x80000000;
    public const uint GENERIC_WRITE = 0x40000000;
    public const uint DELETE = 0x10000;
    public const uint FILE_SHARE_READ = 1;
    public const uint FILE_SHARE_WRITE = 2;
    public const uint FILE_SHARE_DELETE = 4;
    public const uint CREATE_NEW = 1;
    public const uint OPEN_EXISTING = 3;
    public const uint OPEN_ALWAYS = 4;
    public const uint FILE_ATTRIBUTE_READONLY = 1;
    public const uint FILE_ATTRIBUTE_DIRECTORY = 0x10;
    public const uint FILE_ATTRIBUTE_REPARSE_POINT = 0x400;
    public const uint FILE_FLAG_OPEN_REPARSE_POINT = 0x200000;
    public const uint INVALID_FILE_ATTRIBUTES = uint.MaxValue;

    public const uint MOVEFILE_REPLACE_EXISTING = 1;
    public const uint MOVEFILE_WRITE_THROUGH = 8;
    public const int FileEndOfFileInfo = 6;
    public const int FileRenameInfo = 3;
    public const int FileRenameInfoEx = 22;
    public const uint FILE_RENAME_REPLACE_IF_EXISTS = 1;
    public const uint FILE_RENAME_POSIX_SEMANTICS = 2;

    public const uint LOCKFILE_FAIL_IMMEDIATELY = 1;
    public const uint LOCKFILE_EXCLUSIVE_LOCK = 2;

    [DllImport("kernel32", SetLastError = true, CharSet = CharSet.Unicode, ExactSpelling = true)]
    public static extern SafeFileHandle CreateFileW(string path, uint access, uint share, nint security, uint disposition, uint flags, nint template);

    [DllImport("kernel32", SetLastError = true, CharSet = CharSet.Unicode, ExactSpelling = true)]
    public static extern uint GetFileAttributesW(string path);

    [DllImport("kernel32", SetLastError = true, CharSet = CharSet.Unicode, ExactSpelling = true)]
    public static extern int SetFileAttributesW(string path, uint attributes);

    [DllImport("kernel32", SetLastError = true, CharSet = CharSet.Unicode, ExactSpelling = true)]
    public static extern uint GetFinalPathNameByHandleW(SafeFileHandle file, char* path, uint length, uint flags);

    [DllImport("kernel32", SetLastError = true, ExactSpelling = true)]
    public static extern int WriteFile(SafeFileHandle file, byte* data, int length, out int written, nint overlapped);

    [DllImport("kernel32", SetLastError = true, ExactSpelling = true)]
    public static extern int ReadFile(SafeFileHandle file, byte* buffer, int length, out int read, nint overlapped);

    [DllImport("kernel32", SetLastError = true, ExactSpelling = true)]
    public static extern int SetFilePointerEx(SafeFileHandle file, long distance, nint position, uint origin);

    [DllImport("kernel32", SetLastError = true, ExactSpelling = true)]
    public static extern int GetFileSizeEx(SafeFileHandle file, out long size);

    [DllImport("kernel32", SetLastError = true, ExactSpelling = true)]
    public static extern int FlushFileBuffers(SafeFileHandle file);

    [DllImport("kernel32", SetLastError = true, ExactSpelling = true)]
    public static extern int SetFileInformationByHandle(SafeFileHandle file, int kind, byte* information, int length);

    [DllImport("kernel32", SetLastError = true, CharSet = CharSet.Unicode, ExactSpelling = true)]
    public static extern int MoveFileExW(string from, string to, uint flags);

    [DllImport("kernel32", SetLastError = true, CharSet = CharSet.Unicode, ExactSpelling = true)]
    public static extern int DeleteFileW(string path);

    [DllImport("kernel32", SetLastError = true, ExactSpelling = true)]
    public static extern int LockFileEx(SafeFileHandle file, uint flags, uint reserved, uint lengthLow, uint lengthHigh, Overlapped* offset);

    public struct Overlapped
    {
        public nint Internal;
        public nint InternalHigh;
        public uint OffsetLow;
        public uint OffsetHigh;
        public nint Event;
    }
}
