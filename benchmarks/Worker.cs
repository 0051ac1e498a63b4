using System.Diagnostics;
using System.Globalization;

namespace AtomicWrites.Benchmarks;

/// <summary>
/// A running process of a peer, which does what it is told as often as it is told: starting it is not measured.
/// </summary>
sealed class Worker : IDisposable
{
    readonly Peer _peer;
    readonly Process _process;
    double _compiled;

    public Worker(Peer peer, params string[] before)
    {
        var command = peer.CommandLine(before);
        _peer = peer;
        _process = Process.Start(
            new ProcessStartInfo(command[0], command[1..])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
    }

    /// <summary>Runs the operation <paramref name="count"/> times; what it took.</summary>
    public Cost Run(string operation, int count, int size, string path)
    {
        Begin(operation, count, size, path);
        return End();
    }

    /// <summary>Whether it has compiled nothing since this was asked last; always so for what is no .NET.</summary>
    public bool IsCompiled()
    {
        if (!_peer.IsDotnet)
            return true;
        _process.StandardInput.WriteLine(DotnetWorker.Compiled);
        _process.StandardInput.Flush();
        var before = _compiled;
        return (_compiled = End().Elapsed) == before;
    }

    public void Begin(string operation, int count, int size, string path)
    {
        _process.StandardInput.WriteLine($"{operation} {count} {size} {path}");
        _process.StandardInput.Flush();
    }

    public Cost End()
    {
        var answer = _process.StandardOutput.ReadLine() ?? "error it ended";
        return
            answer.Split(' ') is [var elapsed, var cpu]
            && double.TryParse(elapsed, CultureInfo.InvariantCulture, out var first)
            && double.TryParse(cpu, CultureInfo.InvariantCulture, out var second)
            ? new Cost(first, second)
            : throw new InvalidOperationException($"{_peer.Name}: {answer}");
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
