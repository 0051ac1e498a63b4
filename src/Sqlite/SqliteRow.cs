using Microsoft.Data.Sqlite;

namespace AtomicWrites.Sqlite;

/// <summary>The row of a state: content, version, and the stamp of who has written it.</summary>
static class SqliteRow
{
    const int MaxLength = 1_000_000_000;

    public const string Table = """
        CREATE TABLE IF NOT EXISTS atomic_writes_state(
            key TEXT NOT NULL PRIMARY KEY,
            content BLOB,
            version INTEGER NOT NULL,
            stamp TEXT NOT NULL) STRICT
        """;

    public static StoredState Read(SqliteConnection connection, string key)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT content, version, stamp FROM atomic_writes_state WHERE key = $key";
        command.Parameters.AddWithValue("$key", key);
        using var row = command.ExecuteReader();
        return row.Read()
            ? new(row.IsDBNull(0) ? null : row.GetFieldValue<byte[]>(0), row.GetInt64(1), row.GetString(2))
            : new(null, 0L);
    }

    /// <summary>Within a transaction of the caller's.</summary>
    public static bool TryReplace(
        SqliteConnection connection,
        string key,
        StoredState present,
        byte[]? content,
        string stamp
    )
    {
        // The provider does not look whether SQLite has taken a value, and null would be kept in its place.
        if (content?.Length > MaxLength)
            throw new StateFileException(
                StateFileFailure.Invalid,
                $"'{key}' in '{connection.DataSource}': the content has {content.Length:N0} bytes; SQLite keeps at most {MaxLength:N0}. Split the state."
            );
        using var command = connection.CreateCommand();
        command.CommandText = present.Version is 0L
            ? "INSERT INTO atomic_writes_state VALUES ($key, $content, 1, $stamp) ON CONFLICT DO NOTHING"
            : "UPDATE atomic_writes_state SET content = $content, version = version + 1, stamp = $stamp WHERE key = $key AND version = $version";
        command.Parameters.AddWithValue("$key", key);
        command.Parameters.AddWithValue("$content", content ?? (object)DBNull.Value);
        command.Parameters.AddWithValue("$version", present.Version);
        command.Parameters.AddWithValue("$stamp", stamp);
        return command.ExecuteNonQuery() == 1;
    }
}
