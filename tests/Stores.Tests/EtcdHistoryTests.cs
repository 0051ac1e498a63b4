using System.Globalization;
using System.Text;
using AtomicWrites.Etcd;
using AtomicWrites.Stores.Tests.Servers;
using Etcdserverpb;

namespace AtomicWrites.Stores.Tests;

/// <summary>
/// A replacement that arrives when more have overtaken it than a stamp names: as that of a slow replica, or the second
/// try of the channel, whose first one was committed.
/// </summary>
public class EtcdHistoryTests(EtcdServer etcd)
{
    const int Overtaking = 100;
    readonly string _key = Guid.NewGuid().ToString("N");

    [Theory]
    [InlineData(false, ReplaceOutcome.NotCommitted)]
    [InlineData(true, ReplaceOutcome.Committed)]
    public async Task The_history_tells_whether_it_was_committed(bool isSentAgain, ReplaceOutcome outcome)
    {
        var (store, present) = await Prepare(etcd, isSentAgain);
        var before = store.Read();
        Assert.Equal(outcome, store.TryReplace(present, "mine"u8.ToArray(), "mine.replaced"));
        Assert.Equal(outcome, await store.TryReplaceAsync(present, "mine"u8.ToArray(), "mine.replaced"));
        Assert.Equal(before.Content, store.Read().Content);
    }

    [Theory]
    [InlineData(1, ReplaceOutcome.NotCommitted)] // what is left still names the replaced version
    [InlineData(Overtaking, ReplaceOutcome.Unknown)]
    public async Task A_history_that_was_compacted_tells_what_is_left(int forgotten, ReplaceOutcome outcome)
    {
        if (EtcdNode.Missing is { } reason)
            Assert.Skip(reason);
        using var server = new EtcdNode("compacted");
        server.Cluster = [server];
        server.Start();
        var (store, present) = await Prepare(server, isSentAgain: false);
        var (content, _) = ((long, long))present.Version!;
        await StoreKinds
            .Client(server.Connection)
            .CompactAsync(new CompactionRequest { Revision = content + forgotten });
        Assert.Equal(outcome, store.TryReplace(present, "mine"u8.ToArray(), "mine.replaced"));
    }

    // The one that was to be replaced, with very many after it.
    async Task<(EtcdStateStore Store, StoredState Present)> Prepare(EtcdNode server, bool isSentAgain)
    {
        var store = new EtcdStateStore(StoreKinds.Client(server.Connection), _key);
        Assert.Equal(ReplaceOutcome.Committed, store.TryReplace(store.Read(), "first"u8.ToArray(), "replaced"));
        var present = store.Read();
        if (isSentAgain)
            Assert.Equal(ReplaceOutcome.Committed, store.TryReplace(present, "mine"u8.ToArray(), "mine.replaced"));
        var stamps = isSentAgain ? new List<string> { "mine", "replaced" } : ["replaced"];
        for (var n = 1; n <= Overtaking; n++)
        {
            stamps.Insert(0, n.ToString(CultureInfo.InvariantCulture) + "-other");
            var stamp = string.Join('.', stamps.Take(3));
            var outcome = await store.TryReplaceAsync(store.Read(), Encoding.UTF8.GetBytes(stamp), stamp);
            Assert.Equal(ReplaceOutcome.Committed, outcome);
        }

        return (store, present);
    }
}
