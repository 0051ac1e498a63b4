using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AtomicWrites.Sqlite;

/// <summary>What an error of SQLite means for a state, and what to do about it.</summary>
static class SqliteFailure
{
    static readonly Dictionary<int, (StateFileFailure Failure, string Cure)> Meanings = new()
    {
        [raw.SQLITE_BUSY] = (StateFileFailure.Unavailable, "another program keeps the database locked"),
        [raw.SQLITE_LOCKED] = (StateFileFailure.Unavailable, "another connection keeps the table locked"),
        [raw.SQLITE_PROTOCOL] = (StateFileFailure.Unavailable, "too many programs open the database at this moment"),
        [raw.SQLITE_CANTOPEN] = (
            StateFileFailure.Unreadable,
            "the database cannot be opened: make its directory, give permission, or let 'Mode' create it"
        ),
        [raw.SQLITE_READONLY] = (StateFileFailure.Unreadable, "the database is read-only: give write permission"),
        [raw.SQLITE_PERM] = (StateFileFailure.Unreadable, "permission is denied"),
        [raw.SQLITE_FULL] = (StateFileFailure.Unreadable, "the disk is full: free space, then write again"),
        [raw.SQLITE_IOERR] = (StateFileFailure.Unreadable, "the disk reported an error: look at the system's log"),
        [raw.SQLITE_CORRUPT] = (
            StateFileFailure.Corrupt,
            "the database is damaged: restore it from a backup ('sqlite3 FILE .recover' saves what can be saved)"
        ),
        [raw.SQLITE_NOTADB] = (StateFileFailure.Corrupt, "the file is no SQLite database: check the path"),
        [raw.SQLITE_TOOBIG] = (
            StateFileFailure.Invalid,
            "the content is larger than SQLite's limit of 1,000,000,000 bytes: split the state"
        ),
        [raw.SQLITE_ERROR] = (
            StateFileFailure.Unreadable,
            "the table 'atomic_writes_state' is not what this version expects"
        ),
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
            throw Of(failure, name);
        }
    }

    public static StateFileException Of(SqliteException failure, string name) =>
        Meanings.TryGetValue(failure.SqliteErrorCode, out var meaning)
            ? new(meaning.Failure, $"{name}: {meaning.Cure}. ({failure.Message})", failure)
            : new(StateFileFailure.Unreadable, $"{name}: {failure.Message}", failure);
}
