using System.Diagnostics;

namespace AtomicWrites.Stores.Benchmarks;

/// <summary>
/// Contestants by turns, a short batch each, so that whatever else the machine does meets all of them alike.
/// </summary>
sealed class Contest(string operation, Worker[][] contestants) : IDisposable
{
    static readonly TimeSpan Batch = TimeSpan.FromMilliseconds(60);
    static readonly TimeSpan MostWarmth = TimeSpan.FromSeconds(8);
    static readonly TimeSpan CompilerRest = TimeSpan.FromMilliseconds(150); // it begins when nothing new was called for 100 ms

    /// <summary>
    /// Microseconds of one operation in each round: elapsed time divided by the operations of all processes.
    /// </summary>
    public double[][] Run(int rounds)
    {
        var counts = Array.ConvertAll(contestants, WarmUp);
        var costs = Array.ConvertAll(contestants, _ => new double[rounds]);
        for (var round = 0; round < rounds; round++)
        for (var i = 0; i < contestants.Length; i++)
        {
            var turn = (i + round) % contestants.Length;
            costs[turn][round] = Measure(contestants[turn], counts[turn]).Microseconds;
        }

        return costs;
    }

    // Until its hot methods are compiled for good; then as many operations as fill a batch.
    int WarmUp(Worker[] workers)
    {
        var (count, compiled, clock) = (1, -1L, Stopwatch.StartNew());
        while (true)
        {
            var (cost, now) = Measure(workers, count);
            var duration = TimeSpan.FromMicroseconds(cost * count * workers.Length);
            if (duration < Batch / 2)
                count *= 2;
            else if ((now == compiled && clock.Elapsed > TimeSpan.FromSeconds(1)) || clock.Elapsed > MostWarmth)
                return Math.Max(1, (int)(count * (Batch / duration)));
            else
                Thread.Sleep(CompilerRest);
            compiled = now;
        }
    }

    (double Microseconds, long Compiled) Measure(Worker[] workers, int count)
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var worker in workers)
            worker.Begin(operation, count);
        var compiled = workers.Sum(worker => worker.End());
        return (Stopwatch.GetElapsedTime(start).TotalMicroseconds / ((double)count * workers.Length), compiled);
    }

    public void Dispose()
    {
        foreach (var worker in contestants.SelectMany(workers => workers))
            worker.Dispose();
    }
}
