using Microsoft.Data.Sqlite;
using SQLitePCL;

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
        if (
            builder.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase)
            || builder.DataSource.StartsWith("|DataDirectory|", StringComparison.OrdinalIgnoreCase)
        )
            throw new ArgumentException(
                $"'{builder.DataSource}' is no path of a file: write the path itself, without 'file:' and '|DataDirectory|'.",
                nameof(connectionString)
            );
        if (builder.Mode == SqliteOpenMode.ReadOnly)
            throw new ArgumentException(
                "The connection string says Mode=ReadOnly; states are written. Leave it out.",
                nameof(connectionString)
            );
        if (builder.Password.Length > 0)
            RequireEncryption(connectionString);
        File = Path.GetFullPath(builder.DataSource);
        builder.DataSource = File; // the working directory may change
        _connectionString = builder.ToString();
    }

    public string File { get; }

    /// <summary>Runs what needs a connection. Errors name the state and what to do.</summary>
    public TResult Run<TResult>(string name, Func<SqliteSession, TResult> run, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return SqliteFailure.Guard(name, Once);

        TResult Once()
        {
            try
            {
                using var session = Open(name, cancellationToken);
                return run(session);
            }
            catch (SqliteException failure) when (_isPrepared && failure.SqliteErrorCode == raw.SQLITE_ERROR)
            {
                // Another file may be there by now, restored from a backup, and without the table.
                _isPrepared = false;
                using var session = Open(name, cancellationToken);
                return run(session);
            }
        }
    }

    /// <summary>A connection with a durable write-ahead log and the table.</summary>
    public SqliteSession Open(string name, CancellationToken cancellationToken)
    {
        if (_isPrepared && !System.IO.File.Exists(File))
            Forget();
        RefuseNetwork(name);
        var session = new SqliteSession(_connectionString, cancellationToken);
        try
        {
            if (!_isPrepared)
                Prepare(session, name);
            session.Execute("PRAGMA synchronous = FULL");
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>A connection that has the write lock of the database.</summary>
    public SqliteSession Begin(CancellationToken cancellationToken)
    {
        var session = Open(File, cancellationToken);
        try
        {
            session.Begin();
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    // Tried in memory: the provider would leave an empty file behind.
    static void RequireEncryption(string connectionString)
    {
        var builder = new SqliteConnectionStringBuilder(connectionString) { DataSource = ":memory:" };
        try
        {
            using var trial = new SqliteConnection(builder.ToString());
            trial.Open();
        }
        catch (InvalidOperationException failure)
        {
            throw new ArgumentException(
                $"The connection string has a 'Password', and this build of SQLite encrypts nothing: leave it out, or reference SQLitePCLRaw.bundle_e_sqlcipher. ({failure.Message})",
                nameof(connectionString),
                failure
            );
        }
    }

    // The database was deleted: what connections of the pool still write goes nowhere.
    void Forget()
    {
        using var pooled = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(pooled);
        _isPrepared = false;
    }

    void Prepare(SqliteSession session, string name)
    {
        using (var change = new SqliteStatement(session, "PRAGMA journal_mode = WAL"u8))
            if (!change.Step() || change.Text(0) != "wal")
                throw new StateFileException(
                    StateFileFailure.Unreadable,
                    $"{name}: the database has no write-ahead log (journal_mode is '{change.Text(0)}'): keep the database on a local file system that supports it."
                );
        SqliteTable.Ensure(session);
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
}
