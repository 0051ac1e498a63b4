using System.Runtime.InteropServices;
using AtomicWrites.Platform.Unix;
using AtomicWrites.Platform.Windows;

namespace AtomicWrites.Protocol;

/// <summary>Where a path leads to: what stands beside a file stands beside the file itself, not beside a symbolic link to it.</summary>
static unsafe class RealPath
{
    const int MaxLinks = 40;
    const int MaxLength = 4096; // PATH_MAX of Linux; macOS has 1024

    /// <summary>The path of the file without any link in it; the path itself where there is no file.</summary>
    public static string Of(string path) =>
        RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? OnWindows(path) : OnUnix(path);

    static string OnUnix(string path)
    {
        var buffer = new byte[MaxLength + 1];
        fixed (byte* resolved = buffer)
            return realpath(UnixPath.Encode(path), resolved) == null
                ? path
                : UnixPath.Decode(buffer.AsSpan(0, Array.IndexOf(buffer, (byte)0) + 1).ToArray());
    }

    static string OnWindows(string path)
    {
        for (var followed = 0; followed < MaxLinks; followed++)
        {
            var full = WindowsPath.Full(path);
            if (
                ReparsePoint.Read(full) is not { } reparse
                || !ReparsePoint.IsLink(reparse)
                || ReparsePoint.Target(full, reparse) is not { } next
            )
                break;
            path = next;
        }

        return path;
    }

    [DllImport("libc", SetLastError = true)]
    static extern byte* realpath(byte[] path, byte* resolved);
}
