using AtomicWrites.Stores.Tests.Network;
using AtomicWrites.Stores.Tests.Servers;

namespace AtomicWrites.Stores.Tests;

/// <summary>
/// The connection breaks after each byte of an update, or after some of them (<c>ATOMICWRITES_CUTS</c> for each
/// direction, 40 unless set): in the middle of the read, of the request, between request and answer, in the middle of
/// the answer. The update is done once, and its caller is told so.
/// </summary>
public class NetworkCutTests(PostgreSqlServer postgreSql, EtcdServer etcd)
{
    const int Warm = 35; // until the stamp has its full length, so that all updates are of one size

    static readonly int Points = int.Parse(Environment.GetEnvironmentVariable("ATOMICWRITES_CUTS") ?? "40", null);

    [Theory]
    [InlineData("postgresql", false)]
    [InlineData("postgresql", true)]
    [InlineData("etcd", false)]
    [InlineData("etcd", true)]
    public async Task Wherever_the_connection_breaks_the_update_is_done_once(string kind, bool isAsync)
    {
        Server server = kind == "etcd" ? etcd : postgreSql;
        var (direct, key) = (server.Connection, Guid.NewGuid().ToString("N"));
        using var proxy = new CuttingProxy(server.Port);
        var store = new RecordingStore(StoreKinds.Open(kind, server.ConnectionAt(proxy.Port), key));
        var (state, kept) = (Counter(store), Counter(StoreKinds.Open(kind, direct, key)));
        for (var n = 0; n < Warm; n++)
            await Update();
        proxy.Arm(null);
        await Update();
        var (sent, received) = proxy.Traffic;
        var cuts = Steps(sent)
            .Select(request => new Cut(Request: request))
            .Concat(Steps(received).Select(answer => new Cut(Answer: answer)))
            .ToArray();

        var (count, found, sentAgain) = (Warm + 1, 0, 0);
        foreach (var cut in cuts)
        {
            store.Outcomes.Clear();
            proxy.Arm(cut);
            var saved = await Update();
            proxy.Arm(null);
            Assert.Equal((cut, ++count), (cut, saved.Count));
            Assert.Equal((cut, count), (cut, kept.Read().Count));
            if (store.Outcomes.Contains(ReplaceOutcome.Unknown))
                _ = store.Outcomes.Last() == ReplaceOutcome.Unknown ? found++ : sentAgain++;
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{kind}: {proxy.Cuts} cuts; {found} lost answers of what was committed, {sentAgain} requests sent again"
        );
        Assert.InRange(proxy.Cuts, cuts.Length * 3 / 4, cuts.Length); // a request may be shorter than the one that was measured
        Assert.NotEqual(0, found);

        async Task<Tally> Update() =>
            isAsync ? await state.EditAsync(tally => tally.Count++) : state.Edit(tally => tally.Count++);
    }

    static IEnumerable<long> Steps(long bytes) =>
        Enumerable.Range(0, Points).Select(point => bytes * point / Points).Distinct();

    static State<Tally> Counter(StateStore store) => new(store, new StateOptions<Tally> { Initial = () => new() });

    sealed class Tally
    {
        public int Count { get; set; }
    }
}
