using AtomicWrites.CompareAndSwap;

namespace AtomicWrites.Platform.Unix;

/// <summary>On Unix <c>rename(2)</c> finds and moves a name in one step.</summary>
sealed class UnixDirectoryStep : DirectoryStep
{
    const uint Everybody = 0x1FF; // 0777, less the umask

    public override bool TryRename(string directory, string from, string to)
    {
        if (Rename(Path.Combine(directory, from), Path.Combine(directory, to)) == 0)
            return true;
        var errno = Errno.Last;
        return errno == Errno.ENOENT
            ? false
            : throw Errno.ToException(errno, Path.Combine(directory, from), "renaming the head");
    }

    public override void Replace(string from, string to)
    {
        if (Rename(from, to) < 0)
            throw Errno.ToException(Errno.Last, from, "renaming the file to its backup");
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
        Libc.renameat(
            Descriptor.WorkingDirectory,
            UnixPath.Encode(from),
            Descriptor.WorkingDirectory,
            UnixPath.Encode(to)
        );

    public override bool IsDirectory(string path) =>
        FileStatus.TryGet(Descriptor.WorkingDirectory, UnixPath.Encode(path), out var status) && status.IsDirectory;

    public override void Create(string path, string model, UnixFileMode? mode)
    {
        var name = UnixPath.Encode(path);
        using var directory = TargetDirectory.Open(model);
        var file = directory.ResolveModel();
        var isNew = file is null && mode is null;
        if (Libc.mkdirat(Descriptor.WorkingDirectory, name, isNew ? Everybody : FileMetadata.PrivateDirectory) < 0)
            throw Errno.ToException(Errno.Last, path, "creating the directory of versions");
        if (isNew)
            return;
        using var opened = Open(name, path);
        if (file is { } present)
            FileMetadata.GiveToDirectory(opened, directory, present, mode);
        else if (Libc.fchmod(opened, FileMetadata.WithSearch((uint)mode!)) < 0)
            throw Errno.ToException(Errno.Last, path, "setting the mode of the directory of versions");
    }

    public override void Sync(string directory, string readable)
    {
        using var opened = TargetDirectory.Open(Path.Combine(directory, "."));
        using var inside = Open(UnixPath.Encode(readable), readable);
        if (opened.Sync(inside) < 0)
            throw Errno.ToException(Errno.Last, directory, "syncing the directory to disk", committed: true);
    }

    static Descriptor Open(byte[] name, string path)
    {
        var directory = Libc.Open(
            Descriptor.WorkingDirectory,
            name,
            Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_NOFOLLOW | Libc.O_CLOEXEC
        );
        return !directory.IsInvalid
            ? directory
            : throw Errno.ToException(Errno.Last, path, "opening the directory of versions");
    }
}
