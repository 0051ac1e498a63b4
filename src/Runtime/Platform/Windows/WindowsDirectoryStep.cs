using AtomicWrites.CompareAndSwap;

namespace AtomicWrites.Platform.Windows;

/// <summary>
/// On Windows a rename opens the file by its name and then moves what it has opened, wherever that is by then: two who
/// have opened it would both succeed. So the file is opened for nobody else. A process that is stopped between open and
/// rename keeps the others waiting.
/// </summary>
sealed class WindowsDirectoryStep : DirectoryStep
{
    public override bool TryRename(string directory, string from, string to)
    {
        var source = WindowsPath.Full(Path.Combine(directory, from));
        var error = Retry.While(WindowsError.IsHeldTarget, () =>
            RenameExclusively(source, WindowsPath.Full(Path.Combine(directory, to)))
        );
        return error switch
        {
            0 => true,
            WindowsError.FileNotFound or WindowsError.PathNotFound => false,
            _ => throw WindowsError.ToException(error, source, "renaming the head"),
        };
    }

    static unsafe int RenameExclusively(string from, string to)
    {
        using var file = Kernel32.CreateFileW(
            from,
            Kernel32.GENERIC_WRITE | Kernel32.DELETE,
            0,
            null,
            Kernel32.OPEN_EXISTING,
            Kernel32.FILE_FLAG_OPEN_REPARSE_POINT,
            0
        );
        var error = file.IsInvalid ? WindowsError.Last : Rename.Set(file, Kernel32.FileRenameInfo, to, flags: 0);
        if (error == 0)
            _ = Kernel32.FlushFileBuffers(file); // makes the new name durable
        return error;
    }

    public override void Replace(string from, string to)
    {
        const uint flags = Kernel32.MOVEFILE_REPLACE_EXISTING | Kernel32.MOVEFILE_WRITE_THROUGH;
        var error = Retry.While(WindowsError.IsHeldTarget, () =>
            Kernel32.MoveFileExW(WindowsPath.Full(from), WindowsPath.Full(to), flags) != 0 ? 0 : WindowsError.Last
        );
        if (error != 0)
            throw WindowsError.ToException(error, from, "renaming the file");
    }

    public override void Delete(string path)
    {
        var error = Retry.While(WindowsError.IsHeldTarget, () =>
            Kernel32.DeleteFileW(WindowsPath.Full(path)) != 0 ? 0 : WindowsError.Last
        );
        if (error is not (0 or WindowsError.FileNotFound))
            throw WindowsError.ToException(error, path, "deleting the file");
    }

    // Somebody may look at one of the files that have just been written in it.
    public override bool TryRenameDirectory(string from, string to)
    {
        var isTaken = false;
        var error = Retry.While(
            error => WindowsError.IsHeldTarget(error) && !(isTaken = Directory.Exists(to)),
            () =>
                Kernel32.MoveFileExW(WindowsPath.Full(from), WindowsPath.Full(to), Kernel32.MOVEFILE_WRITE_THROUGH) != 0
                    ? 0
                    : WindowsError.Last
        );
        if (error == 0)
            return true;
        return isTaken || Directory.Exists(to)
            ? false
            : throw WindowsError.ToException(error, to, "renaming the directory of versions");
    }

    public override bool IsDirectory(string path) => Directory.Exists(path);

    // For those who may use the directory around it; the files in it have the access list of the model.
    public override void Create(string path, string model, UnixFileMode? mode, string what) =>
        Directory.CreateDirectory(path);

    // Windows has no such modes, and does not heed what is asked for.
    public override void SetModeOfDirectory(string path, UnixFileMode mode) { }

    public override bool HasMode(string path, UnixFileMode mode) => true;

    public override bool TryNarrow(string path, UnixFileMode mode) => true;

    // The file system writes names through its journal, in order; the renames have flushed it.
    public override void Sync(string directory, string readable) { }
}
