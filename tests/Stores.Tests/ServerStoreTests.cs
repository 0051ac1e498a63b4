using System.Transactions;
using AtomicWrites.Etcd;
using AtomicWrites.PostgreSql;
using AtomicWrites.Stores.Tests.Servers;
using dotnet_etcd;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AtomicWrites.Stores.Tests;

/// <summary>
/// What the stores on servers say of bad input and of servers that are of no use: the state, where it is, and what to
/// do.
/// </summary>
public class ServerStoreTests(PostgreSqlServer postgreSql, EtcdServer etcd)
{
    [Fact]
    public void A_server_that_is_not_there_is_unavailable()
    {
        using var source = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Database=none;Timeout=2");
        Says(source, StateFileFailure.Unavailable, "'a' in '127.0.0.1:1/none'", "cannot be reached");
        var cluster = new EtcdStateStore(StoreKinds.Client("http://127.0.0.1:1"), "a");
        Says(() => cluster.Read(), StateFileFailure.Unavailable, "'a' in etcd", "check its endpoints");
    }

    [Fact]
    public void A_database_that_does_not_exist_is_named_with_the_cure()
    {
        using var source = Source(new(postgreSql.Connection) { Database = "missing" });
        Says(source, StateFileFailure.Unreadable, "/missing'", "the database does not exist: create it");
    }

    [Fact]
    public void A_right_that_is_missing_is_named_with_the_cure()
    {
        var store = StoreKinds.Open("postgresql", postgreSql.Connection, Guid.NewGuid().ToString("N"));
        Assert.Null(store.Read().Content); // the table is there
        postgreSql.Allow("stranger");
        using var source = Source(new(postgreSql.Connection) { Username = "stranger" });
        Says(source, StateFileFailure.Unreadable, "'a' in '127.0.0.1:", "GRANT SELECT, INSERT, UPDATE");
    }

    [Theory]
    [InlineData("wrong", "the password is wrong")]
    [InlineData(null, "check its password")]
    public void A_password_that_is_wrong_or_missing_is_named_with_the_cure(string? password, string cure)
    {
        postgreSql.Allow("guarded", "SUPERUSER PASSWORD 'right'");
        using (var right = Source(new(postgreSql.Connection) { Username = "guarded", Password = "right" }))
            Assert.Null(new PostgreSqlStateStore(right, Guid.NewGuid().ToString("N")).Read().Content);
        using var source = Source(new(postgreSql.Connection) { Username = "guarded", Password = password });
        Says(source, StateFileFailure.Unreadable, "'a' in '127.0.0.1:", cure);
    }

    [Fact]
    public async Task The_first_start_of_many_programs_makes_one_table()
    {
        using var owner = new NpgsqlConnection(postgreSql.Connection);
        await owner.OpenAsync();
        // A lost race shows as one of three errors.
        for (var round = 0; round < 25; round++)
        {
            var schema = $"start_{Guid.NewGuid():N}";
            await using (var command = new NpgsqlCommand($"CREATE SCHEMA {schema}", owner))
                await command.ExecuteNonQueryAsync();
            await using var source = Source(new(postgreSql.Connection) { SearchPath = schema, MaxPoolSize = 16 });
            using var gate = new ManualResetEventSlim();
            var starts = Enumerable
                .Range(0, 16)
                .Select(_ =>
                    Task.Factory.StartNew(
                        () =>
                        {
                            var store = new PostgreSqlStateStore(source, "a");
                            gate.Wait();
                            return store.Read().Content;
                        },
                        TaskCreationOptions.LongRunning
                    )
                )
                .ToList();
            gate.Set();
            Assert.All(await Task.WhenAll(starts), Assert.Null);
        }
    }

    [Fact]
    public void Credentials_and_rights_that_are_missing_in_etcd_are_named_with_the_cure()
    {
        if (EtcdNode.Missing is { } reason)
            Assert.Skip(reason);
        using var server = new EtcdNode("guarded");
        server.Cluster = [server];
        server.Start();
        var anonymous = StoreKinds.Client(server.Connection);
        anonymous.UserAdd(new() { Name = "root", Password = "secret" });
        anonymous.RoleAdd(new() { Name = "root" });
        anonymous.UserGrantRole(new() { User = "root", Role = "root" });
        anonymous.UserAdd(new() { Name = "stranger", Password = "secret" });
        anonymous.AuthEnable(new());

        Refused(anonymous, "give the client a user and a password");
        using var mistaken = NewClient("wrong");
        Refused(mistaken, "give the client a user and a password");
        using var stranger = NewClient("secret");
        Refused(stranger, "a right is missing: grant the user's role");

        EtcdClient NewClient(string password)
        {
            var client = new EtcdClient(server.Connection, configureChannelOptions: options =>
                options.Credentials = ChannelCredentials.Insecure
            );
            client.SetCredentials("stranger", password);
            return client;
        }

        static void Refused(EtcdClient client, string cure)
        {
            var store = new EtcdStateStore(client, "a");
            Says(() => store.Read(), StateFileFailure.Unreadable, "'a' in etcd", cure);
            Says(
                () => store.TryReplace(new(null, (0L, 0L)), [1], "0123456789abcdef"),
                StateFileFailure.Unreadable,
                "'a' in etcd",
                cure
            );
        }
    }

    [Fact]
    public void A_server_of_an_old_version_is_refused()
    {
        using var server = new OldPostgreSql();
        using var source = NpgsqlDataSource.Create(server.Connection);
        Says(source, StateFileFailure.Unreadable, "'a' in '127.0.0.1:", "PostgreSQL 9.6.24; 12 or later is needed");
    }

    [Fact]
    public async Task A_server_that_is_no_etcd_of_today_is_refused()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2)
        );
        await using var server = builder.Build();
        server.Run(context =>
        {
            context.Response.ContentType = "application/grpc";
            context.Response.Headers["grpc-status"] = "12";
            return context.Response.CompleteAsync();
        });
        await server.StartAsync();
        var store = new EtcdStateStore(StoreKinds.Client(server.Urls.First()), "a");
        Says(() => store.Read(), StateFileFailure.Unreadable, "'a' in etcd", "etcd 3.4 or later is needed");
    }

    [Fact]
    public void A_server_that_does_not_sync_is_refused()
    {
        using var server = new PostgreSqlServer { Settings = ["fsync=off"] };
        using var source = NpgsqlDataSource.Create(server.Connection);
        Says(source, StateFileFailure.Unreadable, "'a' in '127.0.0.1:", "Set fsync=on");
    }

    [Fact]
    public void A_standby_is_refused_because_it_may_be_behind()
    {
        using var server = new PostgreSqlServer();
        using var source = NpgsqlDataSource.Create(server.Connection);
        var store = new PostgreSqlStateStore(source, "a");
        Assert.Equal(ReplaceOutcome.Committed, store.TryReplace(store.Read(), [1], "0123456789abcdef"));
        server.BecomeStandby();
        using var after = NpgsqlDataSource.Create(server.Connection);
        Says(after, StateFileFailure.Unavailable, "'a' in '127.0.0.1:", "Target Session Attributes=primary");
    }

    [Fact]
    public async Task An_update_within_a_transaction_of_the_program_is_committed_by_itself()
    {
        using var source = NpgsqlDataSource.Create(postgreSql.Connection);
        var numbers = Numbers(new PostgreSqlStateStore(source, Guid.NewGuid().ToString("N")), null);
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            numbers.Edit(list => list.Add(1));
            await numbers.EditAsync(list => list.Add(2));
        } // undone, because nobody has completed it

        Assert.Equal([1, 2], numbers.Read());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_row_that_another_transaction_keeps_is_waited_for_until_time_is_up(bool isAsync)
    {
        await using var source = NpgsqlDataSource.Create(postgreSql.Connection);
        var key = Guid.NewGuid().ToString("N");
        var patient = Numbers(new PostgreSqlStateStore(source, key), null);
        var numbers = Numbers(new PostgreSqlStateStore(source, key), TimeSpan.FromSeconds(1));
        patient.Reset([1]);
        await using (var other = await source.OpenConnectionAsync())
        await using (await other.BeginTransactionAsync())
        {
            await using var keep = new NpgsqlCommand("SELECT FROM atomic_writes_state WHERE key = $1 FOR UPDATE", other)
            {
                Parameters = { new() { Value = key } },
            };
            await keep.ExecuteNonQueryAsync();
            await Assert.ThrowsAsync<TimeoutException>(async () =>
                _ = isAsync ? await numbers.EditAsync(list => list.Add(2)) : numbers.Edit(list => list.Add(2))
            );
        }

        Assert.Equal([1], patient.Read());
    }

    // As after a failover to a standby that has not got the last version, and an update there.
    [Fact]
    public void A_version_that_has_come_back_with_other_content_is_not_replaced()
    {
        using var source = NpgsqlDataSource.Create(postgreSql.Connection);
        var key = Guid.NewGuid().ToString("N");
        var store = new PostgreSqlStateStore(source, key);
        Assert.Equal(ReplaceOutcome.Committed, store.TryReplace(store.Read(), [1], "lost"));
        var lost = store.Read();
        using var failover = source.CreateCommand(
            "UPDATE atomic_writes_state SET content = '\\x02', stamp = 'other' WHERE key = $1"
        );
        failover.Parameters.Add(new() { Value = key });
        Assert.Equal(1, failover.ExecuteNonQuery());
        Assert.Equal(ReplaceOutcome.NotCommitted, store.TryReplace(lost, [3], "new"));
        Assert.Equal([2], store.Read().Content);
    }

    static State<List<int>> Numbers(StateStore store, TimeSpan? timeout) =>
        new(store, new StateOptions<List<int>> { Initial = () => [], LockTimeout = timeout });

    [Theory]
    [InlineData(1001, 'k', "at most 1000 bytes")]
    [InlineData(501, 'ä', "at most 1000 bytes")]
    [InlineData(2, '\0', "contains NUL")]
    [InlineData(1, '\ud800', "half of a surrogate pair")] // as which all halves would be one key
    public void A_key_that_cannot_be_kept_is_refused(int length, char each, string told)
    {
        var key = new string(each, length);
        using var source = NpgsqlDataSource.Create("Host=127.0.0.1");
        foreach (
            var store in new Action[]
            {
                () => _ = new PostgreSqlStateStore(source, key),
                () => _ = new EtcdStateStore(StoreKinds.Client("http://127.0.0.1:1"), key),
            }
        )
        {
            var refusal = Assert.Throws<ArgumentException>(store);
            Assert.Contains("The key '", refusal.Message, StringComparison.Ordinal);
            Assert.Contains(told, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_key_at_which_another_state_keeps_its_stamp_is_refused() =>
        Assert.Contains(
            "ends in '.stamp'",
            Assert
                .Throws<ArgumentException>(() => new EtcdStateStore(StoreKinds.Client("http://127.0.0.1:1"), "a.stamp"))
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Content_above_the_limit_is_refused_and_nothing_is_changed()
    {
        var store = StoreKinds.Open("etcd", etcd.Connection, Guid.NewGuid().ToString("N"));
        Says(
            () => store.TryReplace(store.Read(), new byte[3 * 1024 * 1024], "0123456789abcdef"),
            StateFileFailure.Invalid,
            "' in etcd",
            "1.5 MiB"
        );
        Assert.Null(store.Read().Content);

        using var source = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Database=none");
        var large = new PostgreSqlStateStore(source, "a");
        Says(
            () => large.TryReplace(new(null, 0L), new byte[1_000_000_001], "0123456789abcdef"),
            StateFileFailure.Invalid,
            "'a' in '127.0.0.1:1/none'",
            "Split the state"
        );
    }

    static NpgsqlDataSource Source(NpgsqlConnectionStringBuilder connection) =>
        NpgsqlDataSource.Create(connection.ToString());

    static void Says(NpgsqlDataSource source, StateFileFailure kind, string name, string cure) =>
        Says(() => new PostgreSqlStateStore(source, "a").Read(), kind, name, cure);

    static void Says(Action call, StateFileFailure kind, string name, string cure)
    {
        var failure = Assert.Throws<StateFileException>(call);
        Assert.Equal(kind, failure.Failure);
        Assert.Contains(name, failure.Message, StringComparison.Ordinal);
        Assert.Contains(cure, failure.Message, StringComparison.Ordinal);
    }
}
