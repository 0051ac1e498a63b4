using System.Diagnostics;

namespace Tour;

/// <summary>Runs the dotnet command.</summary>
static class Dotnet
{
    /// <summary>
    /// Runs it in <paramref name="folder"/> and returns what it printed; throws with all of that when it fails.
    /// </summary>
    public static string Run(string folder, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd() + error.Result;
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException(
                $"'dotnet {string.Join(' ', arguments)}' failed in {folder} with exit code {process.ExitCode}:\n{output}"
            );
    }

    public static Process Start(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        // What an outer build or test run has set for itself is not for the projects here.
        foreach (
            var name in start
                .Environment.Keys.Where(name =>
                    name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) && name != "MSBUILDDISABLENODEREUSE"
                )
                .ToArray()
        )
            start.Environment.Remove(name);
        return Process.Start(start)!;
    }
}
