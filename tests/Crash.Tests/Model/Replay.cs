namespace AtomicWrites.Crash.Tests.Model;

/// <summary>
/// Does to a volume what system calls did to a real one. A call that it does not know is an error, never ignored.
/// </summary>
sealed class Replay(Volume volume)
{
    static readonly HashSet<string> Harmless =
    [
        "read",
        "pread64",
        "readv",
        "preadv",
        "close",
        "flock",
        "fcntl",
        "fstat",
        "stat",
        "lstat",
        "newfstatat",
        "statx",
        "fstatfs",
        "statfs",
        "access",
        "faccessat",
        "faccessat2",
        "readlink",
        "readlinkat",
        "getdents64",
        "listxattr",
        "llistxattr",
        "flistxattr",
        "getxattr",
        "lgetxattr",
        "fgetxattr",
        "fchown",
        "utimensat",
        "fadvise64",
        "chdir",
        "getcwd",
    ];

    // A descriptor of a file that is open for writing, and its position; of a directory, its path.
    readonly Dictionary<int, (int File, long Position)> _files = [];
    readonly Dictionary<int, string> _directories = [];

    /// <summary>Whether a call changes nothing on the disk, nor what later calls mean.</summary>
    public static bool IsHarmless(SystemCall call) => Harmless.Contains(call.Name);

    public void Call(SystemCall call)
    {
        var arguments = call.Arguments;
        switch (call.Name)
        {
            case "openat":
                Open(SystemCall.Descriptor(call.Result), SystemCall.PathOf(call.Result), arguments);
                break;
            case "lseek":
                _files[SystemCall.Descriptor(arguments[0])] = File(arguments[0]) with
                {
                    Position = SystemCall.Integer(call.Result),
                };
                break;
            case "write":
                var file = File(arguments[0]);
                Write(file.File, file.Position, call);
                _files[SystemCall.Descriptor(arguments[0])] = file with
                {
                    Position = file.Position + SystemCall.Integer(call.Result),
                };
                break;
            case "pwrite64":
                Write(File(arguments[0]).File, SystemCall.Integer(arguments[3]), call);
                break;
            case "ftruncate":
                volume.SetLength(File(arguments[0]).File, SystemCall.Integer(arguments[1]));
                break;
            case "fchmod":
                volume.SetMode(File(arguments[0]).File, (UnixFileMode)SystemCall.Integer(arguments[1]));
                break;
            case "chmod":
                volume.SetMode(
                    volume.FileAt(SystemCall.Text(arguments[0])),
                    (UnixFileMode)SystemCall.Integer(arguments[1])
                );
                break;
            case "fsync"
            or "fdatasync" when _directories.TryGetValue(SystemCall.Descriptor(arguments[0]), out var directory):
                volume.SyncDirectory(directory);
                break;
            case "fsync" or "fdatasync":
                volume.SyncFile(File(arguments[0]).File);
                break;
            case "rename":
                Rename(SystemCall.Text(arguments[0]), SystemCall.Text(arguments[1]));
                break;
            case "renameat" or "renameat2":
                Rename(SystemCall.Combine(arguments[0], arguments[1]), SystemCall.Combine(arguments[2], arguments[3]));
                break;
            case "mkdir":
                volume.MakeDirectory(SystemCall.Text(arguments[0]), (UnixFileMode)SystemCall.Integer(arguments[1]));
                break;
            case "mkdirat":
                volume.MakeDirectory(
                    SystemCall.Combine(arguments[0], arguments[1]),
                    (UnixFileMode)SystemCall.Integer(arguments[2])
                );
                break;
            case "linkat":
                Link(SystemCall.Combine(arguments[0], arguments[1]), SystemCall.Combine(arguments[2], arguments[3]));
                break;
            case "unlink":
                Unlink(SystemCall.Text(arguments[0]));
                break;
            case "unlinkat":
                Unlink(SystemCall.Combine(arguments[0], arguments[1]));
                break;
            default:
                throw new NotSupportedException($"The model does not know {call}");
        }
    }

    void Open(int descriptor, string path, string[] arguments)
    {
        _files.Remove(descriptor);
        _directories.Remove(descriptor);
        var flags = arguments[2].Split('|');
        if (flags.Contains("O_DIRECTORY"))
        {
            _directories[descriptor] = path;
            return;
        }

        var file = volume.FileAt(path);
        if (file < 0)
            file = volume.Create(path, (UnixFileMode)SystemCall.Integer(arguments[3]));
        else if (flags.Contains("O_TRUNC"))
            volume.SetLength(file, 0);
        _files[descriptor] = (file, 0);
    }

    (int File, long Position) File(string descriptor) => _files[SystemCall.Descriptor(descriptor)];

    void Write(int file, long offset, SystemCall call) =>
        volume.Write(file, offset, SystemCall.Bytes(call.Arguments[1])[..(int)SystemCall.Integer(call.Result)]);

    void Rename(string from, string to)
    {
        if (Path.GetDirectoryName(from) != Path.GetDirectoryName(to))
            throw new NotSupportedException("The model has no renames between directories.");
        if (volume.FileAt(from) != volume.FileAt(to))
            volume.Name(
                Path.GetDirectoryName(from)!,
                (Path.GetFileName(from), null),
                (Path.GetFileName(to), volume.FileAt(from))
            );
    }

    void Link(string from, string to) =>
        volume.Name(Path.GetDirectoryName(to)!, (Path.GetFileName(to), volume.FileAt(from)));

    void Unlink(string path) => volume.Name(Path.GetDirectoryName(path)!, (Path.GetFileName(path), null));
}
