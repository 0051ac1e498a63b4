using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AtomicWrites.Sqlite;

/// <summary>
/// Begins and ends transactions by the library's own call, because the commands of the provider ask a busy database again only every 150 ms and
/// know no cancellation.
/// </summary>
static class SqliteTransactions
{
    const int BusyMilliseconds = 20;

    /// <summary>Waits for the write lock of the database, which SQLite asks for more and more rarely, up to every 20 ms.</summary>
    public static void Begin(SqliteConnection connection, CancellationToken cancellationToken)
    {
        raw.sqlite3_busy_timeout(connection.Handle, BusyMilliseconds);
        int result;
        while ((result = raw.sqlite3_exec(connection.Handle, "BEGIN IMMEDIATE")) == raw.SQLITE_BUSY)
            cancellationToken.ThrowIfCancellationRequested();
        SqliteException.ThrowExceptionForRC(result, connection.Handle);
    }

    /// <summary>After an error of the disk nobody knows whether the commit record is complete.</summary>
    public static ReplaceOutcome Commit(SqliteConnection connection)
    {
        int result;
        while ((result = raw.sqlite3_exec(connection.Handle, "COMMIT")) == raw.SQLITE_BUSY) { }
        if (result == raw.SQLITE_OK)
            return ReplaceOutcome.Committed;
        var isUndone = raw.sqlite3_get_autocommit(connection.Handle) == 0;
        Rollback(connection);
        if (!isUndone)
            return ReplaceOutcome.Unknown;
        SqliteException.ThrowExceptionForRC(result, connection.Handle);
        return ReplaceOutcome.NotCommitted;
    }

    public static void Rollback(SqliteConnection connection) => raw.sqlite3_exec(connection.Handle, "ROLLBACK"); // without one there is nothing to undo
}
