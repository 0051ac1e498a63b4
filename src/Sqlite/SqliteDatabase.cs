using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AtomicWrites.Sqlite;

/// <summary>The file of a database, opened as the states in it need it.</summary>
sealed class SqliteDatabase
{
    // By connection, because the file of the next one can be another: restored from a backup, or made anew.
    static readonly ConditionalWeakTable<sqlite3, object> Prepared = [];

    readonly string _connectionString;
    volatile bool _isLocal;

    public SqliteDatabase(string connectionString)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        var builder = new SqliteConnectionStringBuilder(connectionString);
        if (Fault(builder) is { } fault)
            throw new ArgumentException(fault, nameof(connectionString));
        File = RealPath.Of(builder.DataSource);
        builder.DataSource = File; // the working directory may change, and two links lead to one database
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
            using var session = Open(name, cancellationToken);
            try
            {
                return run(session);
            }
            catch (SqliteException failure) when (failure.SqliteErrorCode == raw.SQLITE_ERROR)
            {
                Prepare(session, name); // somebody has dropped the table
                return run(session);
            }
        }
    }

    /// <summary>A connection with a durable write-ahead log and the table, to the file that has the name now.</summary>
    public SqliteSession Open(string name, CancellationToken cancellationToken)
    {
        RequireLocal(name);
        var session = SqliteSession.Open(_connectionString, cancellationToken);
        try
        {
            if (!Prepared.TryGetValue(session.Handle, out _))
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

    void RequireLocal(string name)
    {
        if (_isLocal || !Directory.Exists(Path.GetDirectoryName(File)))
            return;
        if (NetworkFileSystem.Holds(File))
            throw new StateFileException(
                StateFileFailure.Unreadable,
                $"{name}: the database is on a network file system, where SQLite's write-ahead log does not work. "
                    + "Keep it on a local disk, or use a server."
            );
        _isLocal = true;
    }

    // Why a connection string is of no use; null if it is.
    static string? Fault(SqliteConnectionStringBuilder builder)
    {
        var source = builder.DataSource;
        if (source is "" or ":memory:" || builder.Mode == SqliteOpenMode.Memory)
            return "The connection string names no file: set 'Data Source' to a path. For tests there is InMemoryStateStore.";
        foreach (var prefix in (string[])["file:", "|DataDirectory|"])
            if (source.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                return $"'{source}' is no path of a file: write the path itself, without '{prefix}'.";
        if (builder.Mode == SqliteOpenMode.ReadOnly)
            return "The connection string says Mode=ReadOnly; states are written. Leave it out.";
        if (builder.Cache == SqliteCacheMode.Shared)
            return "The connection string says Cache=Shared, with which connections do not wait for each other. Leave it out.";
        return builder.Password.Length > 0 && NoEncryption(builder.ConnectionString) is { } failure
            ? "The connection string has a 'Password', and this build of SQLite encrypts nothing: leave it out, "
                + $"or reference SQLitePCLRaw.bundle_e_sqlcipher. ({failure})"
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

    static void Prepare(SqliteSession session, string name)
    {
        if (session.Text("PRAGMA journal_mode = WAL"u8) is not "wal" and var mode)
            throw new StateFileException(
                StateFileFailure.Unreadable,
                $"{name}: the database has no write-ahead log (journal_mode is '{mode}'): keep it on a local file system."
            );
        SqliteTable.Ensure(session);
        Prepared.AddOrUpdate(session.Handle, session.Handle);
    }
}
