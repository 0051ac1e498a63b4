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
        if (Fault(builder) is { } fault)
            throw new ArgumentException(fault, nameof(connectionString));
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
                _isPrepared = false; // another file may be there by now, restored from a backup, and without the table
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
        if (!_isPrepared && Directory.Exists(Path.GetDirectoryName(File)) && NetworkFileSystem.Holds(File))
            throw new StateFileException(
                StateFileFailure.Unreadable,
                $"{name}: the database is on a network file system, where SQLite's write-ahead log does not work. Keep it on a local disk, or use a server."
            );
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

    // Why a connection string is of no use; null if it is.
    static string? Fault(SqliteConnectionStringBuilder builder)
    {
        var source = builder.DataSource;
        if (source is "" or ":memory:" || builder.Mode == SqliteOpenMode.Memory)
            return "The connection string names no file: set 'Data Source' to the path of the database. For tests there is InMemoryStateStore.";
        foreach (var prefix in (string[])["file:", "|DataDirectory|"])
            if (source.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                return $"'{source}' is no path of a file: write the path itself, without '{prefix}'.";
        if (builder.Mode == SqliteOpenMode.ReadOnly)
            return "The connection string says Mode=ReadOnly; states are written. Leave it out.";
        return builder.Password.Length > 0 && NoEncryption(builder.ConnectionString) is { } failure
            ? $"The connection string has a 'Password', and this build of SQLite encrypts nothing: leave it out, or reference SQLitePCLRaw.bundle_e_sqlcipher. ({failure})"
            : null;
    }

    // Tried in memory: the provider would leave an empty file behind.
    static string? NoEncryption(string connectionString)
    {
        var builder = new SqliteConnectionStringBuilder(connectionString) { DataSource = ":memory:" };
        try
        {
            using var trial = new SqliteConnection(builder.ToString());
            trial.Open();
            return null;
        }
        catch (InvalidOperationException failure)
        {
            return failure.Message;
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
        if (session.Text("PRAGMA journal_mode = WAL"u8) is not "wal" and var mode)
            throw new StateFileException(
                StateFileFailure.Unreadable,
                $"{name}: the database has no write-ahead log (journal_mode is '{mode}'): keep the database on a local file system that supports it."
            );
        SqliteTable.Ensure(session);
        _isPrepared = true;
    }
}
