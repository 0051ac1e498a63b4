namespace AtomicWrites.Runtime.Tests;

/// <summary>Waits for what another thread or process is about to do, instead of sleeping and hoping.</summary>
static class Waiting
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static void Until(Func<bool> condition)
    {
        for (var end = Environment.TickCount64 + (long)Patience.TotalMilliseconds; !condition(); Thread.Sleep(1))
            Assert.True(Environment.TickCount64 < end, "waited in vain");
    }

    /// <summary>How many threads, of any process, are blocked in flock on the file, as the kernel tells.</summary>
    public static int BlockedOn(string file)
    {
        Needs.Linux();
        var inode = ":" + Needs.Shell($"stat -c %i {file}").Output.Trim();
        return File.ReadAllLines("/proc/locks")
            .Count(line =>
                line.Contains("->", StringComparison.Ordinal)
                && line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Any(word => word.EndsWith(inode, StringComparison.Ordinal))
            );
    }

    /// <summary>Sends STOP, CONT or KILL.</summary>
    public static void Signal(int process, string signal) =>
        Assert.Equal(0, Needs.Shell($"kill -{signal} {process}").ExitCode);
}
