using System.Diagnostics;

namespace AtomicWrites.Package.Tests;

/// <summary>The program of tests/Platforms, made against the package.</summary>
static class PlatformProgram
{
    /// <summary>A project with its sources that references the package.</summary>
    public static string Project(PackageFixture package, string name, string targetFramework)
    {
        var sources = Directory.EnumerateFiles(Path.Combine(PackageFixture.Repository, "tests", "Platforms"), "*.cs");
        return package.Feed.Project(
            name,
            sources.Select(file => (Path.GetFileName(file), File.ReadAllText(file))),
            targetFrameworks: targetFramework
        );
    }

    /// <summary>Runs its checks; fails with what it printed unless each passed.</summary>
    public static void RunChecks(params string[] command)
    {
        using var process = Start(command);
        var output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output);
        Assert.True(output.Split("ok: ").Length > 5, output);
    }

    public static Process Start(params string[] command) =>
        Process.Start(
            new ProcessStartInfo(command[0], command[1..])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
}
