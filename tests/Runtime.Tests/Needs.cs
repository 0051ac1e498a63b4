using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AtomicWrites.Runtime.Tests;

/// <summary>What a test needs of the machine; where it is missing the test is skipped and the run prints why.</summary>
static class Needs
{
    public static void Unix() => Assert.SkipWhen(OperatingSystem.IsWindows(), "needs Unix permissions and links");

    public static void Linux() => Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux");

    public static void Windows() => Assert.SkipUnless(OperatingSystem.IsWindows(), "needs Windows, or Wine");

    /// <summary>Real Windows, as Wine lacks or does otherwise <paramref name="what"/>.</summary>
    public static void NotWine(string what) => Assert.SkipWhen(IsWine, "Wine: " + what);

    public static bool IsWine { get; } =
        OperatingSystem.IsWindows()
        && NativeLibrary.TryGetExport(NativeLibrary.Load("ntdll"), "wine_get_version", out _);

    public static void Root()
    {
        Linux();
        Assert.SkipUnless(Environment.UserName == "root", "needs root, to mount file systems and change owners");
    }

    public static void Program(string name)
    {
        Linux();
        Assert.SkipUnless(Shell($"command -v {name}").ExitCode == 0, $"needs the program {name}");
    }

    public static (int ExitCode, string Output) Shell(string command)
    {
        using var process = Process.Start(
            new ProcessStartInfo("sh", ["-c", command + " 2>&1"])
            {
                RedirectStandardOutput = true,
                WorkingDirectory = AppContext.BaseDirectory,
            }
        )!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
