namespace AtomicWrites.Runtime.Tests;

/// <summary>A clock that stands still, and its only timer, which goes off when the test says so.</summary>
sealed class TimerByHand : TimeProvider, ITimer
{
    Action _goOff = () => { };

    /// <summary>All that the timer was set to.</summary>
    public List<TimeSpan> Set { get; } = [];

    public bool IsDisposed { get; private set; }

    public TimeSpan Now { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Now.Ticks;

    public void GoOff() => _goOff();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _goOff = () => callback(state);
        return this;
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        Set.Add(dueTime);
        return true;
    }

    public void Dispose() => IsDisposed = true;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }
}
