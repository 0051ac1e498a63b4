using AtomicWrites.CompareAndSwap;

namespace AtomicWrites.Platform.Windows;

/// <summary>
/// On Windows a rename opens the file by its name and then moves what it has opened, wherever that is by then: two who have opened it would both
/// succeed. So the file is opened for nobody else. A process that is stopped between open and rename keeps the others waiting.
/// </summary>
sealed class WindowsDirectoryStep : DirectoryStep
{
    public override bool TryRename(string directory, string from, string to)
    {
        var source = WindowsPath.Full(Path.Combine(directory, from));
        var error = Retry.OnSharingViolation(() => RenameExclusively(source, WindowsPath.Full(Path.Combine(directory, to))));
        return error switch
        {
            0 => true,
            WindowsError.FileNotFound or WindowsError.PathNotFound => false,
            _ => throw WindowsError.ToException(error, source, "renaming the head"),
        };
    }

    // FILE_RENAME_INFO: whether to replace, root directory, length of the name in bytes, name.
    static unsafe int RenameExclusively(string from, string to)
    {
        using var file = Kernel32.CreateFileW(from, Kernel32.GENERIC_WRITE | Kernel32.DELETE, 0, 0, Kernel32.OPEN_EXISTING, Kernel32.FILE_FLAG_OPEN_REPARSE_POINT, 0);
        var error = WindowsError.Last;
        if (file.IsInvalid)
            return error;
        var nameAt = (2 * sizeof(nint)) + sizeof(uint);
        var information = new byte[nameAt + ((to.Length + 1) * sizeof(char))];
        fixed (byte* start = information)
        {
            *(uint*)(start + (2 * sizeof(nint))) = (uint)(to.Length * sizeof(char));
            to.AsSpan().CopyTo(new Span<char>(start + nameAt, to.Length));
            if (Kernel32.SetFileInformationByHandle(file, Kernel32.FileRenameInfo, start, information.Length) == 0)
                return WindowsError.Last;
        }

        _ = Kernel32.FlushFileBuffers(file); // makes the new name durable
        return 0;
    }

    public override bool TryRenameDirectory(string from, string to)
    {
        if (Kernel32.MoveFileExW(WindowsPath.Full(from), WindowsPath.Full(to), Kernel32.MOVEFILE_WRITE_THROUGH) != 0)
            return true;
        var error = WindowsError.Last;
        return Directory.Exists(to) ? false : throw WindowsError.ToException(error, to, "renaming the directory of versions");
    }

    public override void Create(string path, UnixFileMode? fileMode) => Directory.CreateDirectory(path);

    // The file system writes names through its journal, in order; the renames have flushed it.
    public override void Sync(string directory, string readable)
    {
    }

    public override UnixFileMode? ModeOf(string path) => null;
}
