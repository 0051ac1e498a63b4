using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace AtomicWrites.Generated.Tests.Runs;

/// <summary>
/// What is in a file, whoever has it open: <see cref="FileShare"/> is a lock of .NET, which the system asks nobody for.
/// </summary>
/// <param name="Bytes">A character for each byte; null where there is no file.</param>
/// <param name="IsOpen">Whether somebody has it open.</param>
readonly partial record struct FileContent(string? Bytes, bool IsOpen)
{
    const int ReadOnly = 0;
    const int Exclusively = 2 | 4; // LOCK_EX, LOCK_NB

    // Throws nothing, because what a program throws is counted.
    public static FileContent Of(string path)
    {
        if (Directory.Exists(path))
            return default;
        using var file = open(path, ReadOnly);
        if (file.IsInvalid)
            return default;
        var bytes = new byte[RandomAccess.GetLength(file)];
        var length = RandomAccess.Read(file, bytes, 0);
        return new(Encoding.Latin1.GetString(bytes, 0, length), flock(file, Exclusively) != 0);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle open(string path, int flags);

    [LibraryImport("libc")]
    private static partial int flock(SafeFileHandle file, int operation);
}
