using System.Runtime.InteropServices;

namespace AtomicWrites.Platform;

/// <summary>
/// Which system this is. Numbers and layouts of its calls follow from that, so that an unknown one is refused and never
/// taken for another.
/// </summary>
static class Host
{
    public enum Kind
    {
        Unknown,
        Windows,
        Linux,
        Android,
        Apple,
    }

    /// <summary>Set by tests alone.</summary>
    public static Kind Current { get; set; } =
        Recognise(name => RuntimeInformation.IsOSPlatform(OSPlatform.Create(name)));

    public static bool IsWindows => Current == Kind.Windows;

    /// <summary>
    /// The kernel of Linux, under whatever C library. Every number that a system call of Unix takes is chosen by this,
    /// so that on a system that nobody knows there are none to call it with.
    /// </summary>
    /// <exception cref="PlatformNotSupportedException">Nobody knows its system calls here.</exception>
    public static bool IsLinux
    {
        get
        {
            if (Current == Kind.Linux)
                return true;
            RequireKnown();
            return Current == Kind.Android;
        }
    }

    /// <summary>Its filter ends a process that makes a system call which its C library does not have.</summary>
    public static bool IsAndroid => Current == Kind.Android;

    /// <summary>By .NET's names of systems; Android is no Linux to it, and Mac Catalyst no macOS.</summary>
    public static Kind Recognise(Func<string, bool> isSystem) =>
        isSystem("WINDOWS") ? Kind.Windows
        : isSystem("ANDROID") ? Kind.Android
        : isSystem("LINUX") ? Kind.Linux
        : Array.Exists(["OSX", "MACOS", "MACCATALYST", "IOS", "TVOS"], system => isSystem(system)) ? Kind.Apple
        : Kind.Unknown;

    /// <summary>
    /// To be asked where .NET does the work: the same members are refused as where the system calls are our own.
    /// </summary>
    /// <exception cref="PlatformNotSupportedException">Nobody knows its system calls here.</exception>
    public static void RequireKnown() => RequireKnown(Current, Unix.LinuxCall.IsComplete);

    public static void RequireKnown(Kind kind, Func<bool> isComplete)
    {
        if (kind == Kind.Unknown)
            throw new PlatformNotSupportedException(
                "AtomicWrites runs on Windows, Linux, Android, macOS and iOS; "
                    + $"it does not know the system calls of {RuntimeInformation.OSDescription}."
            );
        if (kind == Kind.Android && !isComplete())
            throw new PlatformNotSupportedException(
                "AtomicWrites needs Android 11 (API level 30): an older one has no statx."
            );
    }
}
