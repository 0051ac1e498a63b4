namespace AtomicWrites.Timing;

/// <summary>
/// An end to all that the flow in which it counts waits for, whatever each of these waits is allowed by itself; there
/// is none before it is set.
/// </summary>
sealed class Deadline
{
    static readonly AsyncLocal<Deadline?> Current = new();

    volatile Tuple<TimeLimit, long>? _set;

    /// <summary>All of it is to end within the limit from now on.</summary>
    public void Set(TimeLimit limit)
    {
        if (!limit.IsEndless)
            _set ??= Tuple.Create(limit, limit.Time.GetTimestamp());
    }

    /// <summary>Counts in this flow.</summary>
    public void Enter() => Current.Value = this;

    /// <summary>A limit, or what is left until the end where that is less.</summary>
    public static TimeLimit Shorten(TimeLimit limit)
    {
        if (Current.Value?._set is not { } set)
            return limit;
        var left = set.Item1.Timeout - set.Item1.Time.GetElapsedTime(set.Item2);
        if (left < TimeSpan.Zero)
            left = TimeSpan.Zero;
        return limit.IsEndless || left < limit.Timeout ? limit with { Timeout = left } : limit;
    }
}
