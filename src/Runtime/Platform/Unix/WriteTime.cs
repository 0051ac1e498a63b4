using System.Runtime.InteropServices;

namespace AtomicWrites.Platform.Unix;

/// <summary>When the content of a file was last changed, as the file system has it.</summary>
static unsafe class WriteTime
{
    const long UnixEpochTicks = 621_355_968_000_000_000;
    const int NanosecondsPerTick = 100;
    const nint UTIME_OMIT = (1 << 30) - 2;
    const nint AppleOmit = -2;

    /// <summary>Sets it, and leaves when the file was last read; negative, and <c>errno</c> set, on failure.</summary>
    public static int Set(SafeHandle file, DateTime utc)
    {
        var ticks = utc.Ticks - UnixEpochTicks;
        var rest = ticks % TimeSpan.TicksPerSecond;
        if (rest < 0) // before 1970: nanoseconds count from the second before
            rest += TimeSpan.TicksPerSecond;
        var seconds = (nint)((ticks - rest) / TimeSpan.TicksPerSecond);
        var times = stackalloc nint[]
        {
            0,
            Libc.IsLinux ? UTIME_OMIT : AppleOmit,
            seconds,
            (nint)rest * NanosecondsPerTick,
        };
        return futimens(file, times);
    }

    // A timespec is two words wherever the C library has this name for it.
    [DllImport("libc", SetLastError = true)]
    static extern int futimens(SafeHandle file, nint* times);
}
