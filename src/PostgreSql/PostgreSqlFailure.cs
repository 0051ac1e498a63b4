using Npgsql;
using static AtomicWrites.StateFileFailure;
using static Npgsql.PostgresErrorCodes;

namespace AtomicWrites.PostgreSql;

/// <summary>What an error means for a state, and what to do about it.</summary>
static class PostgreSqlFailure
{
    const string MissingRight =
        "a right is missing: GRANT SELECT, INSERT, UPDATE ON atomic_writes_state, or CREATE on the schema for the first start";

    const string ReadOnly =
        "the server may only be read: connect to the primary, with 'default_transaction_read_only' off";

    // Where it is Unavailable, nothing was changed, and another try may do better.
    static readonly StoreFailures<string> Meanings = new(Unreadable, "the server refuses")
    {
        { InvalidPassword, "the password is wrong: check the connection string" },
        { InvalidAuthorizationSpecification, "the user may not log in: check the connection string and pg_hba.conf" },
        { InvalidCatalogName, "the database does not exist: create it, or check the connection string" },
        { InvalidSchemaName, "no schema of the search path exists: create it, or set 'Search Path'" },
        { InsufficientPrivilege, MissingRight },
        { UndefinedColumn, "the table 'atomic_writes_state' is not what this version expects" },
        { UntranslatableCharacter, "its encoding lacks a character of the key: use a database in UTF8" },
        { DiskFull, "the server's disk is full" },
        { OutOfMemory, Unavailable, "the server is out of memory" },
        { SerializationFailure, Unavailable, "another transaction was in the way" },
        { DeadlockDetected, Unavailable, "another transaction was in the way" },
        { LockNotAvailable, Unavailable, "another kept the row for longer than 'lock_timeout'" },
        { QueryCanceled, Unavailable, "it took longer than the server's 'statement_timeout'" },
        { FeatureNotSupported, "cached plan", Unavailable, "the table was altered at this moment" },
        { ReadOnlySqlTransaction, Unavailable, ReadOnly },
    };

    /// <summary>Another transaction was in the way, and this one is undone.</summary>
    public static bool IsConflict(PostgresException failure) =>
        failure.SqlState is SerializationFailure or DeadlockDetected;

    /// <summary>
    /// Whether it may have been committed all the same: the connection broke, or was ended by the server, before the
    /// answer was there.
    /// </summary>
    public static bool LeavesDoubt(Exception failure) =>
        failure switch
        {
            OperationCanceledException canceled => canceled.InnerException is not PostgresException,
            PostgresException answer => IsOutage(answer),
            NpgsqlException or IOException => true,
            _ => false,
        };

    public static StateFileException Of(Exception failure, string name) =>
        failure switch
        {
            PostgresException answer when !IsOutage(answer) => Meanings.Of(
                answer.SqlState,
                $"{answer.SqlState}: {answer.MessageText}",
                name,
                failure
            ),
            // Of the client itself, which another try does not mend: no password, another kind of encryption.
            NpgsqlException and not PostgresException and { IsTransient: false } => new(
                Unreadable,
                $"{name}: the connection string does not suit the server: check its password and 'SSL Mode'. ({failure.Message})",
                failure
            ),
            _ => new(Unavailable, $"{name}: the server cannot be reached. ({failure.Message})", failure),
        };

    // Connection exceptions, resources that ran out, shutdown and start, completion unknown.
    static bool IsOutage(PostgresException answer) =>
        answer.SqlState.StartsWith("08", StringComparison.Ordinal)
        || answer.SqlState.StartsWith("57P", StringComparison.Ordinal)
        || answer.SqlState is TooManyConnections or StatementCompletionUnknown;
}
