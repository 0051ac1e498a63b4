using System.Diagnostics;
using System.Globalization;
using System.Runtime;

namespace AtomicWrites.Stores.Benchmarks;

/// <summary>
/// A process that reads or updates a state as often as it is told, and answers with the nanoseconds that took.
/// </summary>
sealed class Worker : IDisposable
{
    public const string Verb = "worker";

    readonly Process _process;

    public Worker(params string[] order) =>
        _process = Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!, [Verb, .. order])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;

    /// <summary>In the process: WAY KIND PLACE KEY SIZE; then lines OPERATION COUNT.</summary>
    public static int Run(string[] order)
    {
        var row = Row.Of(order[0], order[1], order[2], order[3], int.Parse(order[4], CultureInfo.InvariantCulture));
        row.Update();
        while (Console.ReadLine()?.Split(' ') is [var operation, var count])
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = int.Parse(count, CultureInfo.InvariantCulture); i > 0; i--)
                if (operation == "read")
                    row.Read();
                else
                    row.Update();
            Console.WriteLine(
                $"{Stopwatch.GetElapsedTime(start).TotalNanoseconds:0} {JitInfo.GetCompiledMethodCount()}"
            );
        }

        return 0;
    }

    public void Begin(string operation, int count)
    {
        _process.StandardInput.WriteLine($"{operation} {count}");
        _process.StandardInput.Flush();
    }

    /// <summary>How many methods had been compiled by the end.</summary>
    public long End() =>
        _process.StandardOutput.ReadLine()?.Split(' ') is [_, var compiled]
            ? long.Parse(compiled, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException("A worker has ended.");

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
