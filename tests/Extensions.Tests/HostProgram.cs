using System.Diagnostics;

namespace AtomicWrites.Extensions.Tests;

/// <summary>
/// A program of tests/Extensions.Programs as a process of its own; ended, if it still runs, when disposed.
/// </summary>
sealed class HostProgram : IDisposable
{
    readonly Process _process;

    HostProgram(Process process) => _process = process;

    public int Id => _process.Id;

    public static HostProgram Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "AtomicWrites.Extensions.Programs.dll"), .. arguments]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new(Process.Start(start)!);
    }

    public string? ReadLine() => _process.StandardOutput.ReadLine();

    /// <summary>What it prints when it has read a line; null where it has died of that.</summary>
    public string? Answer()
    {
        _process.StandardInput.WriteLine();
        return ReadLine();
    }

    /// <summary>All that it still prints; it has ended by then.</summary>
    public string[] ReadToEnd()
    {
        var lines = _process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        _process.WaitForExit();
        return lines;
    }

    public int ExitCode => _process.ExitCode;

    public void Terminate() => Process.Start("kill", ["-TERM", $"{Id}"])!.WaitForExit();

    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
