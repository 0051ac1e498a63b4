using System.Runtime.InteropServices;
using AtomicWrites.Platform.Unix;
using AtomicWrites.Platform.Windows;
using Microsoft.Win32.SafeHandles;

namespace AtomicWrites.Protocol;

/// <summary>
/// A file that is being written beside its target and that nobody reads yet: <see cref="Commit"/> publishes it whole,
/// <see cref="IDisposable.Dispose"/> without it discards it and leaves the target as it was.
/// </summary>
abstract class PendingFile : IDisposable
{
    static readonly bool IsWindows = RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

    /// <summary>Opens a temporary file in the directory of <paramref name="path"/>, or of what a symbolic link there leads to.</summary>
    public static PendingFile Open(string path, AtomicWriteOptions options)
    {
        StatePath.Validate(path);
        return IsWindows ? new WindowsPendingFile(path, options) : new UnixPendingFile(path, options);
    }

    /// <summary>Writes all of <paramref name="data"/>, or throws.</summary>
    public abstract void Write(ReadOnlySpan<byte> data);

    /// <summary>Makes the file durable, renames it over the target and makes that durable.</summary>
    public abstract void Commit();

    /// <summary>The file's descriptor, still owned by this object: for streams.</summary>
    public abstract SafeFileHandle Handle { get; }

    public abstract void Dispose();
}
