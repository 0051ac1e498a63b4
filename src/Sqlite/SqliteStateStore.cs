using System.Text.Json;
using Microsoft.Data.Sqlite;

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
    const int MaxKeyLength = 1_000;
    const string ImportStamp = "importedfromfile";
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    readonly SqliteDatabase _database;
    readonly string _key;

    /// <summary>The state with a key. Nothing is opened yet.</summary>
    /// <param name="connectionString">As of <see cref="SqliteConnection"/>: <c>Data Source=state.db</c>.</param>
    /// <param name="key">Tells this state from others in the database: 1 to 1,000 characters, without NUL.</param>
    /// <exception cref="ArgumentException">The connection string is malformed or names no file, or the key is empty,
    /// too long or contains NUL.</exception>
    public SqliteStateStore(string connectionString, string key)
        : this(new SqliteDatabase(connectionString), key) => RequireKey(key);

    SqliteStateStore(SqliteDatabase database, string key)
        : base($"'{key}' in '{database.File}'") => (_database, _key) = (database, key);

    internal static void RequireKey(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (key.Length > MaxKeyLength || key.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException(
                $"The key '{key[..Math.Min(20, key.Length)]}…' has {key.Length} characters, of which at most {MaxKeyLength} are allowed, or contains NUL.",
                nameof(key)
            );
    }

    /// <inheritdoc/>
    public override StoredState Read(CancellationToken cancellationToken = default) =>
        _database.Run(Name, session => SqliteRow.Read(session, _key), cancellationToken);

    /// <inheritdoc/>
    public override Task<StoredState> ReadAsync(CancellationToken cancellationToken = default) =>
        Task.Run(() => Read(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public override ReplaceOutcome TryReplace(
        StoredState present,
        byte[]? content,
        string stamp,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(present);
        return _database.Run(Name, Replace, cancellationToken);

        ReplaceOutcome Replace(SqliteSession session)
        {
            session.Begin();
            var isReplaced = false;
            try
            {
                isReplaced = SqliteRow.TryReplace(session, _key, present, content, stamp);
            }
            finally
            {
                if (!isReplaced)
                    session.Rollback();
            }

            return isReplaced ? session.Commit() : ReplaceOutcome.NotCommitted;
        }
    }

    /// <inheritdoc/>
    public override Task<ReplaceOutcome> TryReplaceAsync(
        StoredState present,
        byte[]? content,
        string stamp,
        CancellationToken cancellationToken = default
    ) => Task.Run(() => TryReplace(present, content, stamp, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Looks every tenth of a second whether anybody has committed to the database.</remarks>
    public override IDisposable? Watch(Action changed) => new SqliteWatch(_database, Name, Interval, changed);

    /// <inheritdoc/>
    public override StateStore? Sibling(string suffix) => new SqliteStateStore(_database, _key + suffix);

    /// <summary>
    /// Takes over a JSON state file, once: from then on the state is in the database, and the file is renamed to
    /// <c>path.imported</c>.
    /// </summary>
    /// <remarks>
    /// Programs that take the lock of the file are kept out meanwhile. After a crash in the middle the next call goes
    /// on. A state that is in the database already is never replaced.
    /// </remarks>
    /// <param name="path">The state file.</param>
    /// <returns>
    /// Whether the file was taken over; <see langword="false"/> where there is none, or the database has the state
    /// already.
    /// </returns>
    /// <exception cref="StateFileException">The file is torn, or no JSON: it stays where it is, beside its
    /// backup.</exception>
    /// <exception cref="IOException">The file could not be read or renamed, or the database not be written.</exception>
    public bool Import(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            return false;
        using var held = FileLock.Acquire(path);
        if (!File.Exists(path))
            return false;
        var content = AtomicFile.ReadAllBytes(path);
        RequireWhole(content, path);
        if (Read() is { Version: 0L } none)
            TryReplace(none, content, ImportStamp);
        var kept = Read();
        if (kept.Stamp != ImportStamp || !kept.Content.AsSpan().SequenceEqual(content))
            return false;
        File.Move(path, path + ".imported", overwrite: false);
        return true;
    }

    // The database would keep what is damaged, and never look at the good backup beside the file.
    static void RequireWhole(byte[] content, string path)
    {
        JsonException? damage = null;
        try
        {
            using var text = new StreamReader(new MemoryStream(content));
            using var document = JsonDocument.Parse(
                text.ReadToEnd(),
                new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip }
            );
            if (document.RootElement.ValueKind != JsonValueKind.Null)
                return;
        }
        catch (JsonException failure)
        {
            damage = failure;
        }

        throw new StateFileException(
            StateFileFailure.Corrupt,
            $"'{path}' is no whole JSON, and is not taken over: copy its backup '{path}.bak' over it, or delete it.",
            damage
        );
    }
}
