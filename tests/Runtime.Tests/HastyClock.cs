namespace AtomicWrites.Runtime.Tests;

/// <summary>
/// A clock by which pauses take their time and nobody waits: each ends at once, and the clock is ahead by as much. A
/// limit is reached when the clock has come so far.
/// </summary>
sealed class HastyClock : TimeProvider
{
    static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(600);

    readonly List<Alarm> _alarms = [];
    readonly List<TimeSpan> _pauses = [];
    long _now;

    /// <summary>The pauses that were made.</summary>
    public TimeSpan[] Pauses
    {
        get
        {
            lock (_alarms)
                return [.. _pauses];
        }
    }

    /// <summary>How many limits run.</summary>
    public int Limits
    {
        get
        {
            lock (_alarms)
                return _alarms.Count;
        }
    }

    public TimeSpan Now => TimeSpan.FromTicks(Interlocked.Read(ref _now));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public void Pass(TimeSpan time)
    {
        Alarm[] due;
        lock (_alarms)
        {
            _now += time.Ticks;
            due = [.. _alarms.Where(alarm => alarm.At <= Now)];
            _alarms.RemoveAll(due.Contains);
        }

        foreach (var alarm in due)
            alarm.Ring();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, Now + dueTime, () => callback(state));
        lock (_alarms)
            if (dueTime > LongestPause)
            {
                _alarms.Add(alarm);
                return alarm;
            }
            else
            {
                _pauses.Add(dueTime);
            }

        Pass(dueTime);
        ThreadPool.UnsafeQueueUserWorkItem(_ => alarm.Ring(), null);
        return alarm;
    }

    sealed class Alarm(HastyClock clock, TimeSpan at, Action ring) : ITimer
    {
        public TimeSpan At => at;

        public void Ring() => ring();

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

        public void Dispose()
        {
            lock (clock._alarms)
                clock._alarms.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
