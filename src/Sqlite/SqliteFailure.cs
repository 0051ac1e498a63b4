using Microsoft.Data.Sqlite;
using SQLitePCL;
using static AtomicWrites.StateFileFailure;

namespace AtomicWrites.Sqlite;

/// <summary>What an error of SQLite means for a state, and what to do about it.</summary>
static class SqliteFailure
{
    static readonly StoreFailures<int> Meanings = new(Unreadable, "SQLite refuses")
    {
        { raw.SQLITE_BUSY, Unavailable, "another program keeps the database locked" },
        { raw.SQLITE_LOCKED, Unavailable, "another connection keeps the table locked" },
        { raw.SQLITE_PROTOCOL, Unavailable, "too many programs open the database at this moment" },
        { raw.SQLITE_CANTOPEN, "it cannot be opened: make its directory, give permission, or let 'Mode' create it" },
        { raw.SQLITE_READONLY, "the database is read-only: give write permission" },
        { raw.SQLITE_PERM, "permission is denied" },
        { raw.SQLITE_FULL, "the disk is full: free space, then write again" },
        { raw.SQLITE_IOERR, "the disk reported an error: look at the system's log" },
        { raw.SQLITE_CORRUPT, Corrupt, "it is damaged: restore a backup ('sqlite3 FILE .recover' saves what it can)" },
        { raw.SQLITE_NOTADB, Corrupt, "the file is no SQLite database: check the path" },
        { raw.SQLITE_TOOBIG, Invalid, "the content is larger than SQLite's 1,000,000,000 bytes: split the state" },
        { raw.SQLITE_ERROR, "the table 'atomic_writes_state' is not what this version expects" },
    };

    /// <summary>Runs what is asked of SQLite for a state.</summary>
    /// <exception cref="StateFileException">SQLite has failed.</exception>
    public static TResult Guard<TResult>(string name, Func<TResult> run)
    {
        try
        {
            return run();
        }
        catch (SqliteException failure)
        {
            throw Meanings.Of(failure.SqliteErrorCode, failure.Message, name, failure);
        }
    }
}
