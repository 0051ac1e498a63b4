using LiteDB;
using Microsoft.Data.Sqlite;

namespace AtomicWrites.Benchmarks;

/// <summary>The state of a program in a database beside the file, as one would write it without this library.</summary>
abstract class Database : IDisposable
{
    /// <summary>That of a worker; null where the worker uses none.</summary>
    public static Database? Of(string worker, string path, Preferences first) =>
        worker switch
        {
            "sqlite-by-hand" => new SqliteByHand(path + ".sqlite", first),
            "litedb" => new LiteDocuments(path + ".litedb", first),
            _ => null,
        };

    public abstract Preferences Load();

    /// <summary>Loads, changes and saves in one transaction.</summary>
    public abstract void Update(Action<Preferences> change);

    public abstract void Dispose();

    /// <summary>A row with the JSON, in WAL mode, each commit synced.</summary>
    sealed class SqliteByHand : Database
    {
        readonly SqliteConnection _connection;

        public SqliteByHand(string path, Preferences first)
        {
            _connection = new($"Data Source={path}");
            _connection.Open();
            Execute("PRAGMA journal_mode = WAL");
            Execute("PRAGMA synchronous = FULL");
            Execute("CREATE TABLE IF NOT EXISTS state (id INTEGER PRIMARY KEY, json TEXT NOT NULL)");
            Execute("INSERT OR IGNORE INTO state VALUES (1, $json)", ByHand.Save(first));
        }

        public override Preferences Load() => ByHand.Parse((string)Execute("SELECT json FROM state WHERE id = 1")!);

        public override void Update(Action<Preferences> change)
        {
            Execute("BEGIN IMMEDIATE");
            var preferences = Load();
            change(preferences);
            Execute("UPDATE state SET json = $json WHERE id = 1", ByHand.Save(preferences));
            Execute("COMMIT");
        }

        public override void Dispose() => _connection.Dispose();

        object? Execute(string sql, string? json = null)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = sql;
            if (json is not null)
                command.Parameters.AddWithValue("$json", json);
            return command.ExecuteScalar();
        }
    }

    /// <summary>A document, opened by one process as LiteDB is by default.</summary>
    sealed class LiteDocuments : Database
    {
        readonly LiteDatabase _database;
        readonly ILiteCollection<BsonDocument> _states;

        public LiteDocuments(string path, Preferences first)
        {
            _database = new(path);
            _states = _database.GetCollection("state");
            if (_states.FindById(1) is null)
                _states.Insert(Document(first));
        }

        public override Preferences Load() => ByHand.Parse(_states.FindById(1)["json"].AsString);

        public override void Update(Action<Preferences> change)
        {
            _database.BeginTrans();
            var preferences = Load();
            change(preferences);
            _states.Update(Document(preferences));
            _database.Commit();
        }

        public override void Dispose() => _database.Dispose();

        static BsonDocument Document(Preferences preferences) =>
            new() { ["_id"] = 1, ["json"] = ByHand.Save(preferences) };
    }
}
