using AtomicWrites.Protocol;
using Microsoft.Win32.SafeHandles;

namespace AtomicWrites.Platform.Windows;

/// <summary>Makes files beside a target that nobody reads yet and that go by their handle.</summary>
static unsafe class TemporaryFile
{
    const int MaxAttempts = 16;

    /// <summary>A fresh name beside <paramref name="target"/>.</summary>
    public static string NameFor(string target) =>
        Path.Combine(Path.GetDirectoryName(target)!, TemporaryName.For(Path.GetFileName(target)));

    /// <summary>
    /// Creates one with the protection of the file that it is to replace, if any; invalid with the last error set.
    /// </summary>
    public static SafeFileHandle Create(string target, FileMetadata? kept)
    {
        for (var attempt = 1; ; attempt++)
        {
            var file = FileMetadata.Create(
                NameFor(target),
                Kernel32.GENERIC_READ | Kernel32.GENERIC_WRITE | Kernel32.DELETE,
                kept
            );
            if (
                !file.IsInvalid
                || WindowsError.Last is not (WindowsError.FileExists or WindowsError.AlreadyExists)
                || attempt == MaxAttempts
            )
                return file;
            file.Dispose();
        }
    }

    /// <summary>
    /// Deletes the open file: it is gone when its last handle is closed, be that ours or a virus scanner's.
    /// </summary>
    public static void Delete(SafeFileHandle file)
    {
        byte delete = 1;
        _ = Kernel32.SetFileInformationByHandle(file, Kernel32.FileDispositionInfo, &delete, sizeof(byte));
    }
}
