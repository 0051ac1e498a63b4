using Microsoft.Data.Sqlite;

namespace AtomicWrites.Sqlite;

/// <summary>The file of a database, opened as the states in it need it.</summary>
sealed class SqliteDatabase
{
    readonly string _connectionString;
    volatile bool _isPrepared;

    public SqliteDatabase(string connectionString)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        var builder = new SqliteConnectionStringBuilder(connectionString);
        if (builder.DataSource.Length == 0 || builder.DataSource == ":memory:" || builder.Mode == SqliteOpenMode.Memory)
            throw new ArgumentException(
                "The connection string names no file: set 'Data Source' to the path of the database. For tests there is InMemoryStateStore.",
                nameof(connectionString)
            );
        if (builder.Mode == SqliteOpenMode.ReadOnly)
            throw new ArgumentException(
                "The connection string says Mode=ReadOnly; states are written. Leave it out.",
                nameof(connectionString)
            );
        File = Path.GetFullPath(builder.DataSource);
        builder.DataSource = File; // the working directory may change
        _connectionString = builder.ToString();
    }

    public string File { get; }

    /// <summary>Runs what needs a connection. Errors name the state and what to do.</summary>
    public TResult Run<TResult>(string name, Func<SqliteConnection, TResult> run, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            using var connection = Open(name);
            return run(connection);
        }
        catch (SqliteException failure)
        {
            throw SqliteFailure.Of(failure, name);
        }
    }

    /// <summary>A connection with a durable write-ahead log and the table.</summary>
    public SqliteConnection Open(string name)
    {
        RefuseNetwork(name);
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            if (!_isPrepared)
                Prepare(connection, name);
            Execute(connection, "PRAGMA synchronous = FULL");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    void Prepare(SqliteConnection connection, string name)
    {
        var mode = Execute(connection, "PRAGMA journal_mode = WAL");
        if (mode is not "wal")
            throw new StateFileException(
                StateFileFailure.Unreadable,
                $"{name}: the database has no write-ahead log (journal_mode is '{mode}'): keep the database on a local file system that supports it."
            );
        Execute(connection, SqliteRow.Table);
        _isPrepared = true;
    }

    void RefuseNetwork(string name)
    {
        if (!_isPrepared && Directory.Exists(Path.GetDirectoryName(File)) && NetworkFileSystem.Holds(File))
            throw new StateFileException(
                StateFileFailure.Unreadable,
                $"{name}: the database is on a network file system, where SQLite's write-ahead log does not work. Keep it on a local disk, or use a server."
            );
    }

    static string? Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()?.ToString();
    }
}
