using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using AtomicWrites.Etcd;
using AtomicWrites.PostgreSql;
using AtomicWrites.Stores.Tests.Network;
using AtomicWrites.Stores.Tests.Servers;
using dotnet_etcd;
using Grpc.Core;
using Npgsql;

namespace AtomicWrites.Stores.Tests;

/// <summary>
/// What is between a program and its server, and how others have set that up: a silent network, a pool, time limits,
/// tokens that expire, a full database.
/// </summary>
public class ServerSurroundingsTests(PostgreSqlServer postgreSql, EtcdServer etcd)
{
    static State<List<int>> Numbers(StateStore store, TimeSpan? limit = null) =>
        new(store, new StateOptions<List<int>> { Initial = () => [], LockTimeout = limit });

    static string NewKey() => Guid.NewGuid().ToString("N");

    // As behind a firewall that has forgotten the connection: the client's request to cancel is not answered either.
    [Theory]
    [InlineData("postgresql", true)]
    [InlineData("postgresql", false)]
    [InlineData("etcd", true)]
    [InlineData("etcd", false)]
    public async Task A_silent_network_is_waited_for_until_time_is_up(string kind, bool isAsync)
    {
        Server server = kind == "etcd" ? etcd : postgreSql;
        var (direct, key) = (server.Connection, NewKey());
        using var network = new CuttingProxy(server.Port);
        var store = StoreKinds.Open(kind, server.ConnectionAt(network.Port), key);
        var numbers = Numbers(store, TimeSpan.FromSeconds(1));
        await numbers.EditAsync(list => list.Add(1));
        var present = await store.ReadAsync();

        network.IsSilent = true;
        var clock = Stopwatch.StartNew();
        await Assert.ThrowsAsync<TimeoutException>(() =>
            isAsync ? numbers.EditAsync(list => list.Add(2)) : Task.Run(() => numbers.Edit(list => list.Add(2)))
        );
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var content = "[3]"u8.ToArray();
        Assert.Equal(
            ReplaceOutcome.Unknown,
            isAsync
                ? await store.TryReplaceAsync(present, content, "0123456789abcdef", limit.Token)
                : store.TryReplace(present, content, "0123456789abcdef", limit.Token)
        );
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(12)); // 30 and more by the client

        network.IsSilent = false;
        Assert.Contains(4, await numbers.EditAsync(list => list.Add(4)));
        Assert.DoesNotContain(2, await Numbers(StoreKinds.Open(kind, direct, key)).ReadAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_silent_cluster_is_given_up_after_ten_seconds_whatever_the_systems_clock_says(bool isAsync)
    {
        _ = etcd.Connection;
        using var network = new CuttingProxy(etcd.Port);
        var deadlines = new Deadlines();
        using var client = new EtcdClient(etcd.ConnectionAt(network.Port), configureChannelOptions: options =>
        {
            options.Credentials = ChannelCredentials.Insecure;
            options.HttpHandler = deadlines;
        });
        var store = new EtcdStateStore(client, NewKey());
        store.Read();
        Assert.NotEqual(0, deadlines.Requests);
        Assert.Equal(0, deadlines.Set); // which the client keeps by the time of day

        network.IsSilent = true;
        var clock = Stopwatch.StartNew();
        var failure = await Assert.ThrowsAsync<StateFileException>(() =>
            isAsync ? store.ReadAsync() : Task.Run(() => store.Read())
        );
        Assert.Equal(StateFileFailure.Unavailable, failure.Failure);
        Assert.Contains("has not answered in time", failure.Message, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(25));
    }

    [Theory]
    [InlineData("statement_timeout=200", "statement_timeout")]
    [InlineData("lock_timeout=200", "lock_timeout")]
    [InlineData("default_transaction_read_only=on", "connect to the primary")]
    public async Task What_another_try_may_mend_is_unavailable_and_tried_again(string setting, string cure)
    {
        var key = NewKey();
        await using var plain = NpgsqlDataSource.Create(postgreSql.Connection);
        await using var limited = NpgsqlDataSource.Create(postgreSql.Connection + $";Options=-c {setting}");
        await Numbers(new PostgreSqlStateStore(plain, key)).ResetAsync([1]);
        var store = new PostgreSqlStateStore(limited, key);
        await using var other = await plain.OpenConnectionAsync();
        await using (await other.BeginTransactionAsync())
        {
            await using var keep = new NpgsqlCommand("SELECT FROM atomic_writes_state WHERE key = $1 FOR UPDATE", other)
            {
                Parameters = { new() { Value = key } },
            };
            await keep.ExecuteNonQueryAsync();
            var failure = await Assert.ThrowsAsync<StateFileException>(async () =>
                await store.TryReplaceAsync(await store.ReadAsync(), [2], "0123456789abcdef")
            );
            Assert.Equal(StateFileFailure.Unavailable, failure.Failure);
            Assert.False(failure.IsOutcomeUnknown);
            Assert.Contains(cure, failure.Message, StringComparison.Ordinal);
        }

        if (!setting.EndsWith("on", StringComparison.Ordinal))
            Assert.Equal([1, 2], await Numbers(store).EditAsync(list => list.Add(2)));
    }

    [Fact]
    public void A_table_that_is_altered_under_prepared_statements_is_no_failure()
    {
        var schema = $"altered_{Guid.NewGuid():N}";
        using var source = NpgsqlDataSource.Create(
            postgreSql.Connection + $";Search Path={schema};Max Auto Prepare=10;Auto Prepare Min Usages=1"
        );
        Execute($"CREATE SCHEMA {schema}");
        var numbers = Numbers(new PostgreSqlStateStore(source, "a"));
        numbers.Edit(list => list.Add(1));
        numbers.Edit(list => list.Add(2));
        Execute($"ALTER TABLE {schema}.atomic_writes_state ALTER version TYPE numeric");
        Assert.Equal([1, 2, 3], numbers.Edit(list => list.Add(3)));

        void Execute(string sql)
        {
            using var other = new NpgsqlConnection(postgreSql.Connection);
            other.Open();
            using var command = new NpgsqlCommand(sql, other);
            command.ExecuteNonQuery();
        }
    }

    [Fact]
    public void A_data_source_that_can_do_no_synchronous_call_is_refused()
    {
        using var source = NpgsqlDataSource.Create("Host=127.0.0.1;Multiplexing=true");
        var refusal = Assert.Throws<ArgumentException>(() => new PostgreSqlStateStore(source, "a"));
        Assert.Contains("Multiplexing=true", refusal.Message, StringComparison.Ordinal);
    }

    // It swallows notifications, and no statement may need one before it.
    [Fact]
    public async Task Behind_a_pool_that_hands_on_connections_nothing_is_lost_and_watching_goes_on()
    {
        if (PgBouncer.Missing is { } reason)
            Assert.Skip(reason);
        _ = postgreSql.Connection;
        using var pool = new PgBouncer(postgreSql);
        pool.Start();
        var (connection, key) = (pool.Connection + ";No Reset On Close=true", NewKey());
        using var news = new BlockingCollection<int>();
        using var watch = Open().OnChange(list => news.Add(list.Count), _ => { });
        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(number =>
                    Task.Run(async () =>
                    {
                        for (var i = 0; i < 25; i++)
                            await Open().EditAsync(list => list.Add(number));
                    })
                )
        );
        Assert.Equal(100, (await Open().ReadAsync()).Count);
        var seen = 0;
        while (seen < 100)
            Assert.True(news.TryTake(out seen, TimeSpan.FromSeconds(40)), "the last change was not reported");

        State<List<int>> Open() => Numbers(StoreKinds.Open("postgresql", connection, key));
    }

    [Theory]
    [InlineData("LATIN1", "😀", false)]
    [InlineData("LATIN1", "ä", true)]
    [InlineData("SQL_ASCII", "😀", true)]
    public void A_key_that_the_encoding_of_the_database_lacks_is_named_with_the_cure(
        string encoding,
        string key,
        bool isThere
    )
    {
        var database = $"in_{encoding.ToLowerInvariant()}_{Guid.NewGuid():N}";
        using (var owner = NpgsqlDataSource.Create(postgreSql.Connection))
        using (
            var create = owner.CreateCommand(
                $"CREATE DATABASE {database} ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
            )
        )
            create.ExecuteNonQuery();
        using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(postgreSql.Connection) { Database = database }.ToString()
        );
        var numbers = Numbers(new PostgreSqlStateStore(source, key));
        if (isThere)
            Assert.Equal([1], numbers.Edit(list => list.Add(1)));
        else
            Assert.Contains(
                "use a database in UTF8",
                Assert.Throws<StateFileException>(() => numbers.Edit(list => list.Add(1))).Message,
                StringComparison.Ordinal
            );
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [InlineData("etcd")]
    public void Keys_that_look_alike_are_different_states(string kind)
    {
        string[] endings =
        [
            .. "a|A| a|a |ä|a\u0308|\ufeffa|a\u200b|a'b|a\"b|a;--|a\\|a\nb|a\r\nb|😀|\uffff".Split('|'),
            .. "../a|/a/b|%61|NULL|1|01|1.0|ß|ss|İ|i|ı|K|\u212a".Split('|'),
        ];
        var folder = Directory.CreateTempSubdirectory("atomic-writes-keys-").FullName;
        var (place, key) = (
            kind switch
            {
                "sqlite" => $"Data Source={Path.Combine(folder, "state.db")}",
                "etcd" => etcd.Connection,
                _ => postgreSql.Connection,
            },
            NewKey()
        );
        for (var i = 0; i < endings.Length; i++)
            Numbers(StoreKinds.Open(kind, place, key + endings[i])).Edit(list => list.Add(i));
        for (var i = 0; i < endings.Length; i++)
            Assert.Equal([i], Numbers(StoreKinds.Open(kind, place, key + endings[i])).Read());
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_token_that_expires_is_renewed_without_a_failure()
    {
        if (EtcdNode.Missing is { } reason)
            Assert.Skip(reason);
        var folder = Directory.CreateTempSubdirectory("atomic-writes-token-").FullName;
        var (secret, known) = (Path.Combine(folder, "secret.pem"), Path.Combine(folder, "known.pem"));
        using (var key = RSA.Create(2048))
        {
            File.WriteAllText(secret, key.ExportRSAPrivateKeyPem());
            File.WriteAllText(known, key.ExportSubjectPublicKeyInfoPem());
        }

        using var server = Node("--auth-token", $"jwt,pub-key={known},priv-key={secret},sign-method=RS256,ttl=2s");
        using var anonymous = Client(server);
        anonymous.UserAdd(new() { Name = "root", Password = "secret" });
        anonymous.RoleAdd(new() { Name = "root" });
        anonymous.UserGrantRole(new() { User = "root", Role = "root" });
        anonymous.AuthEnable(new());
        using var client = Client(server);
        client.SetCredentials("root", "secret");
        var numbers = Numbers(new EtcdStateStore(client, "a"));
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(12); Thread.Sleep(300))
            numbers.Edit(list => list.Add(1));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_database_that_is_full_and_a_content_that_the_client_does_not_take_are_named_with_the_cure()
    {
        if (EtcdNode.Missing is { } reason)
            Assert.Skip(reason);
        using var server = Node("--max-request-bytes", "20000000", "--quota-backend-bytes", "16000000");
        using var client = Client(server);
        var text = new State<string>(new EtcdStateStore(client, "a"));
        text.Reset(new string('x', 6_000_000));
        Says(() => text.Read(), "MaxReceiveMessageSize");
        using var patient = new EtcdClient(server.Connection, configureChannelOptions: options =>
        {
            options.Credentials = ChannelCredentials.Insecure;
            options.MaxReceiveMessageSize = 20_000_000;
        });
        text = new State<string>(new EtcdStateStore(patient, "a"));
        Assert.Equal(6_000_000, text.Read().Length);
        Says(
            () =>
            {
                for (var i = 0; i < 4; i++)
                    text.Reset(new string('y', 6_000_000));
            },
            "compact and defragment"
        );

        static void Says(Action call, string cure)
        {
            var failure = Assert.Throws<StateFileException>(call);
            Assert.Equal(StateFileFailure.Unreadable, failure.Failure);
            Assert.Contains(cure, failure.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Counts the requests, and those with a time limit of the client's.</summary>
    sealed class Deadlines() : DelegatingHandler(new SocketsHttpHandler())
    {
        public int Requests { get; private set; }

        public int Set { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellation
        )
        {
            Requests++;
            Set += request.Headers.Contains("grpc-timeout") ? 1 : 0;
            return base.SendAsync(request, cancellation);
        }
    }

    static EtcdNode Node(params string[] options)
    {
        var node = new EtcdNode("alone") { Options = options };
        node.Cluster = [node];
        node.Start();
        return node;
    }

    static EtcdClient Client(EtcdNode node) =>
        new(node.Connection, configureChannelOptions: options => options.Credentials = ChannelCredentials.Insecure);
}
