using System.Collections.Concurrent;
using AtomicWrites.Etcd;
using AtomicWrites.PostgreSql;
using AtomicWrites.Sqlite;
using dotnet_etcd;
using Grpc.Core;
using Npgsql;

namespace AtomicWrites.Stores;

/// <summary>The stores by name, with one client for each connection, as a program has it.</summary>
public static class StoreKinds
{
    static readonly ConcurrentDictionary<string, EtcdClient> Clients = new();
    static readonly ConcurrentDictionary<string, NpgsqlDataSource> Sources = new();

    public static StateStore Open(string kind, string connection, string key) =>
        kind switch
        {
            "sqlite" => new SqliteStateStore(connection, key),
            "postgresql" => new PostgreSqlStateStore(Sources.GetOrAdd(connection, NpgsqlDataSource.Create), key),
            "etcd" => new EtcdStateStore(Client(connection), key),
            _ => throw new ArgumentException($"'{kind}' is no store: sqlite, postgresql or etcd."),
        };

    public static EtcdClient Client(string connection) =>
        Clients.GetOrAdd(connection, endpoints => new EtcdClient(endpoints, configureChannelOptions: options =>
            options.Credentials = ChannelCredentials.Insecure
        ));
}
