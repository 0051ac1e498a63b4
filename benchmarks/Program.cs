using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using AtomicWrites.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is [DotnetWorker.Verb, var name])
    return DotnetWorker.Run(name);
if (Settings.Parse(args) is not { } settings)
{
    Console.WriteLine(Settings.Usage);
    return args is ["--help" or "-h"] ? 0 : 2;
}

Environment.CurrentDirectory = Prerequisite.Folder;
if (!OperatingSystem.IsLinux() || Prerequisite.Compiler.Obstacle() is { })
{
    Console.Error.WriteLine(
        OperatingSystem.IsLinux()
            ? Prerequisite.Compiler.Obstacle()
            : "The C program that all is compared with is written for Linux."
    );
    return 1;
}

var clock = Stopwatch.StartNew();
Console.WriteLine(
    $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors, load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}"
);
var peers = Peer.All.Where(settings.Wants).Where(IsReady).ToArray();
var places = Places(settings.Disk).ToArray();
var scenarios = Scenario.All(places).Where(settings.Wants).ToArray();
try
{
    using var race = new Race(
        settings.Rounds ?? (settings.Quick ? 7 : 15),
        TimeSpan.FromMilliseconds(settings.Quick ? 20 : 50)
    );
    foreach (var scenario in scenarios)
    {
        Console.WriteLine(
            $"\n{scenario.Title, -56} {"µs", 9} {"x " + scenario.Mark, 8}  {"p10–p90", -13} {"CPU x " + scenario.Mark, 10}  p10–p90"
        );
        foreach (var ratio in race.Run(scenario, peers))
            Console.WriteLine(
                $"  {ratio.Peer.Name, -54} {ratio.Microseconds, 9:0.0} {ratio.Elapsed} {"", 2}{ratio.Processor}"
            );
    }

    if (settings.Counts)
    {
        PrintAllocations();
        PrintSystemCalls();
    }

    Console.WriteLine($"\n({clock.Elapsed.TotalSeconds:0} s)");
    return 0;
}
catch (InvalidOperationException failure)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
finally
{
    foreach (var place in places)
        Directory.Delete(place.Folder, recursive: true);
}

static bool IsReady(Peer peer)
{
    var obstacle = peer.Needs?.Obstacle();
    if (obstacle is not null)
        Console.WriteLine($"left out: {peer.Name} ({obstacle})");
    return obstacle is null;
}

static IEnumerable<Place> Places(string disk)
{
    const string memory = "/dev/shm";
    if (Directory.Exists(memory))
        yield return new Place(
            "tmpfs",
            Directory.CreateDirectory(Path.Combine(memory, $"atomic-writes-benchmark-{Environment.ProcessId}")).FullName
        );
    var folder = Directory
        .CreateDirectory(Path.Combine(disk, $"atomic-writes-benchmark-{Environment.ProcessId}"))
        .FullName;
    yield return new Place(new DriveInfo(folder).DriveFormat + " disk", folder);
}

void PrintAllocations()
{
    Console.WriteLine("\nbytes allocated by a call, when called 1,000 and 10,000 times");
    foreach (var peer in new[] { Peer.Ours, Peer.ByHand, Peer.State })
    {
        using var worker = new Worker(peer);
        foreach (var operation in Measured().Intersect(peer.Operations))
            Console.WriteLine(
                $"  {peer.Name, -22} {operation, -14} {Allocated(worker, operation, 1000), 9:0.0} {Allocated(worker, operation, 10_000), 9:0.0}"
            );
    }
}

double Allocated(Worker worker, string operation, int count) =>
    worker
        .Run(
            DotnetWorker.Allocated + operation,
            count,
            1024,
            Path.Combine(places[0].Folder, $"allocations-{operation}.json")
        )
        .Elapsed / count;

void PrintSystemCalls()
{
    if (Prerequisite.Strace.Obstacle() is { } obstacle)
    {
        Console.WriteLine($"\nleft out: system calls ({obstacle})");
        return;
    }

    foreach (var operation in Measured().Intersect([Peer.Write, Peer.Lock, Peer.Update, Peer.Load]))
    {
        Console.WriteLine($"\nsystem calls, {operation}");
        foreach (var peer in peers.Where(peer => peer.Operations.Contains(operation)))
        {
            var calls = SystemCalls.Of(
                peer,
                operation,
                Path.Combine(places[0].Folder, $"calls-{Array.IndexOf(Peer.All, peer)}-{operation}.json")
            );
            var parts = calls.Select(call =>
                Math.Round(call.Value, 1) == 1 ? call.Key : $"{call.Value:0.##} {call.Key}"
            );
            Console.WriteLine($"  {peer.Name, -38} {calls.Values.Sum(), 5:0.0}  {string.Join(", ", parts)}");
        }
    }
}

IEnumerable<string> Measured() => scenarios.Select(scenario => scenario.Operation).Distinct();
