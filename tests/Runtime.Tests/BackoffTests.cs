using AtomicWrites.CompareAndSwap;

namespace AtomicWrites.Runtime.Tests;

/// <summary>How long losers of a race rest.</summary>
public class BackoffTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 1, 2)]
    [InlineData(3, 1, 8)]
    [InlineData(6, 1, 64)]
    [InlineData(1000, 1, 64)]
    public void A_pause_is_random_and_longer_with_every_failure_up_to_a_limit(int failures, int shortest, int longest)
    {
        var pauses = Enumerable.Range(0, 2000).Select(_ => Backoff.Milliseconds(failures)).Distinct().ToArray();
        Assert.Equal(shortest, pauses.Min());
        Assert.Equal(longest, pauses.Max());
        Assert.Equal(longest - shortest + 1, pauses.Length);
    }
}
