using System.ComponentModel;

namespace AtomicWrites.Sqlite;

/// <content>Several states in one transaction.</content>
public sealed partial class SqliteStateStore
{
    const string AsynchronousChange =
        "The transaction would end before asynchronous work does: read what it needs before, and change the states at once.";

    /// <summary>Changes several states in one transaction: all of the changes are kept, or none.</summary>
    /// <remarks>
    /// The write lock of the database is held from the beginning to the end, so that other writers wait: do nothing
    /// slow in it. When <paramref name="change"/> throws, nothing is kept.
    /// </remarks>
    /// <param name="connectionString">As of <see cref="SqliteStateStore(string, string)"/>.</param>
    /// <param name="change">Makes the changes, by a <see cref="State{T}"/> over each
    /// <see cref="SqliteStateTransaction.Store"/>.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    /// <exception cref="StateFileException">The database could not be opened, or the transaction not be
    /// committed.</exception>
    /// <exception cref="LockRecursionException">Called inside a transaction in the same database.</exception>
    public static void Transaction(
        string connectionString,
        Action<SqliteStateTransaction> change,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(change);
        var database = new SqliteDatabase(connectionString);
        SqliteStateTransaction.RequireNone(database.File);
        cancellationToken.ThrowIfCancellationRequested();
        using var session = SqliteFailure.Guard(database.File, () => database.Open(database.File, cancellationToken));
        try
        {
            _ = SqliteFailure.Guard(database.File, session.Begin);
            using var transaction = new SqliteStateTransaction(database, session);
            change(transaction); // what it throws is the caller's, also where that is of SQLite
            SqliteStateTransaction.RequireUnderWay(session, database.File);
        }
        catch
        {
            session.Rollback();
            throw;
        }

        var outcome = SqliteFailure.Guard(database.File, session.Commit);
        if (outcome != ReplaceOutcome.Committed)
            throw new StateFileException(
                StateFileFailure.Unavailable,
                outcome == ReplaceOutcome.Unknown
                    ? $"It is not known whether the transaction in '{database.File}' was committed: the disk reported an error. "
                        + "Read the states before you repeat it."
                    : $"The database '{database.File}' was replaced by another file during the transaction: "
                        + "none of its changes is kept. Begin it again."
            )
            {
                IsOutcomeUnknown = outcome == ReplaceOutcome.Unknown,
            };
    }

    /// <summary>Refused: the transaction would end before asynchronous work does.</summary>
    /// <param name="connectionString">Not heeded.</param>
    /// <param name="change">Asynchronous work.</param>
    [Obsolete(AsynchronousChange, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Transaction<TTask>(string connectionString, Func<SqliteStateTransaction, TTask> change)
        where TTask : Task => throw new NotSupportedException(AsynchronousChange);

    /// <inheritdoc cref="Transaction{TTask}(string, Func{SqliteStateTransaction, TTask})"/>
    /// <param name="connectionString">Not heeded.</param>
    /// <param name="change">Asynchronous work.</param>
    /// <param name="cancellationToken">Not heeded.</param>
    [Obsolete(AsynchronousChange, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Transaction<TTask>(
        string connectionString,
        Func<SqliteStateTransaction, TTask> change,
        CancellationToken cancellationToken
    )
        where TTask : Task => throw new NotSupportedException(AsynchronousChange);
}
