using System.Diagnostics;
using AtomicWrites.Conformance;
using AtomicWrites.Stores.Tests.Network;
using AtomicWrites.Stores.Tests.Servers;

namespace AtomicWrites.Stores.Tests;

/// <summary>What every store has to do, against the real engine.</summary>
public abstract class ConformanceTests(string kind, Func<string> connection) : StateStoreConformance
{
    readonly string _key = Guid.NewGuid().ToString("N");

    protected override StateStore Open() => OpenAt(connection());

    protected StateStore OpenAt(string place) => StoreKinds.Open(kind, place, _key);

    protected override ProcessStartInfo? Writer(string name) => WriterProgram.Of(kind, connection(), _key, name);
}

public sealed class SqliteConformanceTests : ConformanceTests, IDisposable
{
    readonly string _folder;

    public SqliteConformanceTests()
        : this(Directory.CreateTempSubdirectory("atomic-writes-sqlite-").FullName) { }

    SqliteConformanceTests(string folder)
        : base("sqlite", () => $"Data Source={Path.Combine(folder, "state.db")}") => _folder = folder;

    // Each takes a tenth of a second, and what is looked at is a counter: no report is on its way that could be lost.
    protected override int WatchedCommits => 50;

    // The engine is in this process, so that no network loses its answers.
    protected override StateStore? OpenWithLostAnswer(bool isCommitted) =>
        new LosingStore(Open(), _ => isCommitted ? Loss.Answer : Loss.Request);

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>A store whose server is behind a network that can be cut.</summary>
public abstract class ServerConformanceTests(string kind, Server server)
    : ConformanceTests(kind, () => server.Connection),
        IDisposable
{
    CuttingProxy? _network;

    protected override StateStore? OpenWithLostAnswer(bool isCommitted)
    {
        var direct = Open();
        _network ??= new(server.Port);
        return new LosingStore(OpenAt(server.ConnectionAt(_network.Port)), stamp =>
        {
            _network.Arm(isCommitted ? new(Answer: 0, Until: () => direct.Read().Stamp == stamp) : new(Request: 0));
            return Loss.None;
        });
    }

    public void Dispose()
    {
        _network?.Dispose();
        GC.SuppressFinalize(this);
    }
}

public sealed class PostgreSqlConformanceTests(PostgreSqlServer server) : ServerConformanceTests("postgresql", server);

public sealed class EtcdConformanceTests(EtcdServer server) : ServerConformanceTests("etcd", server);
