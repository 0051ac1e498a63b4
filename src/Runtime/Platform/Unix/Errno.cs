using System.ComponentModel;
using System.Runtime.InteropServices;

namespace AtomicWrites.Platform.Unix;

/// <summary>Error numbers of Unix, and the exceptions that <see cref="File"/> makes of them.</summary>
static class Errno
{
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int EINTR = 4;
    public const int EIO = 5;
    public const int EBADF = 9;
    public const int EACCES = 13;
    public const int EBUSY = 16;
    public const int EEXIST = 17;
    public const int EXDEV = 18;
    public const int ENOTDIR = 20;
    public const int EISDIR = 21;
    public const int EINVAL = 22;
    public const int EROFS = 30;
    public const int ERANGE = 34;
    public static int EAGAIN => Libc.IsLinux ? 11 : 35;
    public static int ELOOP => Libc.IsLinux ? 40 : 62;
    public static int ENAMETOOLONG => Libc.IsLinux ? 36 : 63;
    public static int ENOLCK => Libc.IsLinux ? 37 : 77;
    public static int ENOSYS => Libc.IsLinux ? 38 : 78;
    public static int ENOTEMPTY => Libc.IsLinux ? 39 : 66;
    public static int ENODATA => Libc.IsLinux ? 61 : 93;
    public static int ENOTSUP => Libc.IsLinux ? 95 : 45;

    /// <summary>
    /// Whether a system call refused because this user, or this file system, may not do that: not because it went
    /// wrong.
    /// </summary>
    public static bool IsRefusal(int errno) =>
        errno is EPERM or EACCES or EINVAL || errno == ENOTSUP || errno == ENOSYS;

    /// <summary>The error of the last system call; to be read before anything else.</summary>
    public static int Last => Marshal.GetLastWin32Error();

    /// <summary>
    /// The exception for <paramref name="errno"/>: of the type that <see cref="File.WriteAllText(string, string)"/>
    /// would throw.
    /// </summary>
    public static Exception ToException(int errno, string path, string step, bool committed = false)
    {
        var reason = new Win32Exception(errno).Message;
        var message = $"Could not write '{path}' atomically: {reason} ({step}). " + Outcome(committed) + Cure(errno);
        if (committed)
            return new AtomicWriteException(message, errno, committed);
        if (errno is ENOENT or ENOTDIR)
            return new DirectoryNotFoundException(
                $"Could not find a part of the path '{path}' ({step}).",
                new IOException(reason, errno)
            );
        if (errno is EACCES or EPERM or EISDIR or EBADF)
            return new UnauthorizedAccessException(
                $"Access to the path '{path}' is denied: {reason} ({step}).",
                new IOException(reason, errno)
            );
        if (errno == ENAMETOOLONG)
            return new PathTooLongException(
                $"The path '{path}' is too long, or a component of the path is too long ({step}).",
                new IOException(reason, errno)
            );
        return new AtomicWriteException(message, errno, committed);
    }

    static string Outcome(bool committed) =>
        committed
            ? "The new content is in place, but a power cut may still bring the old content back."
            : "The target is unchanged and no temporary file is left.";

    static string Cure(int errno) =>
        errno switch
        {
            EBUSY =>
                " The target is probably a bind-mounted file, which cannot be replaced: mount its directory instead.",
            EXDEV => " The target is on another mount than its directory: mount the directory instead of the file.",
            _ => "",
        };
}
