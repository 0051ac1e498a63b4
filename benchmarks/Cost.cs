namespace AtomicWrites.Benchmarks;

/// <summary>What operations took, in nanoseconds.</summary>
/// <param name="Elapsed">From start to end, waiting for a disk, a lock or a processor included.</param>
/// <param name="Processor">Time of all threads on a processor: what other programs do at the same time shows less in
/// it.</param>
readonly record struct Cost(double Elapsed, double Processor)
{
    public static Cost operator /(Cost cost, double times) => new(cost.Elapsed / times, cost.Processor / times);

    /// <summary>How many times as much.</summary>
    public static Cost operator /(Cost cost, Cost other) =>
        new(cost.Elapsed / other.Elapsed, cost.Processor / other.Processor);
}
