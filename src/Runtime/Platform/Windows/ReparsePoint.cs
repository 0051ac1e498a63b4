using System.Runtime.InteropServices;

namespace AtomicWrites.Platform.Windows;

/// <summary>
/// What makes a file something else. Only name surrogates lead elsewhere (symbolic links, junctions); placeholders of
/// cloud storage, deduplicated and compressed files and the like are files, whose filter driver does the rest.
/// </summary>
static unsafe class ReparsePoint
{
    const uint SymbolicLink = 0xA000000C;
    const uint NameSurrogate = 0x20000000;
    const uint IsRelative = 1;
    const int LongestData = 16 * 1024;
    const string NtPrefix = @"\??\";

    /// <summary>The data at <paramref name="path"/> itself; null with the last error set.</summary>
    public static byte[]? Read(string path)
    {
        using var file = Kernel32.CreateFileW(
            path,
            Kernel32.FILE_READ_ATTRIBUTES,
            Kernel32.FILE_SHARE_ALL,
            null,
            Kernel32.OPEN_EXISTING,
            Kernel32.FILE_FLAG_OPEN_REPARSE_POINT | Kernel32.FILE_FLAG_BACKUP_SEMANTICS,
            0
        );
        if (file.IsInvalid)
            return null;
        var data = new byte[LongestData];
        fixed (byte* start = data)
            return
                Kernel32.DeviceIoControl(
                    file,
                    Kernel32.FSCTL_GET_REPARSE_POINT,
                    0,
                    0,
                    start,
                    data.Length,
                    out var length,
                    0
                ) != 0
                ? data.AsSpan(0, length).ToArray()
                : null;
    }

    public static bool IsLink(ReadOnlySpan<byte> data) => (MemoryMarshal.Read<uint>(data) & NameSurrogate) != 0;

    /// <summary>Where the symbolic link at <paramref name="path"/> leads, in one step; null for other links.</summary>
    public static string? Target(string path, ReadOnlySpan<byte> data)
    {
        // REPARSE_DATA_BUFFER: tag, lengths; offset and length of the substitute and of the printed name, flags, names.
        if (MemoryMarshal.Read<uint>(data) != SymbolicLink)
            return null;
        var offset = MemoryMarshal.Read<ushort>(data.Slice(8));
        var length = MemoryMarshal.Read<ushort>(data.Slice(10));
        var target = MemoryMarshal.Cast<byte, char>(data.Slice(20 + offset, length)).ToString();
        if ((MemoryMarshal.Read<uint>(data.Slice(16)) & IsRelative) == 0)
            return WindowsPath.Plain(
                target.StartsWith(NtPrefix, StringComparison.Ordinal)
                    ? @"\\?\" + target.Substring(NtPrefix.Length)
                    : target
            );
        var from = WindowsPath.Plain(path);
        return target[0] == '\\'
            ? Path.Combine(Path.GetPathRoot(from)!, target.TrimStart('\\'))
            : Path.Combine(Path.GetDirectoryName(from)!, target);
    }
}
