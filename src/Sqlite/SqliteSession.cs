using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AtomicWrites.Sqlite;

/// <summary>
/// A connection for one call, used by SQLite's own functions: the commands of the provider ask a busy database again
/// only every 150 ms and know no cancellation.
/// </summary>
sealed class SqliteSession : IDisposable
{
    const int BusyMilliseconds = 20;

    // The provider's pool can lend one connection to two that open at once (dotnet/efcore#39008).
    static readonly object Opening = new();

    readonly SqliteConnection _connection;
    readonly CancellationToken _cancellation;
    readonly TimeSpan _limit;
    long? _busySince;

    SqliteSession(string connectionString, CancellationToken cancellation)
    {
        _connection = new(connectionString);
        _cancellation = cancellation;
        _limit = TimeSpan.FromSeconds(_connection.DefaultTimeout);
        lock (Opening)
            _connection.Open();
        raw.sqlite3_busy_timeout(Handle, BusyMilliseconds);
        if (HasBegun)
            Rollback(); // a connection of the pool, left so by the program's own SQL, would show what was there then
    }

    /// <summary>A connection to the file that has the name now.</summary>
    /// <param name="connectionString">Its <c>Default Timeout</c> is how long others may keep the database locked; 0 is
    /// for ever.</param>
    /// <param name="cancellation">Ends the wait for others as well.</param>
    public static SqliteSession Open(string connectionString, CancellationToken cancellation)
    {
        var session = new SqliteSession(connectionString, cancellation);
        if (!session.IsGone)
            return session;
        lock (Opening)
            SqliteConnection.ClearPool(session._connection); // all of them are of the file that was here before
        session.Dispose();
        return new(connectionString, cancellation);
    }

    /// <summary>Whether its file was deleted or replaced, so that what is written is lost.</summary>
    public bool IsGone => OpenFile.IsGone(Handle);

    /// <summary>Whether a transaction is under way. Some errors make SQLite undo it by itself.</summary>
    public bool HasBegun => raw.sqlite3_get_autocommit(Handle) == 0;

    /// <summary>SQLite's own, which lives on in the pool.</summary>
    public sqlite3 Handle => _connection.Handle!;

    /// <summary>How many rows the last statement has changed.</summary>
    public int Changes => raw.sqlite3_changes(Handle);

    public void Execute(string sql)
    {
        while (IsBusy(raw.sqlite3_exec(Handle, sql))) { }
    }

    /// <summary>The first row of what a statement selects; the default where there is none.</summary>
    public TRow? First<TRow>(
        ReadOnlySpan<byte> sql,
        Func<sqlite3_stmt, TRow> read,
        params ReadOnlySpan<object?> parameters
    )
    {
        sqlite3_stmt statement;
        while (IsBusy(raw.sqlite3_prepare_v2(Handle, sql, out statement))) { }
        using (statement)
        {
            for (var i = 0; i < parameters.Length; i++)
                Check(Bind(statement, i + 1, parameters[i]));
            int result;
            while (IsBusy(result = raw.sqlite3_step(statement)))
                raw.sqlite3_reset(statement);
            return result == raw.SQLITE_ROW ? read(statement) : default;
        }
    }

    /// <summary>The text that a statement selects in its first row; null where there is none.</summary>
    public string? Text(ReadOnlySpan<byte> sql) => First(sql, row => raw.sqlite3_column_text(row, 0).utf8_to_string());

    /// <summary>Waits for the write lock of the database.</summary>
    public SqliteSession Begin()
    {
        Execute("BEGIN IMMEDIATE");
        return this;
    }

    /// <summary>
    /// After an error of the disk nobody knows whether the commit record is complete; where there was no space for it,
    /// it is not.
    /// </summary>
    public ReplaceOutcome Commit()
    {
        if (IsGone)
        {
            Rollback();
            return ReplaceOutcome.NotCommitted;
        }

        int result;
        while ((result = raw.sqlite3_exec(Handle, "COMMIT")) == raw.SQLITE_BUSY) { }
        if (result == raw.SQLITE_OK)
            return ReplaceOutcome.Committed;
        var isUnknown = !HasBegun && result != raw.SQLITE_FULL;
        Rollback();
        if (isUnknown)
            return ReplaceOutcome.Unknown;
        Check(result);
        return ReplaceOutcome.NotCommitted;
    }

    /// <summary>
    /// The connection goes back to the pool, and must not take a transaction along; without one there is nothing to
    /// undo.
    /// </summary>
    public void Rollback() => raw.sqlite3_exec(Handle, "ROLLBACK");

    public void Dispose() => _connection.Dispose();

    static int Bind(sqlite3_stmt statement, int index, object? value) =>
        value switch
        {
            null => raw.sqlite3_bind_null(statement, index),
            long number => raw.sqlite3_bind_int64(statement, index, number),
            byte[] content => raw.sqlite3_bind_blob(statement, index, content),
            _ => raw.sqlite3_bind_text(statement, index, (string)value),
        };

    // Whether a call is to be made again, because others keep the database locked.
    bool IsBusy(int result)
    {
        if (result != raw.SQLITE_BUSY)
        {
            _busySince = null;
            Check(result);
            return false;
        }

        _cancellation.ThrowIfCancellationRequested();
        _busySince ??= Stopwatch.GetTimestamp();
        if (_limit > TimeSpan.Zero && Stopwatch.GetElapsedTime(_busySince.Value) > _limit)
            Check(result);
        Thread.Sleep(1); // SQLite itself waits in most calls, but not where it changes the journal
        return true;
    }

    void Check(int result) => SqliteException.ThrowExceptionForRC(result, Handle);
}
