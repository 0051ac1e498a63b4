using System.Runtime.InteropServices;

namespace AtomicWrites.Platform.Unix;

// Numbers of the headers, by system and processor. None of those that differ is a field: to ask for one is to ask which
// system this is, and that is refused where nobody knows it.
static unsafe partial class Libc
{
    public static int AT_FDCWD => IsLinux ? -100 : -2;
    public static int AT_SYMLINK_NOFOLLOW => IsLinux ? 0x100 : 0x20;
    public static int AT_EACCESS => IsLinux ? 0x200 : 0x10;
    public const int W_OK = 2;

    // Linux keeps the historic numbers of these two on Arm and Power.
    static readonly bool HistoricFlags =
        RuntimeInformation.ProcessArchitecture
        is Architecture.Arm
            or Architecture.Arm64
            or LinuxCall.Armv6
            or LinuxCall.Ppc64le;
    public const int O_RDONLY = 0;
    public const int O_WRONLY = 1;
    public const int O_RDWR = 2;
    public static int O_CREAT => IsLinux ? 0x40 : 0x200;
    public static int O_EXCL => IsLinux ? 0x80 : 0x800;
    public static int O_CLOEXEC => IsLinux ? 0x80000 : 0x1000000;
    public static int O_DIRECTORY =>
        !IsLinux ? 0x100000
        : HistoricFlags ? 0x4000
        : 0x10000;
    public static int O_NONBLOCK => IsLinux ? 0x800 : 4;
    public static int O_NOFOLLOW =>
        !IsLinux ? 0x100
        : HistoricFlags ? 0x8000
        : 0x20000;

    // Without it, a file of more than 2 GiB cannot be opened in 32 bits; musl and Android set it themselves.
    public static int O_LARGEFILE =>
        !IsLinux || IntPtr.Size == 8 ? 0
        : HistoricFlags ? 0x20000
        : 0x8000;

    /// <summary>Opens a directory that may be searched but not read: O_PATH, on macOS O_SEARCH.</summary>
    public static int O_PATH => IsLinux ? 0x200000 : 0x40000000;

    public const int LOCK_SH = 1;
    public const int LOCK_EX = 2;
    public const int LOCK_NB = 4;
    public const int LOCK_UN = 8;

    public const int F_SETSIG = 10;
    public const int F_SETLEASE = 1024;
    public const int F_RDLCK = 0;
    public const int SIGURG = 23;
    public const uint COPYFILE_ACL = 1;
    public const uint COPYFILE_XATTR = 4;
    const int F_FULLFSYNC = 51;
    const int F_BARRIERFSYNC = 85;
    const uint RENAME_NOREPLACE = 1;
    const uint RENAME_EXCL = 4;
    const int SEEK_SET = 0;
}
