using AtomicWrites.Locking;

namespace AtomicWrites.Timing;

/// <summary>How long to wait, and by which clock.</summary>
readonly record struct TimeLimit(TimeSpan Timeout, TimeProvider Time)
{
    /// <summary>As long as it takes.</summary>
    public static readonly TimeLimit None = new(System.Threading.Timeout.InfiniteTimeSpan, TimeProvider.System);

    /// <summary>By the clock of the system; without a time, what holds in this process.</summary>
    public static TimeLimit Of(TimeSpan? timeout) => new(timeout ?? FileLock.DefaultTimeout, TimeProvider.System);

    public static TimeLimit Of(AtomicWriteOptions? options) =>
        new(options?.LockTimeout ?? FileLock.DefaultTimeout, options?.TimeProvider ?? TimeProvider.System);

    /// <summary>The time itself, where somebody can wait so long.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or longer than <see cref="int.MaxValue"/>
    /// milliseconds.</exception>
    public static TimeSpan Require(TimeSpan timeout, string name) =>
        timeout == System.Threading.Timeout.InfiniteTimeSpan
        || (timeout >= TimeSpan.Zero && timeout.TotalMilliseconds <= int.MaxValue)
            ? timeout
            : throw new ArgumentOutOfRangeException(
                name,
                timeout,
                "A time to wait is from zero to int.MaxValue milliseconds, or Timeout.InfiniteTimeSpan."
            );

    public bool IsEndless => Timeout == System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>
    /// Whether the system's own waits can keep it: they need no timer, whose callback would wait for a thread of the
    /// pool.
    /// </summary>
    public bool IsOfSystem => Time == TimeProvider.System || Timeout == TimeSpan.Zero || IsEndless;

    /// <summary>For a wait of the system: where this clock is another, a timer ends it.</summary>
    public int Milliseconds => IsOfSystem ? (int)Timeout.TotalMilliseconds : System.Threading.Timeout.Infinite;

    /// <param name="canBlock">Whether nothing else can end the wait.</param>
    public Patience Patience(bool canBlock) =>
        Timeout == TimeSpan.Zero ? Locking.Patience.None
        : canBlock && IsEndless ? Locking.Patience.Endless
        : Locking.Patience.Some;

    /// <summary>Calls when the time is up; null where it never is.</summary>
    public ITimer? Start(Action isUp) =>
        IsEndless ? null : Time.CreateTimer(_ => isUp(), null, Timeout, System.Threading.Timeout.InfiniteTimeSpan);
}
