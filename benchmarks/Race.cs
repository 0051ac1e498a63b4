using System.Diagnostics;

namespace AtomicWrites.Benchmarks;

/// <summary>
/// Lets the peers run by turns, a short batch each, in an order that changes from round to round:
/// whatever else the machine does meets all of them alike.
/// </summary>
/// <param name="rounds">How many batches each peer runs.</param>
/// <param name="batch">About how long a batch lasts.</param>
sealed class Race(int rounds, TimeSpan batch) : IDisposable
{
    // The compiler in the background begins when nothing new was called for 100 ms, and would be measured instead of
    // the peer.
    static readonly TimeSpan CompilerRest = TimeSpan.FromMilliseconds(150);
    static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(300); // of processor time
    static readonly TimeSpan Enough = TimeSpan.FromSeconds(20);

    readonly Dictionary<Peer, List<Worker>> _workers = [];
    readonly HashSet<(Peer, string Operation, int Processes)> _warm = [];
    readonly Random _order = new(1);

    /// <summary>All the peers that can do it; the yardstick is one of them.</summary>
    public IEnumerable<Ratio> Run(Scenario scenario, IEnumerable<Peer> all)
    {
        Peer[] peers = [.. all.Where(peer => peer.Operations.Contains(scenario.Operation))];
        var counts = peers.ToDictionary(peer => peer, peer => Calibrate(scenario, peer));
        var costs = peers.ToDictionary(peer => peer, _ => new List<Cost>());
        var turns = peers.ToArray();
        for (var round = 0; round < rounds; round++)
        {
            _order.Shuffle(turns);
            foreach (var peer in turns)
                costs[peer].Add(Measure(scenario, peer, counts[peer]));
        }

        return peers.Select(peer => Ratio.Of(peer, costs[peer], costs[scenario.Yardstick]));
    }

    // Warm code first; then as many operations as fill a batch.
    int Calibrate(Scenario scenario, Peer peer)
    {
        var count = 1;
        var isCold = _warm.Add((peer, scenario.Operation, scenario.Processes));
        var clock = Stopwatch.StartNew();
        var warmth = TimeSpan.Zero;
        while (true)
        {
            var cost = Measure(scenario, peer, count);
            var duration = TimeSpan.FromMicroseconds(cost.Elapsed * count * scenario.Processes / 1000);
            warmth += TimeSpan.FromMicroseconds(cost.Processor * count / 1000);
            if (duration > batch / 2 && (!isCold || IsWarm(scenario, peer, warmth) || clock.Elapsed > Enough))
                return Math.Max(1, (int)(count * (batch / duration)));
            if (duration <= batch / 2)
                count *= 2;
        }
    }

    bool IsWarm(Scenario scenario, Peer peer, TimeSpan warmth)
    {
        if (!peer.IsDotnet)
            return warmth > WarmUp;
        Thread.Sleep(CompilerRest);
        var areCompiled = Array.ConvertAll(Workers(peer, scenario.Processes), worker => worker.IsCompiled()); // each is asked
        return warmth > WarmUp && areCompiled.All(isCompiled => isCompiled);
    }

    // The cost of one operation; processes at once share the elapsed time.
    Cost Measure(Scenario scenario, Peer peer, int count)
    {
        var workers = Workers(peer, scenario.Processes);
        var path = Array.IndexOf(Peer.All, peer);
        Cost cost;
        if (workers.Length == 1)
        {
            cost = workers[0].Run(scenario.Operation, count, scenario.Size, scenario.PathFor(path, 0));
        }
        else
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < workers.Length; i++)
                workers[i].Begin(scenario.Operation, count, scenario.Size, scenario.PathFor(path, i));
            var processor = workers.Sum(worker => worker.End().Processor);
            cost = new Cost(Stopwatch.GetElapsedTime(start).TotalNanoseconds, processor);
        }

        if (scenario.Operation != Peer.Lock && new FileInfo(scenario.PathFor(path, 0)).Length != scenario.Size)
            throw new InvalidOperationException($"{peer.Name} did not write the file");
        return cost / ((double)count * workers.Length);
    }

    Worker[] Workers(Peer peer, int count)
    {
        if (!_workers.TryGetValue(peer, out var workers))
            _workers.Add(peer, workers = []);
        while (workers.Count < count)
            workers.Add(new Worker(peer));
        return [.. workers[..count]];
    }

    public void Dispose()
    {
        foreach (var worker in _workers.Values.SelectMany(workers => workers))
            worker.Dispose();
    }
}
