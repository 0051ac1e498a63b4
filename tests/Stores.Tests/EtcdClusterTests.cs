using System.Diagnostics;
using AtomicWrites.Stores.Tests.Servers;

namespace AtomicWrites.Stores.Tests;

/// <summary>A cluster of three that loses its leader, then its majority, and gets them back.</summary>
public class EtcdClusterTests
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    static readonly int Updates = int.Parse(
        Environment.GetEnvironmentVariable("ATOMICWRITES_KILL_UPDATES") ?? "20",
        null
    );

    [Fact]
    public async Task Without_its_leader_it_goes_on_without_a_majority_it_refuses_and_nothing_is_lost()
    {
        using var cluster = new EtcdCluster();
        var key = Guid.NewGuid().ToString("N");
        var writers = new Writers(count: 8, Updates, () => StoreKinds.Open("etcd", cluster.Connection, key));
        await writers.ReachAsync(0.5);
        var (leader, followers) = cluster.Roles();
        leader.Kill();
        Assert.Null(await writers.FaultAsync());

        followers[0].Kill();
        var (numbers, clock) = (writers.Numbers(), Stopwatch.StartNew());
        var refusal = await Assert.ThrowsAsync<StateFileException>(() =>
            writers
                .History.AppendAsync(-1, async () => await numbers.EditAsync(list => list.Add(-1)))
                .WaitAsync(Patience)
        );
        Assert.Equal(StateFileFailure.Unavailable, refusal.Failure);
        Assert.Contains($"'{key}' in etcd: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("majority", refusal.Message, StringComparison.Ordinal);

        var refused = clock.Elapsed;

        EtcdCluster.Start([leader, followers[0]]);
        await writers.History.AppendAsync(-2, async () => await numbers.EditAsync(list => list.Add(-2)));
        Assert.Null(await writers.FaultAsync(extra: 1));
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{writers.History.Acknowledged} acknowledged, {writers.Refused} "
                + $"refused, {writers.History.Doubtful} in doubt; "
                + $"without a majority refused after {refused.TotalSeconds:0} s"
        );
    }
}
