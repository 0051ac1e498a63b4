using System.ComponentModel;
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
            throw Errno.ToException(Errno.Last, from, "renaming the file");
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

    public override void RequireNotPlanted(string path)
    {
        using var parent = TargetDirectory.Open(path);
        if (FileStatus.TryGet(parent.Descriptor, parent.Name, out var entry))
            parent.RequireNotPlanted(entry, "looking at the directory of versions");
    }

    public override void Create(string path, string model, UnixFileMode? mode, string what)
    {
        var name = UnixPath.Encode(path);
        using var directory = TargetDirectory.Open(model);
        var file = directory.ResolveModel();
        var isNew = file is null && mode is null;
        if (Libc.mkdirat(Descriptor.WorkingDirectory, name, isNew ? Everybody : FileMetadata.PrivateDirectory) < 0)
            throw NotCreated(Errno.Last, path, what);
        if (isNew)
            return;
        using var opened = Open(name, path);
        if (file is { } present)
            FileMetadata.GiveToDirectory(opened, directory, present, mode);
        else if (Libc.fchmod(opened, FileMetadata.OfDirectory((uint)mode!)) < 0)
            throw Errno.ToException(Errno.Last, path, "setting the mode of " + what);
    }

    static Exception NotCreated(int errno, string path, string what) =>
        Errno.ToException(errno, path, "creating " + what) is var failure and not AtomicWriteException
            ? failure
            : new AtomicWriteException(
                $"Could not create {what}, '{path}': {new Win32Exception(errno).Message}. Nothing was written.",
                errno,
                committed: false
            );

    public override void SetModeOfDirectory(string path, UnixFileMode mode)
    {
        using var opened = Libc.Open(Descriptor.WorkingDirectory, UnixPath.Encode(path), Looking | Libc.O_DIRECTORY);
        if (opened.IsInvalid || !FileStatus.TryGet(opened, out var present))
            return;
        var asked = (present.Permissions & ~Everybody) | FileMetadata.OfDirectory((uint)mode & Everybody);
        _ = FileMetadata.PlainPermissions(opened, present, out var mayHaveList);
        if (mayHaveList || present.Permissions != asked)
            _ = AccessLimit.TrySet(opened, asked);
    }

    public override bool HasMode(string path, UnixFileMode mode)
    {
        using var opened = Libc.OpenFile(Descriptor.WorkingDirectory, UnixPath.Encode(path), Looking);
        return !opened.IsInvalid
            && FileStatus.TryGet(opened, out var present)
            && present.Permissions == (uint)mode
            && AccessControlList.TryGet(opened, out var list)
            && list is null;
    }

    public override bool TryNarrow(string path, UnixFileMode mode)
    {
        using var opened = Libc.OpenFile(Descriptor.WorkingDirectory, UnixPath.Encode(path), Looking);
        return !opened.IsInvalid && AccessLimit.TryApply(opened, mode);
    }

    static int Looking => Libc.O_RDONLY | Libc.O_NOFOLLOW | Libc.O_CLOEXEC;

    public override void Sync(string directory, string readable)
    {
        using var opened = TargetDirectory.Open(Path.Combine(directory, "."));
        using var inside = readable == directory ? null : Open(UnixPath.Encode(readable), readable);
        if (opened.Sync(inside ?? opened.Descriptor) < 0)
            throw NotSynced(directory);
    }

    public override void ChangeDurably(string path, Action change)
    {
        using var directory = TargetDirectory.Open(path);
        using var file = directory.IsReadable ? null : directory.OpenTarget(); // which is still there without a name
        change();
        if (directory.Sync(file ?? directory.Descriptor) < 0)
            throw NotSynced(Path.GetDirectoryName(path)!);
    }

    static Exception NotSynced(string directory) =>
        Errno.ToException(Errno.Last, directory, "syncing the directory to disk", committed: true);

    // Without the lock that .NET would take: where this is needed there may be none.
    public override void Note(string path)
    {
        using var file = Libc.Open(
            Descriptor.WorkingDirectory,
            UnixPath.Encode(path),
            Libc.O_WRONLY | Libc.O_CREAT | Libc.O_NOFOLLOW | Libc.O_CLOEXEC,
            (int)FileMetadata.New
        );
        if (file.IsInvalid)
            throw Errno.ToException(Errno.Last, path, "creating the note");
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
