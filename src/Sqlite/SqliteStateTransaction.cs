using Microsoft.Data.Sqlite;

namespace AtomicWrites.Sqlite;

/// <summary>
/// A transaction over several states of one database; see <see cref="SqliteStateStore.Transaction"/>.
/// </summary>
/// <example>
/// <code>
/// var options = new StateOptions&lt;Settings&gt; { Initial = () =&gt; new Settings() };
/// SqliteStateStore.Transaction("Data Source=state.db", transaction =&gt;
/// {
///     var before = new State&lt;Settings&gt;(transaction.Store("settings"), options).Read();
///     new State&lt;Settings&gt;(transaction.Store("settings of yesterday"), options).Reset(before);
///     new State&lt;Settings&gt;(transaction.Store("settings"), options).Edit(state =&gt; state.Theme = "dark");
/// });
/// </code>
/// </example>
public sealed class SqliteStateTransaction : IDisposable
{
    readonly string _file;
    SqliteSession? _session;

    internal SqliteStateTransaction(SqliteSession session, string file) => (_session, _file) = (session, file);

    SqliteSession Session =>
        _session
        ?? throw new InvalidOperationException(
            $"The transaction in '{_file}' has ended: its stores are of use only within it."
        );

    /// <summary>
    /// A state as this transaction sees and changes it. Use it from one thread, and only until the transaction ends.
    /// </summary>
    /// <param name="key">As of <see cref="SqliteStateStore(string, string)"/>.</param>
    /// <returns>A store for a <see cref="State{T}"/>.</returns>
    public StateStore Store(string key)
    {
        SqliteStateStore.RequireKey(key);
        return new InTransaction(this, key);
    }

    /// <summary>Ends the use of its stores; whether it is committed is not decided here.</summary>
    public void Dispose() => _session = null;

    sealed class InTransaction(SqliteStateTransaction transaction, string key)
        : StateStore($"'{key}' in a transaction in '{transaction._file}'")
    {
        public override StoredState Read(CancellationToken cancellationToken = default) =>
            Run(session => SqliteRow.Read(session, key), cancellationToken);

        public override Task<StoredState> ReadAsync(CancellationToken cancellationToken = default) =>
            Task.FromResult(Read(cancellationToken));

        public override ReplaceOutcome TryReplace(
            StoredState present,
            byte[]? content,
            string stamp,
            CancellationToken cancellationToken = default
        ) =>
            Run(session => SqliteRow.TryReplace(session, key, present, content, stamp), cancellationToken)
                ? ReplaceOutcome.Committed
                : ReplaceOutcome.NotCommitted;

        public override Task<ReplaceOutcome> TryReplaceAsync(
            StoredState present,
            byte[]? content,
            string stamp,
            CancellationToken cancellationToken = default
        ) => Task.FromResult(TryReplace(present, content, stamp, cancellationToken));

        TResult Run<TResult>(Func<SqliteSession, TResult> run, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return run(transaction.Session);
            }
            catch (SqliteException failure)
            {
                throw SqliteFailure.Of(failure, Name);
            }
        }
    }
}
