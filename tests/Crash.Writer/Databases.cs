using AtomicWrites.Sqlite;
using Microsoft.Data.Sqlite;

namespace AtomicWrites.Crash.Writer;

/// <summary>Versions in a SQLite database.</summary>
static class Databases
{
    const string Key = "state";

    public static void Save(string file, byte[] content)
    {
        var store = new SqliteStateStore($"Data Source={file}", Key);
        if (store.TryReplace(store.Read(), content, NewStamp()) != ReplaceOutcome.Committed)
            throw new InvalidOperationException($"{store.Name} was not replaced.");
    }

    /// <summary>As people set it for speed: the log is synced only when it is copied back.</summary>
    public static void SaveUnsynced(string file, byte[] content)
    {
        if (!File.Exists(file))
            Save(file, content);
        using var connection = new SqliteConnection($"Data Source={file}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = """
            PRAGMA synchronous = NORMAL;
            UPDATE atomic_writes_state SET content = $content, version = version + 1, stamp = $stamp;
            """;
        command.Parameters.AddWithValue("$content", content);
        command.Parameters.AddWithValue("$stamp", NewStamp());
        command.ExecuteNonQuery();
    }

    /// <summary>One whole version, the acknowledged one or the one under way.</summary>
    public static Func<Func<string, Found?>, int, Verdict> Promised(string name) =>
        (read, acknowledged) =>
            Promise.Durable(name, mode: null)(
                found => read(found) is { } database ? database with { Content = Content(read, found) } : null,
                acknowledged
            );

    // Of a copy: opening a database replays its log.
    static byte[] Content(Func<string, Found?> read, string name)
    {
        var folder = Directory.CreateTempSubdirectory("atomic-writes-found-").FullName;
        try
        {
            var file = Path.Combine(folder, "state");
            foreach (var suffix in new[] { "", "-wal" })
                if (read(name + suffix) is { } found)
                    File.WriteAllBytes(file + suffix, found.Content);
            return new SqliteStateStore($"Data Source={file};Pooling=false", Key).Read().Content ?? [];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static string NewStamp() => Guid.NewGuid().ToString("N")[..16];
}
