using System.Diagnostics;
using System.Globalization;

namespace AtomicWrites.Runtime.Tests;

/// <summary>
/// 16 processes that update one file, killed at random, and shells that take part with flock: not one update is lost.
/// <c>ATOMICWRITES_STORM=1000</c> makes it as many updates for each process, instead of a few.
/// </summary>
public class LockStormTests
{
    const int Workers = 16;
    const int Shells = 2;
    static readonly int Updates = int.Parse(
        Environment.GetEnvironmentVariable("ATOMICWRITES_STORM") ?? "15",
        CultureInfo.InvariantCulture
    );

    [Fact]
    public async Task No_update_is_lost()
    {
        const int Kills = Workers / 2;
        Needs.Program("flock");
        using var folder = new Folder();
        string[] names =
        [
            .. Enumerable.Range(0, Workers).Select(i => $"worker{i}"),
            .. Enumerable.Range(0, Shells).Select(i => $"shell{i}"),
        ];
        File.WriteAllLines(folder["count"], ["sum 0", .. names.Select(name => name + " 0")]);
        var clock = Stopwatch.StartNew();
        var runs = names[..Workers]
            .Select(
                (name, i) =>
                    Task.Factory.StartNew(() => Work(folder["count"], name, i % 2), TaskCreationOptions.LongRunning)
            )
            .ToArray();
        var shells = names[Workers..]
            .Select(name =>
                Task.Factory.StartNew(
                    () => Needs.Shell(Increments(folder["count"], name)),
                    TaskCreationOptions.LongRunning
                )
            )
            .ToArray();
        Assert.All(await Task.WhenAll(shells), shell => Assert.True(shell.ExitCode == 0, shell.Output));
        var killed = (await Task.WhenAll(runs)).Sum();
        Assert.InRange(killed, 1, Kills);
        Assert.Equal(
            [$"sum {names.Length * Updates}", .. names.Select(name => $"{name} {Updates}")],
            File.ReadAllLines(folder["count"])
        );
        TestContext.Current.SendDiagnosticMessage(
            $"{names.Length} × {Updates} updates, {killed} kills: {clock.Elapsed.TotalSeconds:0.0} s"
        );
    }

    // Restarted after each kill until all its updates are in. The file tells how many; each acknowledged one is among
    // them, and at most the one that was in flight beside them. Who was killed with all of them in has none to add.
    static int Work(string path, string name, int kills)
    {
        var killed = 0;
        for (var acknowledged = 0; ; )
        {
            using var worker = Probe.Start(
                [],
                "lock",
                "count",
                path,
                name,
                Updates.ToString(CultureInfo.InvariantCulture)
            );
            // Somewhere in what is left, and somewhere within an update.
            var victim =
                killed < kills
                    ? acknowledged + Random.Shared.Next(Math.Max(1, (Updates - acknowledged) / (kills - killed + 1)))
                    : int.MaxValue;
            var isFirst = true;
            while (worker.StandardOutput.ReadLine() is { } line)
            {
                var count = int.Parse(line, CultureInfo.InvariantCulture);
                Assert.InRange(
                    count,
                    Math.Min(acknowledged + 1, Updates),
                    acknowledged + (isFirst && killed > 0 ? 2 : 1)
                );
                acknowledged = count;
                isFirst = false;
                if (count > victim)
                {
                    Thread.Sleep(Random.Shared.Next(20));
                    worker.Kill();
                    victim = int.MaxValue;
                }
            }

            worker.WaitForExit();
            if (worker.ExitCode == 0)
                return killed;
            Assert.True(worker.ExitCode == 137 && killed < kills, worker.StandardError.ReadToEnd());
            killed++;
        }
    }

    static string Increments(string path, string name) =>
        $$"""
            for i in $(seq {{Updates}}); do
                flock {{path}}.lock sh -c 'awk "/^(sum|{{name}}) /{\$2++} {print}" {{path}} > {{path}}.{{name}} &&
                    mv {{path}}.{{name}} {{path}}' || exit
            done
            """;
}
