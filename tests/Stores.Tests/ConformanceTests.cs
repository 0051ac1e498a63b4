using System.Diagnostics;
using AtomicWrites.Conformance;
using AtomicWrites.Stores.Tests.Servers;

namespace AtomicWrites.Stores.Tests;

/// <summary>What every store has to do, against the real engine.</summary>
public abstract class ConformanceTests(string kind, Func<string> connection) : StateStoreConformance
{
    readonly string _key = Guid.NewGuid().ToString("N");

    protected override StateStore Open() => StoreKinds.Open(kind, connection(), _key);

    protected override ProcessStartInfo? Writer(string name) => WriterProgram.Of(kind, connection(), _key, name);
}

public sealed class SqliteConformanceTests : ConformanceTests, IDisposable
{
    readonly string _folder;

    public SqliteConformanceTests()
        : this(Directory.CreateTempSubdirectory("atomic-writes-sqlite-").FullName) { }

    SqliteConformanceTests(string folder)
        : base("sqlite", () => $"Data Source={Path.Combine(folder, "state.db")}") => _folder = folder;

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}

public sealed class PostgreSqlConformanceTests(PostgreSqlServer server)
    : ConformanceTests("postgresql", () => server.Connection);

public sealed class EtcdConformanceTests(EtcdServer server) : ConformanceTests("etcd", () => server.Connection);
