using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AtomicWrites.Platform.Windows;

/// <summary>
/// The calls of Windows that the write and the lock are made of; false, and the last error set, on failure.
/// </summary>
static unsafe class Kernel32
{
    public const uint GENERIC_READ = 0x80000000;
    public const uint GENERIC_WRITE = 0x40000000;
    public const uint DELETE = 0x10000;
    public const uint READ_CONTROL = 0x20000;
    public const uint WRITE_DAC = 0x40000;
    public const uint WRITE_OWNER = 0x80000;
    public const uint FILE_WRITE_DATA = 2;
    public const uint FILE_READ_ATTRIBUTES = 0x80;
    public const uint FILE_SHARE_READ = 1;
    public const uint FILE_SHARE_WRITE = 2;
    public const uint FILE_SHARE_DELETE = 4;
    public const uint FILE_SHARE_ALL = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
    public const uint CREATE_NEW = 1;
    public const uint OPEN_EXISTING = 3;
    public const uint OPEN_ALWAYS = 4;
    public const uint FILE_ATTRIBUTE_READONLY = 1;
    public const uint FILE_ATTRIBUTE_HIDDEN = 2;
    public const uint FILE_ATTRIBUTE_SYSTEM = 4;
    public const uint FILE_ATTRIBUTE_DIRECTORY = 0x10;
    public const uint FILE_ATTRIBUTE_ARCHIVE = 0x20;
    public const uint FILE_ATTRIBUTE_REPARSE_POINT = 0x400;
    public const uint FILE_ATTRIBUTE_NOT_CONTENT_INDEXED = 0x2000;
    public const uint FILE_ATTRIBUTE_ENCRYPTED = 0x4000;
    public const uint FILE_FLAG_OPEN_REPARSE_POINT = 0x200000;
    public const uint FILE_FLAG_BACKUP_SEMANTICS = 0x2000000;
    public const uint FILE_FLAG_DELETE_ON_CLOSE = 0x4000000;
    public const uint INVALID_FILE_ATTRIBUTES = uint.MaxValue;

    public const uint MOVEFILE_REPLACE_EXISTING = 1;
    public const uint MOVEFILE_WRITE_THROUGH = 8;
    public const int FileBasicInfo = 0;
    public const int FileRenameInfo = 3;
    public const int FileDispositionInfo = 4;
    public const int FileEndOfFileInfo = 6;
    public const int FileRenameInfoEx = 22;
    public const uint FILE_RENAME_REPLACE_IF_EXISTS = 1;
    public const uint FILE_RENAME_POSIX_SEMANTICS = 2;
    public const uint FSCTL_GET_REPARSE_POINT = 0x900A8;

    public const uint OWNER_SECURITY_INFORMATION = 1;
    public const uint GROUP_SECURITY_INFORMATION = 2;
    public const uint DACL_SECURITY_INFORMATION = 4;

    public const uint LOCKFILE_FAIL_IMMEDIATELY = 1;
    public const uint LOCKFILE_EXCLUSIVE_LOCK = 2;

    public const int STATUS_DELETE_PENDING = unchecked((int)0xC0000056);

    [DllImport("kernel32", SetLastError = true, CharSet = CharSet.Unicode, ExactSpelling = true)]
    public static extern SafeFileHandle CreateFileW(
        string path,
        uint access,
        uint share,
        SecurityAttributes* security,
        uint disposition,
        uint flags,
        nint template
    );

    [DllImport("kernel32", SetLastError = true, CharSet = CharSet.Unicode, ExactSpelling = true)]
    public static extern uint GetFileAttributesW(string path);

    [DllImport("kernel32", SetLastError = true, CharSet = CharSet.Unicode, ExactSpelling = true)]
    public static extern int CreateHardLinkW(string name, string existing, nint security);

    [DllImport("kernel32", SetLastError = true, CharSet = CharSet.Unicode, ExactSpelling = true)]
    public static extern int MoveFileExW(string from, string to, uint flags);

    [DllImport("kernel32", SetLastError = true, CharSet = CharSet.Unicode, ExactSpelling = true)]
    public static extern int DeleteFileW(string path);

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
    public static extern int GetFileInformationByHandleEx(SafeFileHandle file, int kind, void* information, int length);

    [DllImport("kernel32", SetLastError = true, ExactSpelling = true)]
    public static extern int GetFileInformationByHandle(SafeFileHandle file, out FileIdentity identity);

    [DllImport("kernel32", SetLastError = true, ExactSpelling = true)]
    public static extern int SetFileInformationByHandle(SafeFileHandle file, int kind, void* information, int length);

    [DllImport("kernel32", SetLastError = true, ExactSpelling = true)]
    public static extern int DeviceIoControl(
        SafeFileHandle file,
        uint code,
        nint input,
        int inputLength,
        byte* output,
        int outputLength,
        out int returned,
        nint overlapped
    );

    [DllImport("kernel32", SetLastError = true, ExactSpelling = true)]
    public static extern int LockFileEx(
        SafeFileHandle file,
        uint flags,
        uint reserved,
        uint lengthLow,
        uint lengthHigh,
        Overlapped* offset
    );

    [DllImport("advapi32", SetLastError = true, ExactSpelling = true)]
    public static extern int GetKernelObjectSecurity(
        SafeFileHandle file,
        uint parts,
        byte* descriptor,
        int length,
        out int needed
    );

    [DllImport("advapi32", SetLastError = true, ExactSpelling = true)]
    public static extern int SetKernelObjectSecurity(SafeFileHandle file, uint parts, byte* descriptor);

    // What the last call of this thread met, finer than its error code.
    [DllImport("ntdll", ExactSpelling = true)]
    public static extern int RtlGetLastNtStatus();

    public struct Overlapped
    {
        public nint Internal;
        public nint InternalHigh;
        public uint OffsetLow;
        public uint OffsetHigh;
        public nint Event;
    }

    public struct SecurityAttributes
    {
        public int Length;
        public byte* Descriptor;
        public int IsInherited;
    }

    /// <summary>BY_HANDLE_FILE_INFORMATION: together, volume and index tell files apart.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    public struct FileIdentity
    {
        public uint Attributes;
        public ulong Created;
        public ulong Read;
        public ulong Written;
        public uint Volume;
        public uint SizeHigh;
        public uint SizeLow;
        public uint Links;
        public uint IndexHigh;
        public uint IndexLow;
    }

    /// <summary>Of a file; on setting, 0 leaves a member as it is.</summary>
    public struct BasicInfo
    {
        public long Created;
        public long Read;
        public long Written;
        public long Changed;
        public uint Attributes;
    }
}
