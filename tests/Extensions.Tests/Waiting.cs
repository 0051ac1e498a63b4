namespace AtomicWrites.Extensions.Tests;

/// <summary>Waits for what another thread or program does; the limit only ends a test that hangs.</summary>
static class Waiting
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static void Until(Func<bool> condition, string what) =>
        Assert.True(SpinWait.SpinUntil(() => condition() || Pause(), Limit), what);

    static bool Pause()
    {
        Thread.Sleep(10);
        return false;
    }
}
