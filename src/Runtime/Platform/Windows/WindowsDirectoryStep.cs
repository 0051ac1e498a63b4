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
            throw WindowsError.ToException(error, from, "renaming the file to its backup");
    }

    public override bool TryRenameDirectory(string from, string to)
    {
        if (Kernel32.MoveFileExW(WindowsPath.Full(from), WindowsPath.Full(to), Kernel32.MOVEFILE_WRITE_THROUGH) != 0)
            return true;
        var error = WindowsError.Last;
        return Directory.Exists(to)
            ? false
            : throw WindowsError.ToException(error, to, "renaming the directory of versions");
    }

    public override bool IsDirectory(string path) => Directory.Exists(path);

    // For those who may use the directory around it; the files in it have the access list of the model.
    public override void Create(string path, string model, UnixFileMode? mode) => Directory.CreateDirectory(path);

    // The file system writes names through its journal, in order; the renames have flushed it.
    public override void Sync(string directory, string readable) { }
}
