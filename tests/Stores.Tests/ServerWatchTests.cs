using System.Collections.Concurrent;
using AtomicWrites.Etcd;
using AtomicWrites.Stores.Tests.Network;
using AtomicWrites.Stores.Tests.Servers;
using dotnet_etcd;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace AtomicWrites.Stores.Tests;

/// <summary>A watch goes on when its server was killed and is back.</summary>
public class ServerWatchTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public void Of_PostgreSql() => Run("postgresql", new PostgreSqlServer(), _ => { });

    [Fact]
    public void Of_etcd() => Run("etcd", new EtcdServer(), _ => { });

    // So that it cannot go on where it was.
    [Fact]
    public void Of_etcd_that_has_forgotten_what_came_in_between() => Run("etcd", new EtcdServer(), connection =>
        {
            var client = StoreKinds.Client(connection);
            var now = client.Get("any").Header.Revision;
            client.Compact(new Etcdserverpb.CompactionRequest { Revision = now, Physical = true });
        });

    [Fact]
    public void Of_etcd_that_reads_no_content_to_find_out_whether_there_is_another()
    {
        using var server = new EtcdServer();
        var (direct, key) = (server.Connection, Guid.NewGuid().ToString("N"));
        using var network = new CuttingProxy(server.Port);
        var large = new State<string>(StoreKinds.Open("etcd", direct, key));
        large.Reset(new string('x', 1_000_000));
        var reports = new SemaphoreSlim(0); // not disposed of: a report may be under way at the end
        using var watch = StoreKinds
            .Open("etcd", server.ConnectionAt(network.Port), key)
            .Watch(() => reports.Release())!;
        Assert.True(reports.Wait(Patience));
        Thread.Sleep(TimeSpan.FromSeconds(5)); // two more looks
        Assert.InRange(network.Traffic.Received, 1, 100_000);
        while (reports.Wait(0)) { }
        large.Reset(new string('y', 1_000_000));
        Assert.True(reports.Wait(Patience));
    }

    [Fact]
    public void Of_etcd_whose_client_can_open_no_stream_of_events()
    {
        using var server = new EtcdServer();
        using var client = new EtcdClient(
            server.Connection,
            configureChannelOptions: options => options.Credentials = ChannelCredentials.Insecure,
            interceptors: [new NoStreams()]
        );
        var key = Guid.NewGuid().ToString("N");
        var other = new State<string>(StoreKinds.Open("etcd", server.Connection, key));
        other.Reset("first");
        var reports = new SemaphoreSlim(0); // not disposed of: a report may be under way at the end
        using var watch = new EtcdStateStore(client, key).Watch(() => reports.Release())!;
        Assert.True(reports.Wait(Patience));
        other.Reset("second");
        Assert.True(reports.Wait(Patience));
    }

    sealed class NoStreams : Interceptor
    {
        public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation
        ) => throw new RpcException(new Status(StatusCode.Unavailable, "its stream has ended"));
    }

    static void Run(string kind, Server server, Action<string> forget)
    {
        using var ended = server;
        var (connection, key) = (server.Connection, Guid.NewGuid().ToString("N"));
        using var news = new BlockingCollection<int>();
        var (mine, other) = (Numbers(), Numbers());
        using var watch = mine.OnChange(numbers => news.Add(numbers.Count), _ => { });
        other.Edit(numbers => numbers.Add(1));
        Expect(1);
        server.Kill();
        server.Start();
        other.Edit(numbers => numbers.Add(2)); // while the watch may still be on its way back
        forget(connection);
        Expect(2);
        other.Edit(numbers => numbers.Add(3)); // and when it is there
        Expect(3);

        State<List<int>> Numbers() =>
            new(StoreKinds.Open(kind, connection, key), new StateOptions<List<int>> { Initial = () => [] });

        void Expect(int count)
        {
            Assert.True(news.TryTake(out var seen, Patience), $"{count} was not reported");
            Assert.Equal(count, seen);
        }
    }
}
