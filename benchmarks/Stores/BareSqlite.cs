using Microsoft.Data.Sqlite;

namespace AtomicWrites.Stores.Benchmarks;

/// <summary>
/// The statements of <see cref="Sqlite.SqliteStateStore"/> by its client: one connection that stays open, in WAL mode,
/// each commit synced.
/// </summary>
sealed class BareSqlite : Row
{
    readonly SqliteConnection _connection;
    readonly string _key;
    readonly byte[] _content;

    public BareSqlite(string connectionString, string key, byte[] content)
    {
        (_connection, _key, _content) = (new(connectionString), key, content);
        _connection.Open();
        Execute("PRAGMA journal_mode = WAL");
        Execute("PRAGMA synchronous = FULL");
        Execute(
            "CREATE TABLE IF NOT EXISTS bare(key TEXT NOT NULL PRIMARY KEY, content BLOB, version INTEGER NOT NULL, stamp TEXT NOT NULL, changed TEXT) STRICT"
        );
        Execute(
            "INSERT OR IGNORE INTO bare VALUES ($key, $content, 1, 'first', datetime('now'))",
            ("$key", _key),
            ("$content", _content)
        );
    }

    public override void Read() => Version();

    public override void Update()
    {
        int changed;
        do
        {
            var version = Version();
            Execute("BEGIN IMMEDIATE");
            changed = Execute(
                "UPDATE bare SET content = $content, version = version + 1, stamp = $stamp, changed = datetime('now') WHERE key = $key AND version = $version",
                ("$key", _key),
                ("$content", _content),
                ("$stamp", Guid.NewGuid().ToString("N")[..16]),
                ("$version", version)
            );
            Execute("COMMIT");
        } while (changed == 0);
    }

    long Version()
    {
        using var command = Command("SELECT content, version, stamp FROM bare WHERE key = $key", ("$key", _key));
        using var row = command.ExecuteReader();
        row.Read();
        _ = (row.GetFieldValue<byte[]>(0), row.GetString(2));
        return row.GetInt64(1);
    }

    int Execute(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = Command(sql, parameters);
        return command.ExecuteNonQuery();
    }

    SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return command;
    }
}
