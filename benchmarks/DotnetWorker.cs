using System.Diagnostics;
using System.Globalization;
using System.Runtime;

namespace AtomicWrites.Benchmarks;

/// <summary>
/// The workers in .NET; each runs in a process of its own.
/// Reads lines "OPERATION COUNT SIZE PATH", runs the operation COUNT times and answers with the nanoseconds that took:
/// elapsed, and of processor time.
/// </summary>
static class DotnetWorker
{
    public const string Verb = "worker";

    /// <summary>In front of an operation: answers with the bytes allocated, and 0.</summary>
    public const string Allocated = "allocated-";

    /// <summary>Instead of an operation: answers with the number of methods that were compiled so far, and 0.</summary>
    public const string Compiled = "compiled";

    delegate void Operation(string path, byte[] data, string text);

    static readonly AtomicWriteOptions DataOnly = new() { Durability = Durability.Data };
    static readonly AtomicWriteOptions NotSynced = new() { Durability = Durability.None };

    static readonly Dictionary<string, Dictionary<string, Operation>> Workers = new()
    {
        ["ours"] = new()
        {
            [Peer.Write] = (path, data, _) => AtomicFile.WriteFileAtomic(path, data),
            [Peer.Lock] = (path, _, _) => AtomicFile.WithLock(path, static () => { }),
            [Peer.LockedWrite] = (path, data, _) =>
                AtomicFile.WithLock(path, () => AtomicFile.WriteFileAtomic(path, data)),
        },
        ["data"] = new() { [Peer.Write] = (path, data, _) => AtomicFile.WriteFileAtomic(path, data, DataOnly) },
        ["none"] = new() { [Peer.Write] = (path, data, _) => AtomicFile.WriteFileAtomic(path, data, NotSynced) },
        ["idiom"] = new()
        {
            [Peer.Write] = (path, data, _) => ByHand.WriteAndMove(path, data),
            [Peer.LockedWrite] = (path, data, _) =>
            {
                using (ByHand.OpenExclusive(path))
                    ByHand.WriteAndMove(path, data);
            },
        },
        ["file-share"] = new() { [Peer.Lock] = (path, _, _) => ByHand.OpenExclusive(path).Dispose() },
        ["mutex"] = new() { [Peer.Lock] = (path, _, _) => ByHand.TakeMutex(path) },
        ["unsafe"] = new() { [Peer.Write] = (path, _, text) => File.WriteAllText(path, text) },
    };

    public static int Run(string name)
    {
        while (Console.ReadLine() is { } line)
        {
            if (line == Compiled)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{JitInfo.GetCompiledMethodCount()} 0"));
                continue;
            }

            var parts = line.Split(' ');
            var measuresAllocation = parts[0].StartsWith(Allocated, StringComparison.Ordinal);
            var operation = parts[0][(measuresAllocation ? Allocated.Length : 0)..];
            var (count, size, path) = (
                int.Parse(parts[1], CultureInfo.InvariantCulture),
                int.Parse(parts[2], CultureInfo.InvariantCulture),
                parts[3]
            );
            try
            {
                var (run, check) = Workers.TryGetValue(name, out var operations)
                    ? (Repeated(operations[operation], count, size, path), () => { })
                    : StateWorker.Prepare(name, operation, count, size, path);
                var allocated = GC.GetAllocatedBytesForCurrentThread();
                var cpu = Environment.CpuUsage.TotalTime;
                var start = Stopwatch.GetTimestamp();
                run();
                var elapsed = Stopwatch.GetElapsedTime(start);
                cpu = Environment.CpuUsage.TotalTime - cpu;
                allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
                check();
                Console.WriteLine(
                    measuresAllocation ? $"{allocated} 0" : $"{elapsed.TotalNanoseconds:0} {cpu.TotalNanoseconds:0}"
                );
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                Console.WriteLine($"error {failure.Message}");
                return 1;
            }
        }

        return 0;
    }

    static Action Repeated(Operation operation, int count, int size, string path)
    {
        var text = new string('a', size);
        var data = System.Text.Encoding.ASCII.GetBytes(text);
        return () =>
        {
            for (var i = 0; i < count; i++)
                operation(path, data, text);
        };
    }
}
