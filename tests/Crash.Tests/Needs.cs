namespace AtomicWrites.Crash.Tests;

/// <summary>What a test needs of the machine; where it is missing the test is skipped and the run prints why.</summary>
static class Needs
{
    public static void Linux() => Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux");

    public static void Programs(params ReadOnlySpan<string> names)
    {
        Linux();
        foreach (var name in names)
            Assert.SkipUnless(Command.Run("sh", "-c", $"command -v {name}").ExitCode == 0, $"needs the program {name}");
    }

    public static void Root()
    {
        Linux();
        Assert.SkipUnless(Environment.UserName == "root", "needs root, to mount file systems");
    }

    public static void Device(string path) => Assert.SkipUnless(File.Exists(path), $"needs {path}");
}
