using System.Runtime.InteropServices;
using AtomicWrites.Platform;
using AtomicWrites.Platform.Unix;
using AtomicWrites.Platform.Windows;

namespace AtomicWrites.Protocol;

/// <summary>
/// Where a path leads to: what stands beside a file stands beside the file itself, not beside a symbolic link to it.
/// </summary>
static unsafe class RealPath
{
    const int MaxLinks = 40;
    const int MaxLength = 4096; // PATH_MAX of Linux; macOS has 1024

    /// <summary>
    /// The path of the file that a link there leads to, which need not exist; the path itself where it is no link.
    /// </summary>
    /// <exception cref="IOException">It leads into a circle, or to a directory that does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">Somebody else may have planted it, in a directory such as
    /// /tmp.</exception>
    public static string Of(string path) => Host.IsWindows ? OnWindows(path) : OnUnix(path);

    /// <summary>
    /// The same, or the path itself where a link leads nowhere: that is for those to report who read or write it.
    /// </summary>
    public static string OrItself(string path)
    {
        try
        {
            return Of(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return path;
        }
    }

    static string OnUnix(string path)
    {
        if (!FileStatus.TryGet(Descriptor.WorkingDirectory, UnixPath.Encode(path), out var named) || !named.IsLink)
            return path;
        using var directory = TargetDirectory.Open(path);
        _ = directory.ResolveTarget(SymbolicLinks.Follow, createNew: false);
        return Path.Combine(WithoutLinks(directory), UnixPath.Decode(directory.Name));
    }

    static string WithoutLinks(TargetDirectory directory)
    {
        var buffer = new byte[MaxLength + 1];
        fixed (byte* resolved = buffer)
            return realpath(directory.Location, resolved) == null
                ? throw directory.Failure(Errno.Last, "following a symbolic link")
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
