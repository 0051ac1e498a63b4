using AtomicWrites.Platform;
using AtomicWrites.Platform.Unix;
using AtomicWrites.Platform.Windows;

namespace AtomicWrites.Protocol;

/// <summary>What stands at a path: asked before it is read, and before anything is made beside it.</summary>
static class TargetFile
{
    /// <summary>Whether what stands there can be replaced at all, or a file be created.</summary>
    /// <exception cref="AtomicWriteException">It is a device, pipe or socket, or a link that is rejected.</exception>
    /// <exception cref="UnauthorizedAccessException">It is, or is named like, a directory.</exception>
    public static void Require(string path, AtomicWriteOptions? options)
    {
        if (!Host.IsWindows)
        {
            Host.RequireKnown();
            TargetDirectory.RequireFile(path, (options ?? AtomicWriteOptions.Default).SymbolicLinks);
            return;
        }

        var full = WindowsPath.Full(path);
        WindowsPath.RequireFile(full, path);
        if (Directory.Exists(full))
            throw WindowsError.ToException(WindowsError.AccessDenied, path, "opening the target");
        if (options is not null && Instead(full, options.SymbolicLinks) is { } other)
            throw new AtomicWriteException(
                $"Could not write '{path}' atomically: it is {other}. The target is unchanged."
            );
    }

    /// <summary>
    /// What stands there instead of a file, such as <c>a directory</c>; null where it is one, or nothing, or nobody
    /// tells.
    /// </summary>
    public static string? Instead(string path, SymbolicLinks links)
    {
        if (links == SymbolicLinks.Reject && IsLink(path))
            return $"a symbolic link, which {nameof(AtomicWriteOptions)}.{nameof(AtomicWriteOptions.SymbolicLinks)} rejects";
        if (Host.IsWindows)
            return Directory.Exists(path) ? "a directory" : null;
        return !FileStatus.TryFollow(UnixPath.Encode(path), out var status) || status.IsRegular ? null
            : status.IsDirectory ? "a directory"
            : "a device, pipe or socket";
    }

    /// <summary>
    /// Opens a file to read it, in a way that keeps no writer from replacing it, and waits for nobody at the other end
    /// of a pipe.
    /// </summary>
    /// <exception cref="IOException">It is a device, pipe or socket, a link that is rejected, or another keeps it to
    /// itself. All else is what <see cref="File.OpenRead"/> throws.</exception>
    public static Stream OpenRead(string path, SymbolicLinks links = SymbolicLinks.Follow)
    {
        if (links == SymbolicLinks.Reject && Instead(path, links) is { } other)
            throw new IOException($"'{path}' is {other}.");
        return Host.IsWindows
            ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1)
            : RegularFile.Open(path, followsLink: links != SymbolicLinks.Reject);
    }

    static bool IsLink(string path) =>
        Host.IsWindows
            ? ReparsePoint.Read(WindowsPath.Full(path)) is { } reparse && ReparsePoint.IsLink(reparse)
            : FileStatus.TryGet(Descriptor.WorkingDirectory, UnixPath.Encode(path), out var status) && status.IsLink;

    /// <summary>The permission bits of an open file; null on Windows.</summary>
    public static UnixFileMode? ModeOf(FileStream file) =>
        Host.IsWindows ? null : Platform.Unix.FileMetadata.PermissionsOf(file);

    /// <summary>Whether <paramref name="path"/> leads to the open file.</summary>
    public static bool IsSame(FileStream file, string path) =>
        Host.IsWindows
            ? string.Equals(file.Name, Path.GetFullPath(path), StringComparison.OrdinalIgnoreCase)
            : Platform.Unix.FileMetadata.IsSameFile(file, path);
}
