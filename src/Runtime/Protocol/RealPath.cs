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

    /// <summary>
    /// The path itself, and then each that a link at the one before leads to, up to a file, or to nothing. The
    /// directories in them are as the links name them, and may be links again.
    /// </summary>
    public static string[] Steps(string path)
    {
        var steps = new List<string> { path };
        while (steps.Count <= MaxLinks && Next(steps[steps.Count - 1]) is { } next)
            steps.Add(next);
        return [.. steps];
    }

    static string? Next(string path)
    {
        if (Host.IsWindows)
            return NextOnWindows(path);
        var name = UnixPath.Encode(path);
        return
            FileStatus.TryGet(Descriptor.WorkingDirectory, name, out var status)
            && status.IsLink
            && Libc.ReadLink(Descriptor.WorkingDirectory, name) is { } target
            ? Path.Combine(Path.GetDirectoryName(path)!, UnixPath.Decode(target))
            : null;
    }

    static string OnUnix(string path)
    {
        if (!FileStatus.TryGet(Descriptor.WorkingDirectory, UnixPath.Encode(path), out var named) || !named.IsLink)
            return path;
        using var directory = TargetDirectory.Open(path);
        _ = directory.ResolveTarget(SymbolicLinks.Follow, createNew: false);
        return Path.Combine(WithoutLinks(directory), Readable(directory.Name, path));
    }

    // Another name than that of the file would be no error to those who look for it.
    static string Readable(byte[] name, string path) =>
        UnixPath.Decode(name) is var text && UnixPath.Encode(text).AsSpan().SequenceEqual(name)
            ? text
            : throw new IOException(
                $"'{path}' is a link to '{text}', whose name is no UTF-8: nothing can stand beside that."
            );

    static string WithoutLinks(TargetDirectory directory)
    {
        var buffer = new byte[MaxLength + 1];
        fixed (byte* resolved = buffer)
            return realpath(directory.Location, resolved) == null
                ? throw directory.Failure(Errno.Last, "following a symbolic link")
                : Readable(
                    buffer.AsSpan(0, Array.IndexOf(buffer, (byte)0) + 1).ToArray(),
                    UnixPath.Decode(directory.Location)
                );
    }

    static string OnWindows(string path)
    {
        var steps = Steps(path);
        return steps[steps.Length - 1];
    }

    static string? NextOnWindows(string path)
    {
        var full = WindowsPath.Full(path);
        return ReparsePoint.Read(full) is { } reparse && ReparsePoint.IsLink(reparse)
            ? ReparsePoint.Target(full, reparse)
            : null;
    }

    [DllImport("libc", SetLastError = true)]
    static extern byte* realpath(byte[] path, byte* resolved);
}
