using System.Text;
using AtomicWrites.Protocol;

namespace AtomicWrites.Platform.Unix;

/// <summary>
/// The directory that holds the target, opened once: the temporary file, the rename and the sync all go through this
/// descriptor, so that renaming or replacing a parent directory meanwhile cannot lead them elsewhere.
/// </summary>
sealed class TargetDirectory : IDisposable
{
    const int SafeLength = 300; // characters, of up to 3 bytes; macOS takes 1,024 bytes
    const int MaxLinks = 40;
    static readonly bool HasProc = Directory.Exists("/proc/self/fd");

    readonly string _path;
    byte[] _location;
    uint? _user;

    TargetDirectory(string path, byte[] location, byte[] name)
    {
        _path = path;
        _location = location;
        Name = name;
    }

    public Descriptor Descriptor { get; private set; } = Descriptor.WorkingDirectory;

    /// <summary>Whether it can be synced by itself.</summary>
    public bool IsReadable { get; private set; }

    /// <summary>Who this process acts for; asked for once.</summary>
    public uint User => _user ??= Libc.geteuid();

    /// <summary>Name of the target in this directory.</summary>
    public byte[] Name { get; private set; }

    public static TargetDirectory Open(string path)
    {
        var (directory, name) = UnixPath.Split(UnixPath.Encode(AsFileReadsIt(path)));
        var opened = new TargetDirectory(path, directory, name);
        if (name.Length == 1)
            throw opened.Failure(Errno.EISDIR, "opening the target");
        opened.Descriptor = opened.Open(Descriptor.WorkingDirectory, directory);
        return opened;
    }

    // The kernel and .NET disagree about "link/..", and the kernel takes no path as long as one of many "./" may be.
    static string AsFileReadsIt(string path) =>
        path.Contains("..") || path.Length > SafeLength ? Path.GetFullPath(path) : path;

    /// <summary>
    /// The file that is to be replaced, or null where none stands yet. Links are followed, which moves to the directory
    /// of what they lead to; a link that is itself to be replaced counts as none.
    /// </summary>
    public FileStatus? ResolveTarget(SymbolicLinks links, bool createNew)
    {
        for (var followed = 0; ; followed++)
        {
            if (!FileStatus.TryGet(Descriptor, Name, out var status))
                return Errno.Last == Errno.ENOENT ? null : throw Failure(Errno.Last, "opening the target");
            if (!status.IsLink || createNew)
                return status;
            if (links == SymbolicLinks.Replace)
                return null;
            if (links == SymbolicLinks.Reject)
                throw new AtomicWriteException(
                    $"Could not write '{_path}' atomically: it is a symbolic link, "
                        + $"which {nameof(AtomicWriteOptions)}.{nameof(AtomicWriteOptions.SymbolicLinks)} rejects. "
                        + "The target is unchanged.",
                    Errno.ELOOP,
                    committed: false
                );
            if (followed == MaxLinks)
                throw Failure(Errno.ELOOP, "opening the target");
            Follow(status);
        }
    }

    /// <summary>The file that stands there to be a model for another, links followed; null for none.</summary>
    /// <exception cref="UnauthorizedAccessException">Whoever has put it there would get at the content.</exception>
    public FileStatus? ResolveModel()
    {
        if (ResolveTarget(SymbolicLinks.Follow, createNew: false) is not { IsRegular: true } model)
            return null;
        RequireNotPlanted(model, "looking at the file whose protection the new one is to have");
        return model;
    }

    /// <exception cref="UnauthorizedAccessException">Somebody else may have put it there.</exception>
    public void RequireNotPlanted(in FileStatus entry, string step)
    {
        if (IsPlanted(entry))
            throw Failure(Errno.EACCES, step);
    }

    void Follow(in FileStatus link)
    {
        RequireNotPlanted(link, "following a symbolic link");
        if (FileSystem.IsMadeUp(Descriptor))
            throw NoFile(); // /dev/stdout, /dev/fd/3: the link stands for an open file, wherever its text leads

        var (target, name) = UnixPath.Split(
            Libc.ReadLink(Descriptor, Name) ?? throw Failure(Errno.Last, "following a symbolic link")
        );
        if (name.Length == 1)
            throw Failure(Errno.EISDIR, "following a symbolic link");
        var directory = Open(Descriptor, target);
        Descriptor.Dispose();
        Descriptor = directory;
        Name = name;
        _location = target[0] == '/' ? target : Join(_location, target);
    }

    /// <summary>
    /// Whether the file, link or directory may have been put there by somebody else, in a directory such as /tmp: nobody
    /// is led by those, and nobody writes to those, as the kernel has it with protected_symlinks and protected_regular.
    /// </summary>
    bool IsPlanted(in FileStatus entry) =>
        entry.Owner != User
        && FileStatus.TryGet(Descriptor, out var holder)
        && entry.Owner != holder.Owner
        && (holder.IsShared || (holder.IsSharedByGroup && entry.IsRegular && FileSystem.ProtectsSharedByGroup));

    /// <summary>Whether a rename can replace what stands at a path, or create it.</summary>
    /// <exception cref="AtomicWriteException">It is a device, pipe or socket.</exception>
    /// <exception cref="UnauthorizedAccessException">It is a directory.</exception>
    public static void RequireFile(string path, SymbolicLinks links)
    {
        using var directory = Open(path);
        if (directory.ResolveTarget(links, createNew: false) is not { } target)
            return;
        directory.RequireFile(target);
        if (target.Size == 0 && FileSystem.IsMadeUp(directory.Descriptor))
            throw directory.NoFile(); // /proc/version
    }

    /// <inheritdoc cref="RequireFile(string, SymbolicLinks)"/>
    public void RequireFile(in FileStatus target)
    {
        if (target.IsDirectory)
            throw Failure(Errno.EISDIR, "opening the target");
        if (!target.IsRegular)
            throw NoFile();
    }

    /// <summary>The exception for what no rename can replace.</summary>
    public AtomicWriteException NoFile() =>
        new(
            $"Could not write '{_path}' atomically: it is a device, pipe or socket, or stands for one, "
                + "which a rename would destroy. Write to it with System.IO.File."
        );

    Descriptor Open(Descriptor from, byte[] directory)
    {
        var flags = Libc.O_DIRECTORY | Libc.O_CLOEXEC;
        var opened = Libc.Open(from, directory, Libc.O_RDONLY | flags);
        IsReadable = !opened.IsInvalid;
        if (opened.IsInvalid && Errno.Last == Errno.EACCES)
            opened = Libc.Open(from, directory, Libc.O_PATH | flags);
        return !opened.IsInvalid ? opened : throw Failure(Errno.Last, "opening the directory of the target");
    }

    /// <summary>
    /// Opens the target to read it: never a link, and without waiting for the other end of a pipe; invalid on failure.
    /// </summary>
    public Descriptor OpenTarget() => Libc.OpenFile(Descriptor, Name, Libc.O_RDONLY | Libc.O_CLOEXEC | Libc.O_NOFOLLOW);

    /// <summary>A fresh name for a temporary file in this directory.</summary>
    public byte[] NewTemporaryName() => UnixPath.Encode(TemporaryName.For(UnixPath.Decode(Name)));

    /// <summary>A path of the directory itself, for the calls that take no descriptor of a directory.</summary>
    public byte[] Location => Join(Anchor, [(byte)'.', 0]); // with a dot, or it is the path of a link

    /// <summary>
    /// A path of the target itself, links not followed, for the calls that take no descriptor of a directory.
    /// </summary>
    public byte[] TargetLocation => Join(Anchor, Name);

    byte[] Anchor =>
        HasProc ? [.. Encoding.ASCII.GetBytes($"/proc/self/fd/{Descriptor.DangerousGetHandle()}"), 0] : _location;

    static byte[] Join(byte[] directory, byte[] name) =>
        [.. directory.AsSpan(0, directory.Length - 1), (byte)'/', .. name];

    /// <summary>
    /// Makes the rename durable. A directory that may not be read is synced with its whole file system;
    /// a file system that cannot sync directories is trusted to order its own renames.
    /// </summary>
    /// <param name="file">An open file of this directory.</param>
    public int Sync(Descriptor file)
    {
        if (!IsReadable)
            return Libc.IsLinux ? Libc.syncfs(file) : Libc.Sync(file, Durability.Full);
        if (Libc.Sync(Descriptor, Durability.Full) == 0)
            return 0;
        var errno = Errno.Last;
        return errno == Errno.EINVAL || errno == Errno.ENOTSUP ? 0 : -1;
    }

    /// <summary>The exception for <paramref name="errno"/> of the step that failed.</summary>
    public Exception Failure(int errno, string step, bool committed = false) =>
        Errno.ToException(errno, _path, step, committed);

    public void Dispose() => Descriptor.Dispose();
}
