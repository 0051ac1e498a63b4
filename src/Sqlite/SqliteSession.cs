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

    readonly SqliteConnection _connection;
    readonly CancellationToken _cancellation;
    readonly TimeSpan _limit;
    long? _busySince;

    /// <param name="connectionString">Its <c>Default Timeout</c> is how long others may keep the database locked; 0 is
    /// for ever.</param>
    /// <param name="cancellation">Ends the wait for others as well.</param>
    public SqliteSession(string connectionString, CancellationToken cancellation)
    {
        _connection = new(connectionString);
        _cancellation = cancellation;
        _limit = TimeSpan.FromSeconds(_connection.DefaultTimeout);
        _connection.Open();
        raw.sqlite3_busy_timeout(Handle, BusyMilliseconds);
    }

    public sqlite3 Handle => _connection.Handle!;

    public void Execute(string sql)
    {
        int result;
        do result = raw.sqlite3_exec(Handle, sql);
        while (IsBusy(result));
        Check(result);
    }

    /// <summary>Waits for the write lock of the database.</summary>
    public void Begin() => Execute("BEGIN IMMEDIATE");

    /// <summary>After an error of the disk nobody knows whether the commit record is complete.</summary>
    public ReplaceOutcome Commit()
    {
        int result;
        while ((result = raw.sqlite3_exec(Handle, "COMMIT")) == raw.SQLITE_BUSY) { }
        if (result == raw.SQLITE_OK)
            return ReplaceOutcome.Committed;
        var isUndone = raw.sqlite3_get_autocommit(Handle) == 0;
        Rollback();
        if (!isUndone)
            return ReplaceOutcome.Unknown;
        Check(result);
        return ReplaceOutcome.NotCommitted;
    }

    /// <summary>
    /// The connection goes back to the pool, and must not take a transaction along; without one there is nothing to
    /// undo.
    /// </summary>
    public void Rollback() => raw.sqlite3_exec(Handle, "ROLLBACK");

    /// <summary>Whether a call is to be made again, because others keep the database locked.</summary>
    public bool IsBusy(int result)
    {
        if (result != raw.SQLITE_BUSY)
        {
            _busySince = null;
            return false;
        }

        _cancellation.ThrowIfCancellationRequested();
        _busySince ??= Stopwatch.GetTimestamp();
        if (_limit > TimeSpan.Zero && Stopwatch.GetElapsedTime(_busySince.Value) > _limit)
            return false;
        Thread.Sleep(1); // SQLite itself waits in most calls, but not where it changes the journal
        return true;
    }

    public void Check(int result) => SqliteException.ThrowExceptionForRC(result, Handle);

    public void Dispose() => _connection.Dispose();
}
