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

    static readonly Kind Current = Recognise(name => RuntimeInformation.IsOSPlatform(OSPlatform.Create(name)));

    public static bool IsWindows => Current == Kind.Windows;

    /// <summary>The kernel of Linux, under whatever C library.</summary>
    public static bool IsLinux => Current is Kind.Linux or Kind.Android;

    /// <summary>Its filter ends a process that makes a system call which its C library does not have.</summary>
    public static bool IsAndroid => Current == Kind.Android;

    /// <summary>By .NET's names of systems; Android is no Linux to it, and Mac Catalyst no macOS.</summary>
    public static Kind Recognise(Func<string, bool> isSystem) =>
        isSystem("WINDOWS") ? Kind.Windows
        : isSystem("ANDROID") ? Kind.Android
        : isSystem("LINUX") ? Kind.Linux
        : Array.Exists(["OSX", "MACOS", "MACCATALYST", "IOS", "TVOS"], system => isSystem(system)) ? Kind.Apple
        : Kind.Unknown;

    /// <summary>To be asked before the first system call of Unix.</summary>
    /// <exception cref="PlatformNotSupportedException">Nobody knows its system calls here.</exception>
    public static void RequireKnown() => RequireKnown(Current, Unix.LinuxCall.IsComplete);

    public static void RequireKnown(Kind kind, Func<bool> isComplete)
    {
        if (kind == Kind.Unknown)
            throw new PlatformNotSupportedException(
                $"AtomicWrites runs on Windows, Linux, Android, macOS and iOS; it does not know the system calls of {RuntimeInformation.OSDescription}."
            );
        if (kind == Kind.Android && !isComplete())
            throw new PlatformNotSupportedException(
                "AtomicWrites needs Android 11 (API level 30): an older one has no statx."
            );
    }
}
