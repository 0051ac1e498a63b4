namespace AtomicWrites.Timing;

/// <summary>The time that was waited: it stands still while the program's own function runs.</summary>
sealed class WaitedTime(TimeProvider time)
{
    TimeSpan _before;
    long? _since = time.GetTimestamp();

    public TimeSpan Elapsed => _before + (_since is { } start ? time.GetElapsedTime(start) : TimeSpan.Zero);

    public void Stop() => (_before, _since) = (Elapsed, null);

    public void Go() => _since ??= time.GetTimestamp();
}
