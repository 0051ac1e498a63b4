using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AtomicWrites.Sqlite;

/// <summary>One state in a SQLite database; a <see cref="State{T}"/> over it is typed state.</summary>
/// <remarks>
/// The database is in WAL mode with <c>synchronous=FULL</c>: what was committed survives a power cut. The table
/// <c>atomic_writes_state</c> is created with the first write, and other tables are left alone. A deleted state leaves
/// its row behind, without content, so that no version comes back. While others keep the database locked, a call waits
/// for as long as the <c>Default Timeout</c> of the connection string says, 30 seconds unless set. A database on a
/// network file system is refused, because WAL needs memory that all processes share.
/// </remarks>
/// <example>
/// <code>
/// var store = new SqliteStateStore("Data Source=state.db", "settings");
/// var settings = new State&lt;Settings&gt;(store, new StateOptions&lt;Settings&gt; { Initial = () =&gt; new Settings() });
/// settings.Edit(state =&gt; state.Theme = "dark");
/// </code>
/// </example>
public sealed partial class SqliteStateStore : StateStore
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    static ReadOnlySpan<byte> Select => "SELECT content, version, stamp FROM main.atomic_writes_state WHERE key = ?1"u8;

    static ReadOnlySpan<byte> Insert =>
        "INSERT INTO main.atomic_writes_state(key, content, stamp, version, changed) "u8
        + "VALUES (?1, ?2, ?3, ?4 + 1, datetime('now')) ON CONFLICT DO NOTHING"u8;

    // Versions come back where a backup is restored; stamps never do.
    static ReadOnlySpan<byte> Update =>
        "UPDATE main.atomic_writes_state SET content = ?2, stamp = ?3, version = ?4 + 1, changed = datetime('now') "u8
        + "WHERE key = ?1 AND version = ?4 AND stamp = ?5"u8;

    readonly SqliteDatabase _database;
    readonly string _key;
    readonly SqliteStateTransaction? _transaction;

    /// <summary>The state with a key. Nothing is opened yet.</summary>
    /// <param name="connectionString">As of <see cref="SqliteConnection"/>: <c>Data Source=state.db</c>.</param>
    /// <param name="key">Tells this state from others in the database: 1 to 1,000 bytes of UTF-8, without NUL.</param>
    /// <exception cref="ArgumentException">The connection string is malformed, names no file or asks for encryption
    /// that is not there, or the key is of no use.</exception>
    public SqliteStateStore(string connectionString, string key)
        : this(new SqliteDatabase(connectionString), key) => StoreKey.Require(key);

    internal SqliteStateStore(SqliteDatabase database, string key, SqliteStateTransaction? transaction = null)
        : base($"'{key}' in '{database.File}'") => (_database, _key, _transaction) = (database, key, transaction);

    /// <inheritdoc/>
    public override StoredState Read(CancellationToken cancellationToken = default) =>
        Run(session => session.First(Select, Stored, _key) ?? new(null, 0L), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="LockRecursionException">A transaction in the same database runs here.</exception>
    public override ReplaceOutcome TryReplace(
        StoredState present,
        byte[]? content,
        string stamp,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(present);
        return Run<ReplaceOutcome>(_transaction is null ? Commit : Replace, cancellationToken);

        ReplaceOutcome Replace(SqliteSession session)
        {
            if (present.Version is 0L)
                session.First(Insert, Stored, _key, content, stamp, 0L);
            else
                session.First(Update, Stored, _key, content, stamp, present.Version, present.Stamp);
            return session.Changes == 1 ? ReplaceOutcome.Committed : ReplaceOutcome.NotCommitted;
        }

        ReplaceOutcome Commit(SqliteSession session)
        {
            SqliteStateTransaction.RequireNone(_database.File);
            session.Begin();
            var outcome = ReplaceOutcome.NotCommitted;
            try
            {
                outcome = Replace(session);
            }
            finally
            {
                if (outcome == ReplaceOutcome.NotCommitted)
                    session.Rollback();
            }

            return outcome == ReplaceOutcome.Committed ? session.Commit() : outcome;
        }
    }

    /// <inheritdoc/>
    /// <remarks>Looks every tenth of a second whether anybody has committed to the database.</remarks>
    public override IDisposable? Watch(Action changed) => _transaction is null ? new StoreWatch(changed, Follow) : null;

    /// <inheritdoc/>
    public override StateStore? Sibling(string suffix) => new SqliteStateStore(_database, _key + suffix, _transaction);

    /// <inheritdoc/>
    protected override void RequireNotHeld()
    {
        base.RequireNotHeld();
        if (_transaction is null)
            SqliteStateTransaction.RequireNone(_database.File);
    }

    // The counter counts the commits that this connection sees others make, so it has to be the same one.
    async Task Follow(StoreWatch watch, CancellationToken end)
    {
        while (!File.Exists(_database.File)) // whoever writes makes it, or restores it
            await Task.Delay(Interval, end).ConfigureAwait(false);
        using var session = _database.Open(Name, end);
        for (; !session.IsGone; await Task.Delay(Interval, end).ConfigureAwait(false))
            watch.Saw(session.First("PRAGMA data_version"u8, row => raw.sqlite3_column_int64(row, 0)));
    }

    TResult Run<TResult>(Func<SqliteSession, TResult> run, CancellationToken cancellationToken)
    {
        if (_transaction is null)
            return _database.Run(Name, run, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return SqliteFailure.Guard(Name, () => run(_transaction.Session));
    }

    static StoredState Stored(sqlite3_stmt row) =>
        new(
            raw.sqlite3_column_type(row, 0) == raw.SQLITE_NULL ? null : raw.sqlite3_column_blob(row, 0).ToArray(),
            raw.sqlite3_column_int64(row, 1),
            raw.sqlite3_column_text(row, 2).utf8_to_string()
        );
}
