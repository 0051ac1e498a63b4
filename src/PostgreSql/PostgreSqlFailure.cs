using Npgsql;

namespace AtomicWrites.PostgreSql;

/// <summary>What an error means for a state, and what to do about it.</summary>
static class PostgreSqlFailure
{
    static readonly Dictionary<string, string> Cures = new(StringComparer.Ordinal)
    {
        [PostgresErrorCodes.InvalidPassword] = "the password is wrong: check the connection string",
        [PostgresErrorCodes.InvalidAuthorizationSpecification] =
            "the user may not log in: check the connection string and pg_hba.conf",
        [PostgresErrorCodes.InvalidCatalogName] =
            "the database does not exist: create it, or check the connection string",
        [PostgresErrorCodes.InvalidSchemaName] = "no schema of the search path exists: create it, or set 'Search Path'",
        [PostgresErrorCodes.InsufficientPrivilege] =
            "a right is missing: GRANT SELECT, INSERT, UPDATE ON atomic_writes_state, or CREATE on the schema for the first start",
        [PostgresErrorCodes.UndefinedColumn] = "the table 'atomic_writes_state' is not what this version expects",
        [PostgresErrorCodes.DiskFull] = "the server's disk is full",
    };

    /// <summary>Another transaction was in the way, and this one is undone.</summary>
    public static bool IsConflict(PostgresException failure) =>
        failure.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected;

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
            PostgresException answer when !IsOutage(answer) => new(
                StateFileFailure.Unreadable,
                $"{name}: {(Cures.TryGetValue(answer.SqlState, out var cure) ? cure : "the server refuses")}. ({answer.SqlState}: {answer.MessageText})",
                failure
            ),
            // Of the client itself, which another try does not mend: no password, another kind of encryption.
            NpgsqlException and not PostgresException and { IsTransient: false } => new(
                StateFileFailure.Unreadable,
                $"{name}: the connection string does not suit the server: check its password and 'SSL Mode'. ({failure.Message})",
                failure
            ),
            _ => new(
                StateFileFailure.Unavailable,
                $"{name}: the server cannot be reached. ({failure.Message})",
                failure
            ),
        };

    // Connection exceptions, resources that ran out, shutdown and start, completion unknown.
    static bool IsOutage(PostgresException answer) =>
        answer.SqlState.StartsWith("08", StringComparison.Ordinal)
        || answer.SqlState.StartsWith("57P", StringComparison.Ordinal)
        || answer.SqlState is PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.StatementCompletionUnknown;
}
