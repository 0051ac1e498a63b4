using System.Runtime.InteropServices;

namespace AtomicWrites.Platform.Unix;

/// <summary>Which kind of file system holds a directory.</summary>
static class FileSystem
{
    // The magic numbers of statfs(2). Not here: file systems of servers, of other machines (virtiofs, 9p) and of user space (FUSE),
    // where somebody may write whom this kernel does not know.
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

    /// <summary>Whether a lease (<c>fcntl(2)</c>) is refused whoever has the file open for writing.</summary>
    public static unsafe bool LeasesSeeEveryWriter(SafeHandle directory)
    {
        const int moreThanAnyStructure = 512;
        var status = stackalloc byte[moreThanAnyStructure];
        return Libc.fstatfs(directory, status) == 0 && Local.Contains(*(uint*)status);
    }
}
