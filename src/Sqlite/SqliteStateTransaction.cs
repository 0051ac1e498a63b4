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
    // Also seen by what was started inside and lives on.
    static readonly AsyncLocal<SqliteStateTransaction?> Current = new();

    readonly SqliteDatabase _database;
    readonly SqliteStateTransaction? _outer;
    SqliteSession? _session;

    internal SqliteStateTransaction(SqliteDatabase database, SqliteSession session)
    {
        (_database, _session, _outer) = (database, session, Current.Value);
        Current.Value = this;
    }

    internal SqliteSession Session
    {
        get
        {
            if (_session is null)
                throw new InvalidOperationException(
                    $"The transaction in '{_database.File}' has ended: its stores are of use only within it."
                );
            RequireUnderWay(_session, _database.File);
            return _session;
        }
    }

    /// <summary>What is written after SQLite has undone the transaction would be committed by itself.</summary>
    /// <exception cref="StateFileException">It was undone.</exception>
    internal static void RequireUnderWay(SqliteSession session, string file)
    {
        if (!session.HasBegun)
            throw new StateFileException(
                StateFileFailure.Unavailable,
                $"The transaction in '{file}' was undone by SQLite because of an error in it: none of its changes is kept. Begin it again."
            );
    }

    /// <summary>For all that waits for the write lock of a database.</summary>
    /// <exception cref="LockRecursionException">This flow runs in a transaction that holds it, and would wait for
    /// itself.</exception>
    internal static void RequireNone(string file)
    {
        for (var running = Current.Value; running is not null; running = running._outer)
            if (running._session is not null && running._database.File == file)
                throw new LockRecursionException(
                    $"A transaction in '{file}' runs here and holds its write lock: this would wait for itself. "
                        + "Use a store of the transaction ('Store(key)'), or write after it."
                );
    }

    /// <summary>
    /// A state as this transaction sees and changes it. Use it from one thread, and only until the transaction ends.
    /// </summary>
    /// <param name="key">As of <see cref="SqliteStateStore(string, string)"/>.</param>
    /// <returns>A store for a <see cref="State{T}"/>.</returns>
    public StateStore Store(string key)
    {
        StoreKey.Require(key);
        return new SqliteStateStore(_database, key, this);
    }

    /// <summary>Ends the use of its stores; whether it is committed is not decided here.</summary>
    public void Dispose()
    {
        _session = null;
        Current.Value = _outer;
    }
}
