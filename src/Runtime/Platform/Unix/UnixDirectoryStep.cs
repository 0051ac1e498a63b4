using AtomicWrites.CompareAndSwap;

namespace AtomicWrites.Platform.Unix;

/// <summary>On Unix <c>rename(2)</c> finds and moves a name in one step.</summary>
sealed class UnixDirectoryStep : DirectoryStep
{
    const uint Everybody = 0x1FF; // 0777, less the umask
    const uint Readers = 0x124; // 0444
    const int ReadToSearch = 2; // bits from "may read" to "may search"

    public override bool TryRename(string directory, string from, string to)
    {
        if (Rename(Path.Combine(directory, from), Path.Combine(directory, to)) == 0)
            return true;
        var errno = Errno.Last;
        return errno == Errno.ENOENT
            ? false
            : throw Errno.ToException(errno, Path.Combine(directory, from), "renaming the head");
    }

    public override bool TryRenameDirectory(string from, string to)
    {
        if (Rename(from, to) == 0)
            return true;
        var errno = Errno.Last;
        return errno == Errno.EEXIST || errno == Errno.ENOTEMPTY || errno == Errno.ENOENT
            ? false
            : throw Errno.ToException(errno, to, "renaming the directory of versions");
    }

    static int Rename(string from, string to) =>
        Libc.renameat(Libc.AT_FDCWD, UnixPath.Encode(from), Libc.AT_FDCWD, UnixPath.Encode(to));

    public override void Create(string path, UnixFileMode? fileMode)
    {
        var name = UnixPath.Encode(path);
        if (Libc.mkdirat(Libc.AT_FDCWD, name, fileMode is null ? Everybody : FileMetadata.PrivateDirectory) < 0)
            throw Errno.ToException(Errno.Last, path, "creating the directory of versions");
        if (fileMode is not { } mode)
            return;
        var directory = Open(name, path);
        var result = Libc.fchmod(directory, (uint)mode | (((uint)mode & Readers) >> ReadToSearch));
        var errno = Errno.Last;
        _ = Libc.close(directory);
        if (result < 0)
            throw Errno.ToException(errno, path, "setting the mode of the directory of versions");
    }

    public override void Sync(string directory, string readable)
    {
        using var opened = TargetDirectory.Open(Path.Combine(directory, "."));
        var inside = Open(UnixPath.Encode(readable), readable);
        var result = opened.Sync(inside);
        var errno = Errno.Last;
        _ = Libc.close(inside);
        if (result < 0)
            throw Errno.ToException(errno, directory, "syncing the directory to disk", committed: true);
    }

    public override UnixFileMode? ModeOf(string path)
    {
        if (!FileStatus.TryGet(Libc.AT_FDCWD, UnixPath.Encode(path), out var status))
            return null;
        return (UnixFileMode)(status.IsLink ? FileMetadata.Private : status.Permissions);
    }

    static int Open(byte[] name, string path)
    {
        var directory = Libc.Open(
            Libc.AT_FDCWD,
            name,
            Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_NOFOLLOW | Libc.O_CLOEXEC
        );
        return directory >= 0
            ? directory
            : throw Errno.ToException(Errno.Last, path, "opening the directory of versions");
    }
}
