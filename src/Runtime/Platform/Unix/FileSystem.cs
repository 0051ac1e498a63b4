using System.Runtime.InteropServices;

namespace AtomicWrites.Platform.Unix;

/// <summary>What the kind of the file system means that holds a directory.</summary>
static class FileSystem
{
    // The magic numbers of statfs(2). Not here: file systems of servers, of other machines (virtiofs, 9p) and of user
    // space (FUSE), where somebody may write whom this kernel does not know.
    static readonly HashSet<uint> Local =
    [
        0xEF53, // ext2, ext3, ext4
        0x58465342, // xfs
        0x9123683E, // btrfs
        0x01021994, // tmpfs
        0x794C7630, // overlayfs
        0xF2F52010, // f2fs
        0x2FC12FC1, // zfs
        0xCA451A4E, // bcachefs
    ];

    // What the kernel makes up, and what is written there goes to it.
    static readonly HashSet<uint> MadeUp =
    [
        0x00009FA0, // proc
        0x62656572, // sysfs
        0x0027E0EB, // cgroup
        0x63677270, // cgroup2
        0x64626720, // debugfs
        0x74726163, // tracefs
    ];

    /// <summary>
    /// Whether the kernel keeps strangers' files apart in directories that a group shares, too
    /// (<c>fs.protected_regular</c> 2).
    /// </summary>
    public static bool ProtectsSharedByGroup
    {
        get
        {
            try
            {
                return File.ReadAllText("/proc/sys/fs/protected_regular").Trim() == "2";
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    /// <summary>Whether the names in a directory stand for something else than files: /proc, /sys.</summary>
    public static bool IsMadeUp(SafeHandle directory) => Libc.IsLinux && IsOneOf(MadeUp, directory);

    /// <summary>Whether a lease (<c>fcntl(2)</c>) is refused whoever has the file open for writing.</summary>
    public static bool LeasesSeeEveryWriter(SafeHandle directory) => IsOneOf(Local, directory);

    static unsafe bool IsOneOf(HashSet<uint> kinds, SafeHandle directory)
    {
        const int moreThanAnyStructure = 512;
        var status = stackalloc byte[moreThanAnyStructure];
        return Libc.fstatfs(directory, status) == 0 && kinds.Contains(*(uint*)status);
    }
}
