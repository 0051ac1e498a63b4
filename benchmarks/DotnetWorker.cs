using System.Diagnostics;
using System.Globalization;

namespace AtomicWrites.Benchmarks;

/// <summary>
/// The workers in .NET; each runs in a process of its own.
/// Reads lines "OPERATION COUNT SIZE PATH", runs the operation COUNT times and answers with the nanoseconds that took: elapsed, and of processor time.
/// </summary>
static class DotnetWorker
{
    public const string Verb = "worker";

    /// <summary>In front of an operation: answers with the bytes allocated, and 0.</summary>
    public const string Allocated = "allocated-";

    delegate void Operation(string path, byte[] data, string text);

    static readonly AtomicWriteOptions DataOnly = new() { Durability = Durability.Data };
    static readonly AtomicWriteOptions NotSynced = new() { Durability = Durability.None };

    static readonly Dictionary<string, Dictionary<string, Operation>> Workers = new()
    {
        ["ours"] = new()
        {
            [Peer.Write] = (path, data, _) => AtomicFile.WriteFileAtomic(path, data),
            [Peer.Lock] = (path, _, _) => AtomicFile.WithLock(path, static () => { }),
            [Peer.LockedWrite] = (path, data, _) => AtomicFile.WithLock(path, () => AtomicFile.WriteFileAtomic(path, data)),
        },
        ["data"] = new() { [Peer.Write] = (path, data, _) => AtomicFile.WriteFileAtomic(path, data, DataOnly) },
        ["none"] = new() { [Peer.Write] = (path, data, _) => AtomicFile.WriteFileAtomic(path, data, NotSynced) },
        ["idiom"] = new()
        {
            [Peer.Write] = (path, data, _) => WriteAndMove(path, data),
            [Peer.LockedWrite] = (path, data, _) =>
            {
                using (OpenExclusive(path))
                    WriteAndMove(path, data);
            },
        },
        ["file-share"] = new() { [Peer.Lock] = (path, _, _) => OpenExclusive(path).Dispose() },
        ["mutex"] = new() { [Peer.Lock] = (path, _, _) => TakeMutex(path) },
        ["unsafe"] = new() { [Peer.Write] = (path, _, text) => File.WriteAllText(path, text) },
    };

    public static int Run(string name)
    {
        while (Console.ReadLine() is { } line)
        {
            var parts = line.Split(' ');
            var measuresAllocation = parts[0].StartsWith(Allocated, StringComparison.Ordinal);
            var operation = Workers[name][parts[0][(measuresAllocation ? Allocated.Length : 0)..]];
            var (count, size, path) = (int.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture), parts[3]);
            var text = new string('a', size);
            var data = System.Text.Encoding.ASCII.GetBytes(text);
            try
            {
                var allocated = GC.GetAllocatedBytesForCurrentThread();
                var cpu = Environment.CpuUsage.TotalTime;
                var start = Stopwatch.GetTimestamp();
                for (var i = 0; i < count; i++)
                    operation(path, data, text);
                var elapsed = Stopwatch.GetElapsedTime(start);
                cpu = Environment.CpuUsage.TotalTime - cpu;
                allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
                Console.WriteLine(measuresAllocation ? $"{allocated} 0" : $"{elapsed.TotalNanoseconds:0} {cpu.TotalNanoseconds:0}");
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                Console.WriteLine($"error {failure.Message}");
                return 1;
            }
        }

        return 0;
    }

    // As it is written by hand: no sync of the directory, and the mode of the target is lost.
    static void WriteAndMove(string path, byte[] data)
    {
        var temporary = path + "." + Guid.NewGuid().ToString("N") + ".tmp";
        using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            file.Write(data);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    // There is no way to wait for it: try again until the other has closed it.
    static FileStream OpenExclusive(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                Thread.Sleep(1);
            }
        }
    }

    static void TakeMutex(string path)
    {
        using var mutex = new Mutex(initiallyOwned: false, @"Global\" + path.Replace('/', '-'));
        mutex.WaitOne();
        mutex.ReleaseMutex();
    }
}
