namespace AtomicWrites.Timing;

/// <summary>Pauses by the clock that the program has chosen.</summary>
static class Clock
{
    public static Task Delay(this TimeProvider time, TimeSpan pause, CancellationToken cancellationToken) =>
#if NET
        Task.Delay(pause, time, cancellationToken);
#else
        time == TimeProvider.System ? Task.Delay(pause, cancellationToken) : throw new NotSupportedException();
#endif

    /// <summary>Blocks the thread.</summary>
    public static void Sleep(this TimeProvider time, TimeSpan pause)
    {
        if (time == TimeProvider.System)
            Thread.Sleep(pause); // needs no timer, whose callback would wait for a thread of the pool
        else
            time.Delay(pause, CancellationToken.None).GetAwaiter().GetResult();
    }
}
