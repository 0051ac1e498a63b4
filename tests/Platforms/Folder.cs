using System.Diagnostics;

namespace AtomicWrites.Platforms;

/// <summary>A folder of its own for one check.</summary>
sealed class Folder : IDisposable
{
    public Folder() => Directory.CreateDirectory(Path);

    public string Path { get; } =
        System.IO.Path.Combine(System.IO.Path.GetTempPath(), "atomic-writes-" + Guid.NewGuid().ToString("N"));

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Names of the temporary files in it: what a failed or finished write must not leave.</summary>
    public IEnumerable<string> Leftovers => Directory.GetFiles(Path, ".*.tmp");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>
/// What this program cannot ask the system for itself on every platform: modes, links, another program's lock.
/// </summary>
static class Shell
{
    public static string Run(string command)
    {
        using var process = Start(command);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output.Trim();
    }

    public static Process Start(string command) =>
        Process.Start(
            new ProcessStartInfo("/bin/sh", $"-c \"{command}\"")
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
}
