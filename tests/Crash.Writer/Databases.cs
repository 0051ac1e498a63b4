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
    public static void SaveWithoutSync(string file, byte[] content)
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

    /// <summary>
    /// A promise of the content that the state in a database has; a database without the state is as no file.
    /// </summary>
    public static Func<Func<string, Found?>, int, Verdict> OfState(Func<Func<string, Found?>, int, Verdict> promise) =>
        (read, acknowledged) =>
            promise(
                name =>
                    read(name) is { } database && Content(read, name) is { } content
                        ? database with
                        {
                            Content = content,
                        }
                        : null,
                acknowledged
            );

    // Of a copy: opening a database replays its logs.
    static byte[]? Content(Func<string, Found?> read, string name)
    {
        var folder = Directory.CreateTempSubdirectory("atomic-writes-found-").FullName;
        try
        {
            var file = Path.Combine(folder, "state");
            foreach (var suffix in new[] { "", "-wal", "-journal" })
                if (read(name + suffix) is { } found)
                    File.WriteAllBytes(file + suffix, found.Content);
            return new SqliteStateStore($"Data Source={file};Pooling=false", Key).Read().Content;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static string NewStamp() => Guid.NewGuid().ToString("N")[..16];
}
