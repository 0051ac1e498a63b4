using AtomicWrites.Stores.Tests.Servers;

namespace AtomicWrites.Stores.Tests;

/// <summary>
/// A state goes from a file through all stores and back, as docs/which-store.md says, and not a byte of it changes.
/// </summary>
public sealed class MoveTests(PostgreSqlServer postgreSql, EtcdServer etcd) : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("atomic-writes-move-").FullName;

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void What_is_moved_stays_as_it_is()
    {
        var (file, key) = (Path.Combine(_folder, "cursor.json"), Guid.NewGuid().ToString("N"));
        var content = """{ "Offset": 7, "Unknown": [1, 2] }"""u8.ToArray();
        File.WriteAllBytes(file, content);
        var sqlite = new Sqlite.SqliteStateStore($"Data Source={Path.Combine(_folder, "state.db")}", key);
        Assert.True(sqlite.Import(file));
        StateStore[] stores =
        [
            sqlite,
            StoreKinds.Open("postgresql", postgreSql.Connection, key),
            StoreKinds.Open("etcd", etcd.Connection, key),
            new InMemoryStateStore(),
        ];
        foreach (var (from, to) in stores.Zip(stores.Skip(1)))
            Assert.Equal(
                ReplaceOutcome.Committed,
                to.TryReplace(to.Read(), from.Read().Content, Guid.NewGuid().ToString("N")[..16])
            );
        AtomicFile.WriteAllBytes(file, stores[^1].Read().Content!);
        Assert.Equal(content, File.ReadAllBytes(file));
    }

    [Fact]
    public void Every_store_takes_a_file_over_once()
    {
        var key = Guid.NewGuid().ToString("N");
        StateStore[] stores =
        [
            new Sqlite.SqliteStateStore($"Data Source={Path.Combine(_folder, "state.db")}", key),
            StoreKinds.Open("postgresql", postgreSql.Connection, key),
            StoreKinds.Open("etcd", etcd.Connection, key),
        ];
        Assert.All(stores, store =>
        {
            var file = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
            File.WriteAllText(file, "{}");
            Assert.True(store.Import(file));
            Assert.False(store.Import(file)); // there is none
            File.Move(file + ".imported", file);
            Assert.True(store.Import(file)); // as if it had been killed before the renaming
            Assert.Equal("{}"u8.ToArray(), store.Read().Content);
            File.Copy(file + ".imported", file);
            Assert.True(store.Import(file)); // put back by hand, from a copy
            Assert.True(File.Exists(file + ".imported-2"));
        });
    }
}
