using AtomicWrites;
using AtomicWrites.Etcd;
using AtomicWrites.PostgreSql;
using AtomicWrites.Sqlite;
using dotnet_etcd;
using Grpc.Core;
using Npgsql;

namespace Jobs;

/// <summary>
/// Where the checkpoint is kept, with the client that goes there. All that differs between the stores is here.
/// </summary>
sealed record Place(IState<Checkpoint> Checkpoint, IDisposable? Client) : IAsyncDisposable
{
    public static Place Of(string store, string? at, string key)
    {
        switch (store)
        {
            case "file":
                return new(
                    new StateFile<Checkpoint>(
                        at ?? "jobs.json",
                        CheckpointJson.Default.Checkpoint,
                        new() { Initial = New }
                    ),
                    null
                );
            case "sqlite":
                return new(In(new SqliteStateStore(at ?? "Data Source=jobs.db", key)), null);
            case "postgresql":
                var source = NpgsqlDataSource.Create(at ?? "Host=localhost;Username=postgres");
                return new(In(new PostgreSqlStateStore(source, key)), source);
            case "etcd":
                var client = Etcd(at ?? "http://localhost:2379");
                return new(In(new EtcdStateStore(client, key)), client);
            default:
                throw new ArgumentException($"'{store}' is no store: sqlite, postgresql, etcd or file.");
        }
    }

    static EtcdClient Etcd(string endpoints) =>
        new(endpoints, configureChannelOptions: options =>
            options.Credentials = endpoints.StartsWith("https:", StringComparison.Ordinal)
                ? ChannelCredentials.SecureSsl
                : ChannelCredentials.Insecure
        );

    static State<Checkpoint> In(StateStore store) =>
        new(store, CheckpointJson.Default.Checkpoint, new StateOptions<Checkpoint> { Initial = New });

    static Checkpoint New() => new();

    public ValueTask DisposeAsync()
    {
        Client?.Dispose();
        return default;
    }
}
