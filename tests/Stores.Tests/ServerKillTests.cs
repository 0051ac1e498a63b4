using AtomicWrites.Stores.Tests.Servers;

namespace AtomicWrites.Stores.Tests;

/// <summary>
/// The server is killed in the middle of the updates of 16 writers, and started again: what was acknowledged is there,
/// once, and in an order that agrees with time. <c>ATOMICWRITES_KILL_UPDATES</c> says how many updates each makes, 20
/// unless set.
/// </summary>
public class ServerKillTests
{
    const int Kills = 3;

    static readonly int Updates = int.Parse(
        Environment.GetEnvironmentVariable("ATOMICWRITES_KILL_UPDATES") ?? "20",
        null
    );

    // Were it for these settings, a commit would be acknowledged up to ten seconds before the server has written it
    // anywhere but in its own memory.
    [Fact]
    public Task PostgreSql_keeps_what_it_has_acknowledged() =>
        Run("postgresql", new PostgreSqlServer { Settings = ["synchronous_commit=off", "wal_writer_delay=10s"] });

    [Fact]
    public Task Etcd_keeps_what_it_has_acknowledged() => Run("etcd", new EtcdServer());

    static async Task Run(string kind, Server server)
    {
        using var ended = server;
        var (connection, key) = (server.Connection, Guid.NewGuid().ToString("N"));
        var writers = new Writers(count: 16, Updates, () => StoreKinds.Open(kind, connection, key));
        for (var kill = 1; kill <= Kills; kill++)
        {
            await writers.ReachAsync((double)kill / (Kills + 1));
            server.Kill();
            server.Start();
        }

        Assert.Null(await writers.FaultAsync());
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{kind}: {writers.History.Acknowledged} acknowledged, {writers.Refused} refused, {writers.History.Doubtful} in doubt"
        );
    }
}
