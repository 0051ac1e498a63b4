using Microsoft.Win32.SafeHandles;

namespace AtomicWrites.Platform.Windows;

/// <summary>
/// Renames an open file by its handle, so that at no moment it stands there without its writer: POSIX semantics where
/// the file system knows them (readers of the replaced file go on reading), else the rename that fails while anybody
/// has the target open.
/// </summary>
static unsafe class Rename
{
    /// <summary>0, or the error when patience has ended.</summary>
    public static int To(string target, SafeFileHandle file, bool replace)
    {
        var flags = replace ? Kernel32.FILE_RENAME_REPLACE_IF_EXISTS : 0;
        var error = Retry.While(WindowsError.IsHeldTarget, () =>
            Set(file, Kernel32.FileRenameInfoEx, target, flags | Kernel32.FILE_RENAME_POSIX_SEMANTICS)
        );
        return WindowsError.IsUnsupported(error)
            ? Retry.While(WindowsError.IsHeldTarget, () => Set(file, Kernel32.FileRenameInfo, target, flags))
            : error;
    }

    /// <summary>One attempt: 0, or the error.</summary>
    /// <remarks>FILE_RENAME_INFO: flags, root directory, length of the name in bytes, name.</remarks>
    public static int Set(SafeFileHandle file, int kind, string target, uint flags)
    {
        var lengthAt = 2 * sizeof(nint);
        var nameAt = lengthAt + sizeof(uint);
        var information = new byte[nameAt + ((target.Length + 1) * sizeof(char))];
        fixed (byte* start = information)
        {
            *(uint*)start = flags;
            *(uint*)(start + lengthAt) = (uint)(target.Length * sizeof(char));
            target.AsSpan().CopyTo(new Span<char>(start + nameAt, target.Length));
            return Kernel32.SetFileInformationByHandle(file, kind, start, information.Length) != 0
                ? 0
                : WindowsError.Last;
        }
    }
}
