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
    public const int NotSupported = 50;
    public const int FileExists = 80;
    public const int InvalidParameter = 87;
    public const int InvalidName = 123;
    public const int InvalidLevel = 124;
    public const int AlreadyExists = 183;
    public const int FileNameTooLong = 206;
    public const int Directory = 267;

    /// <summary>The error of the last call; to be read before anything else.</summary>
    public static int Last => Marshal.GetLastWin32Error();

    /// <summary>The exception for <paramref name="error"/>: of the type that <see cref="File.WriteAllText(string, string)"/> would throw.</summary>
    public static Exception ToException(int error, string path, string step, bool committed = false)
    {
        var reason = new Win32Exception(error).Message;
        var hresult = unchecked((int)0x80070000 | (error & 0xFFFF));
        if (!committed && error is AccessDenied)
            return new UnauthorizedAccessException($"Access to the path '{path}' is denied ({step}).", new IOException(reason, hresult));
        if (!committed && error is PathNotFound or FileNotFound)
            return new DirectoryNotFoundException($"Could not find a part of the path '{path}'.");
        if (!committed && error is FileNameTooLong)
            return new PathTooLongException($"The path '{path}' is too long, or a component of the path is too long.");
        var outcome = committed
            ? "The new content is in place, but a power cut may still bring the old content back."
            : "The target is unchanged and no temporary file is left.";
        var cure = error is SharingViolation or LockViolation ? " Another process keeps it open without sharing: close it, or open it there with FileShare.Delete." : "";
        return new AtomicWriteException($"Could not write '{path}' atomically: {reason} ({step}). {outcome}{cure}", hresult, committed);
    }
}
