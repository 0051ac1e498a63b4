using SQLitePCL;

namespace AtomicWrites.Sqlite;

/// <summary>The row of a state: content, version, the stamp of who has written it, and when.</summary>
static class SqliteRow
{
    public static StoredState Read(SqliteSession session, string key)
    {
        using var select = new SqliteStatement(
            session,
            "SELECT content, version, stamp FROM atomic_writes_state WHERE key = ?1"u8
        );
        select.Bind(1, key);
        return select.Step() ? new(select.Blob(0), select.Integer(1), select.Text(2)) : new(null, 0L);
    }

    /// <summary>Within a transaction of the caller's.</summary>
    public static bool TryReplace(SqliteSession session, string key, StoredState present, byte[]? content, string stamp)
    {
        using var write = new SqliteStatement(
            session,
            present.Version is 0L
                ? "INSERT INTO atomic_writes_state(key, content, version, stamp, changed) VALUES (?1, ?2, 1, ?3, datetime('now')) ON CONFLICT DO NOTHING"u8
                : "UPDATE atomic_writes_state SET content = ?2, version = version + 1, stamp = ?3, changed = datetime('now') WHERE key = ?1 AND version = ?4"u8
        );
        write.Bind(1, key);
        write.Bind(2, content);
        write.Bind(3, stamp);
        if (present.Version is not 0L)
            write.Bind(4, (long)present.Version!);
        write.Step();
        return raw.sqlite3_changes(session.Handle) == 1;
    }
}
