using System.Text.Json;
using AtomicWrites.Benchmarks;
using AtomicWrites.Etcd;
using AtomicWrites.PostgreSql;
using AtomicWrites.Sqlite;
using dotnet_etcd;
using Grpc.Core;
using Npgsql;

namespace AtomicWrites.Stores.Benchmarks;

/// <summary>One state, as something reads and updates it.</summary>
abstract class Row
{
    public abstract void Read();

    public abstract void Update();

    /// <param name="way"><c>bare</c>, <c>store</c> (its bytes) or <c>state</c> (typed).</param>
    /// <param name="kind">Where it is kept.</param>
    /// <param name="place">There: a path, a connection string or endpoints.</param>
    /// <param name="key">Its name.</param>
    /// <param name="size">Its bytes.</param>
    public static Row Of(string way, string kind, string place, string key, int size) =>
        (way, kind) switch
        {
            ("bare", "sqlite") => new BareSqlite(Database(place), key, Json(size)),
            ("bare", "postgresql") => new BarePostgreSql(NpgsqlDataSource.Create(place), key, Json(size)),
            ("bare", "etcd") => new BareEtcd(Client(place), key, Json(size)),
            ("store", _) => new OfStore(Store(kind, place, key), Json(size)),
            ("state", "file") => new OfState(File(place, key, size, keepBackup: true)),
            ("state", "file without backup") => new OfState(File(place, key, size, keepBackup: false)),
            _ => new OfState(
                new State<Preferences>(
                    Store(kind, place, key),
                    PreferencesJson.Default.Preferences,
                    new StateOptions<Preferences> { Initial = () => Preferences.OfSize(size) }
                )
            ),
        };

    static string Database(string place) => $"Data Source={place}.db";

    static EtcdClient Client(string place) =>
        new(place, configureChannelOptions: options => options.Credentials = ChannelCredentials.Insecure);

    static StateStore Store(string kind, string place, string key) =>
        kind switch
        {
            "sqlite" => new SqliteStateStore(Database(place), key),
            "postgresql" => new PostgreSqlStateStore(NpgsqlDataSource.Create(place), key),
            "etcd" => new EtcdStateStore(Client(place), key),
            _ => throw new ArgumentException($"'{kind}' is no store."),
        };

    static StateFile<Preferences> File(string place, string key, int size, bool keepBackup) =>
        new(
            $"{place}-{key}.json",
            PreferencesJson.Default.Preferences,
            new() { Initial = () => Preferences.OfSize(size), KeepBackup = keepBackup }
        );

    static byte[] Json(int size) =>
        JsonSerializer.SerializeToUtf8Bytes(Preferences.OfSize(size), PreferencesJson.Default.Preferences);

    sealed class OfState(IState<Preferences> state) : Row
    {
        public override void Read() => state.Read();

        public override void Update() => state.Edit(preferences => preferences.Launches++);
    }

    sealed class OfStore(StateStore store, byte[] content) : Row
    {
        public override void Read() => store.Read();

        public override void Update()
        {
            while (store.TryReplace(store.Read(), content, NewStamp()) != ReplaceOutcome.Committed) { }
        }
    }

    static string NewStamp() => Convert.ToHexStringLower(Guid.NewGuid().ToByteArray().AsSpan(0, 8));
}
