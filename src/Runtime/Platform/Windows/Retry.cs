using System.Diagnostics;

namespace AtomicWrites.Platform.Windows;

/// <summary>Waits out virus scanners, indexers and readers, which keep a file open for moments.</summary>
static class Retry
{
    const int FirstPause = 1; // milliseconds
    const int LongestPause = 64;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    [ThreadStatic]
    static Random? _jitter;

    /// <summary>
    /// Repeats <paramref name="operation"/>, which returns an error code, until <paramref name="isTransient"/> denies
    /// it or patience ends.
    /// </summary>
    public static int While(Func<int, bool> isTransient, Func<int> operation)
    {
        var clock = Stopwatch.StartNew();
        for (var pause = FirstPause; ; pause = Math.Min(2 * pause, LongestPause))
        {
            var error = operation();
            if (!isTransient(error) || clock.Elapsed > Patience)
                return error;
            _jitter ??= new Random(Environment.TickCount ^ Environment.CurrentManagedThreadId);
            Thread.Sleep(pause + _jitter.Next(pause));
        }
    }
}
