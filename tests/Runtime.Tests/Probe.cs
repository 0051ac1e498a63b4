using System.Diagnostics;

namespace AtomicWrites.Runtime.Tests;

/// <summary>Runs tests/Probe, alone or under another program.</summary>
static class Probe
{
    // The published tests for Windows bring their own runtime and start as a program.
    static readonly string[] Program = File.Exists(Beside("AtomicWrites.Probe.exe"))
        ? [Beside("AtomicWrites.Probe.exe")]
        : ["dotnet", Beside("AtomicWrites.Probe.dll")];

    static string Beside(string file) => Path.Combine(AppContext.BaseDirectory, file);

    public static (int ExitCode, string Output) Run(params string[] arguments) => RunUnder([], arguments);

    public static (int ExitCode, string Output) RunUnder(string[] wrapper, params string[] arguments)
    {
        using var process = Start(wrapper, arguments);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    /// <summary>How the probe is started, for whoever starts it himself.</summary>
    public static ProcessStartInfo Of(params string[] arguments)
    {
        string[] line = [.. Program, .. arguments];
        return new ProcessStartInfo(line[0], line[1..]) { WorkingDirectory = AppContext.BaseDirectory };
    }

    public static Process Start(string[] wrapper, params string[] arguments)
    {
        string[] line = [.. wrapper, .. Program, .. arguments];
        return MutationCoverage.Start(
            new ProcessStartInfo(line[0], line[1..])
            {
                WorkingDirectory = AppContext.BaseDirectory,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        );
    }
}
