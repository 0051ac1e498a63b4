using System.Diagnostics;

namespace AtomicWrites.Crash.Tests;

/// <summary>Other programs, run to their end.</summary>
static class Command
{
    /// <summary>Against hanging, not a measure of anything.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static (int ExitCode, string Output) Run(params string[] line)
    {
        using var process = Start(line);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{string.Join(' ', line)} has not ended in {Patience}.");
        }

        return (process.ExitCode, output.Result + error.Result);
    }

    public static void RunOrThrow(params string[] line)
    {
        var (exitCode, output) = Run(line);
        if (exitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', line)} ended with {exitCode}: {output}");
    }

    public static Process Start(params string[] line) =>
        Process.Start(
            new ProcessStartInfo(line[0], line[1..])
            {
                WorkingDirectory = AppContext.BaseDirectory,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
}
