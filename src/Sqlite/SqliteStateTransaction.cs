using Microsoft.Data.Sqlite;

namespace AtomicWrites.Sqlite;

/// <summary>A transaction over several states of one database; see <see cref="SqliteStateStore.Transaction"/>.</summary>
public sealed class SqliteStateTransaction : IDisposable
{
    readonly string _file;
    SqliteConnection? _connection;

    internal SqliteStateTransaction(SqliteConnection connection, string file) =>
        (_connection, _file) = (connection, file);

    SqliteConnection Connection =>
        _connection
        ?? throw new InvalidOperationException(
            $"The transaction in '{_file}' has ended: its stores are of use only within it."
        );

    /// <summary>A state as this transaction sees and changes it. Use it from one thread, and only until the transaction ends.</summary>
    /// <param name="key">As of <see cref="SqliteStateStore(string, string)"/>.</param>
    /// <returns>A store for a <see cref="State{T}"/>.</returns>
    public StateStore Store(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return new InTransaction(this, key);
    }

    /// <summary>Ends the use of its stores; whether it is committed is not decided here.</summary>
    public void Dispose() => _connection = null;

    sealed class InTransaction(SqliteStateTransaction transaction, string key)
        : StateStore($"'{key}' in a transaction in '{transaction._file}'")
    {
        public override StoredState Read(CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return SqliteRow.Read(transaction.Connection, key);
        }

        public override Task<StoredState> ReadAsync(CancellationToken cancellationToken = default) =>
            Task.FromResult(Read(cancellationToken));

        public override ReplaceOutcome TryReplace(
            StoredState present,
            byte[]? content,
            string stamp,
            CancellationToken cancellationToken = default
        )
        {
            cancellationToken.ThrowIfCancellationRequested();
            return SqliteRow.TryReplace(transaction.Connection, key, present, content, stamp)
                ? ReplaceOutcome.Committed
                : ReplaceOutcome.NotCommitted;
        }

        public override Task<ReplaceOutcome> TryReplaceAsync(
            StoredState present,
            byte[]? content,
            string stamp,
            CancellationToken cancellationToken = default
        ) => Task.FromResult(TryReplace(present, content, stamp, cancellationToken));
    }
}
