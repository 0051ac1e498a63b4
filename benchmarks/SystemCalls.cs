using System.Globalization;

namespace AtomicWrites.Benchmarks;

/// <summary>The system calls of one operation of a warm process, as strace counts them.</summary>
static class SystemCalls
{
    const int Few = 200;
    const int Count = 500;
    const double Noise = 0.05; // a garbage collection, a method compiled again

    /// <summary>
    /// Name and number of calls a time: the difference of a longer and a shorter run, so that start and end cancel out.
    /// </summary>
    public static SortedDictionary<string, double> Of(Peer peer, string operation, string path)
    {
        var few = Trace(peer, operation, Few, path);
        var many = Trace(peer, operation, Few + Count, path);
        return new(
            many.ToDictionary(call => call.Key, call => (call.Value - few.GetValueOrDefault(call.Key)) / (double)Count)
                .Where(call => call.Value > Noise)
                .ToDictionary(),
            StringComparer.Ordinal
        );
    }

    static Dictionary<string, int> Trace(Peer peer, string operation, int count, string path)
    {
        var log = Path.GetTempFileName();
        try
        {
            using (var worker = new Worker(peer, "strace", "-f", "-c", "-qq", "-o", log))
                worker.Run(operation, count, 1024, path);
            return Parse(File.ReadLines(log));
        }
        finally
        {
            File.Delete(log);
        }
    }

    // "% time     seconds  usecs/call     calls    errors syscall", between two rulers; the number of errors may be blank
    static Dictionary<string, int> Parse(IEnumerable<string> table) =>
        table
            .SkipWhile(line => !line.StartsWith("------", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(line => !line.StartsWith("------", StringComparison.Ordinal))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(fields => fields[^1], fields => int.Parse(fields[3], CultureInfo.InvariantCulture));
}
