using AtomicWrites.Etcd;
using AtomicWrites.PostgreSql;
using AtomicWrites.Stores.Tests.Servers;
using Npgsql;

namespace AtomicWrites.Stores.Tests;

/// <summary>What the stores on servers say of bad input and of servers that are gone.</summary>
public class ServerStoreTests(PostgreSqlServer postgreSql, EtcdServer etcd)
{
    [Fact]
    public void A_server_that_is_not_there_is_unavailable()
    {
        using var source = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Database=none;Timeout=2");
        var failure = Assert.Throws<StateFileException>(() => new PostgreSqlStateStore(source, "a").Read());
        Assert.Equal(StateFileFailure.Unavailable, failure.Failure);
        Assert.Contains("'a' in '127.0.0.1:1/none'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_that_does_not_exist_is_named_with_the_cure()
    {
        using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(postgreSql.Connection) { Database = "missing" }.ToString()
        );
        var failure = Assert.Throws<StateFileException>(() => new PostgreSqlStateStore(source, "a").Read());
        Assert.Equal(StateFileFailure.Unreadable, failure.Failure);
        Assert.Contains("does not exist", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_right_that_is_missing_is_named_with_the_cure()
    {
        var store = StoreKinds.Open("postgresql", postgreSql.Connection, Guid.NewGuid().ToString("N"));
        Assert.Null(store.Read().Content); // the table is there
        using (var owner = new NpgsqlConnection(postgreSql.Connection))
        {
            owner.Open();
            using var command = new NpgsqlCommand("DROP ROLE IF EXISTS stranger; CREATE ROLE stranger LOGIN", owner);
            command.ExecuteNonQuery();
        }

        using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(postgreSql.Connection) { Username = "stranger" }.ToString()
        );
        var failure = Assert.Throws<StateFileException>(() => new PostgreSqlStateStore(source, "a").Read());
        Assert.Equal(StateFileFailure.Unreadable, failure.Failure);
        Assert.Contains("GRANT", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_is_too_long_is_refused()
    {
        using var source = NpgsqlDataSource.Create("Host=127.0.0.1");
        Assert.Throws<ArgumentException>(() => new PostgreSqlStateStore(source, new string('k', 1001)));
        Assert.Throws<ArgumentException>(() =>
            new EtcdStateStore(StoreKinds.Client("http://127.0.0.1:1"), new string('k', 1001))
        );
    }

    [Fact]
    public void Content_above_the_limit_of_a_request_is_refused_and_nothing_is_changed()
    {
        var store = StoreKinds.Open("etcd", etcd.Connection, Guid.NewGuid().ToString("N"));
        var failure = Assert.Throws<StateFileException>(() =>
            store.TryReplace(store.Read(), new byte[3 * 1024 * 1024], "0123456789abcdef")
        );
        Assert.Equal(StateFileFailure.Invalid, failure.Failure);
        Assert.Contains("1.5 MiB", failure.Message, StringComparison.Ordinal);
        Assert.Null(store.Read().Content);
    }
}
