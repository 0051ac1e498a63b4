using System.ComponentModel;
using System.Runtime.InteropServices;

namespace AtomicWrites.Platform.Windows;

/// <summary>Error codes of Windows, and the exceptions that <see cref="File"/> makes of them.</summary>
static class WindowsError
{
    public const int InvalidFunction = 1;
    public const int FileNotFound = 2;
    public const int PathNotFound = 3;
    public const int AccessDenied = 5;
    public const int SharingViolation = 32;
    public const int LockViolation = 33;
    public const int HandleDiskFull = 39;
    public const int NotSupported = 50;
    public const int FileExists = 80;
    public const int InvalidParameter = 87;
    public const int DiskFull = 112;
    public const int InvalidLevel = 124;
    public const int AlreadyExists = 183;
    public const int FileNameTooLong = 206;
    public const int DeletePending = 303;
    public const int UserMappedFile = 1224;
    public const int CannotResolveName = 1921;

    /// <summary>The error of the last call; to be read before anything else.</summary>
    public static int Last => Marshal.GetLastWin32Error();

    /// <summary>Whether others keep the file open, so that it may work in a moment.</summary>
    public static bool IsSharing(int error) => error is SharingViolation or LockViolation or UserMappedFile;

    /// <summary>
    /// What a rename meets while others keep the target open: without POSIX semantics Windows says only that access is
    /// denied.
    /// </summary>
    public static bool IsHeldTarget(int error) => IsSharing(error) || error is AccessDenied or DeletePending;

    /// <summary>
    /// Whether the file is deleted already and vanishes when the last handle is closed, which most calls report as
    /// access denied; to be asked right after the call.
    /// </summary>
    public static bool IsVanishing(int error) =>
        error == DeletePending
        || (error == AccessDenied && Kernel32.RtlGetLastNtStatus() == Kernel32.STATUS_DELETE_PENDING);

    /// <summary>Whether the file system does not know what it was asked for.</summary>
    public static bool IsUnsupported(int error) =>
        error is InvalidParameter or NotSupported or InvalidFunction or InvalidLevel;

    /// <summary>
    /// The exception for <paramref name="error"/>: of the type that <see cref="File.WriteAllText(string, string)"/>
    /// would throw.
    /// </summary>
    public static Exception ToException(int error, string path, string step, bool committed = false)
    {
        var reason = new Win32Exception(error).Message.TrimEnd('.');
        var hresult = unchecked((int)0x80070000 | (error & 0xFFFF));
        var message = $"Could not write '{path}' atomically: {reason} ({step}). " + Outcome(committed) + Cure(error);
        if (committed)
            return new AtomicWriteException(message, hresult, committed);
        return error switch
        {
            AccessDenied => new UnauthorizedAccessException(
                $"Access to the path '{path}' is denied: {reason} ({step}).",
                new IOException(reason, hresult)
            ),
            FileNotFound => new FileNotFoundException(
                $"Could not find file '{path}' ({step}).",
                path,
                new IOException(reason, hresult)
            ),
            PathNotFound => new DirectoryNotFoundException(
                $"Could not find a part of the path '{path}' ({step}).",
                new IOException(reason, hresult)
            ),
            FileNameTooLong => new PathTooLongException(
                $"The path '{path}' is too long, or a component of the path is too long ({step}).",
                new IOException(reason, hresult)
            ),
            _ => new AtomicWriteException(message, hresult, committed),
        };
    }

    static string Outcome(bool committed) =>
        committed
            ? "The new content is in place, but a power cut may still bring the old content back."
            : "The target is unchanged and no temporary file is left.";

    static string Cure(int error) =>
        error switch
        {
            _ when IsSharing(error) =>
                " Another process keeps it open without sharing: close it, or open it there with FileShare.Delete.",
            DiskFull or HandleDiskFull =>
                " Free some space: an atomic write needs room for the old and the new content.",
            _ => "",
        };
}
