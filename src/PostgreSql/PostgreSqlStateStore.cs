using Npgsql;

namespace AtomicWrites.PostgreSql;

/// <summary>
/// One state in a PostgreSQL database (12 or later); a <see cref="State{T}"/> over it is typed state.
/// </summary>
/// <remarks>
/// The table <c>atomic_writes_state</c> is created in the first schema of the search path when it is missing. Each
/// write is one statement that is committed by itself, whatever transaction surrounds the call, and with
/// <c>synchronous_commit</c> on, whatever the server's default. A deleted
/// state leaves its row behind, without content, so that no version comes back. A standby and a server with
/// <c>fsync=off</c> are refused. The data source stays the caller's: dispose it after the states.
/// </remarks>
/// <example>
/// <code>
/// await using var database = NpgsqlDataSource.Create("Host=localhost;Username=app;Database=app");
/// var store = new PostgreSqlStateStore(database, "settings");
/// var settings = new State&lt;Settings&gt;(store, new StateOptions&lt;Settings&gt; { Initial = () =&gt; new Settings() });
/// await settings.EditAsync(state =&gt; state.Theme = "dark");
/// </code>
/// </example>
public sealed partial class PostgreSqlStateStore : StateStore
{
    const int MaxContentBytes = 1_000_000_000;

    const string Selection = "SELECT content, version, stamp FROM atomic_writes_state WHERE key = $1";

    // It holds until the end of this transaction, its commit included, and weakens no server that waits for its
    // replicas to apply.
    const string Selected = """
        SELECT
            count(pg_notify('atomic_writes_state', key)),
            set_config('synchronous_commit',
                CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, true)
        FROM written
        """;

    const string Insert = $"""
        WITH written AS (
            INSERT INTO atomic_writes_state(key, content, stamp, version) VALUES ($1, $2, $3, $4 + 1) ON CONFLICT DO NOTHING RETURNING key)
        {Selected}
        """;

    // Versions come back where a failover has lost some; stamps never do.
    const string Update = $"""
        WITH written AS (
            UPDATE atomic_writes_state SET content = $2, stamp = $3, version = $4 + 1, changed = now()
            WHERE key = $1 AND version = $4 AND stamp = $5 RETURNING key)
        {Selected}
        """;

    readonly NpgsqlDataSource _source;
    readonly string _key;

    /// <summary>The state with a key. Nothing is connected yet.</summary>
    /// <param name="source">The database, with its credentials and its time limits.</param>
    /// <param name="key">Tells this state from others in the database: 1 to 1,000 bytes of UTF-8, without NUL.</param>
    /// <exception cref="ArgumentException">The key is of no use, or the data source is multiplexing.</exception>
    public PostgreSqlStateStore(NpgsqlDataSource source, string key)
        : this(key, source) => StoreKey.Require(key);

    // With a key that may be a little longer, because this library has made it.
    PostgreSqlStateStore(string key, NpgsqlDataSource source)
        : base($"'{key}' in '{NameOf(source)}'") => (_source, _key) = (source, key);

    /// <inheritdoc/>
    public override StoredState Read(CancellationToken cancellationToken = default) =>
        Read(isAsync: false, cancellationToken).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override Task<StoredState> ReadAsync(CancellationToken cancellationToken = default) =>
        Read(isAsync: true, cancellationToken);

    /// <inheritdoc/>
    public override ReplaceOutcome TryReplace(
        StoredState present,
        byte[]? content,
        string stamp,
        CancellationToken cancellationToken = default
    ) => TryReplace(present, content, stamp, isAsync: false, cancellationToken).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override Task<ReplaceOutcome> TryReplaceAsync(
        StoredState present,
        byte[]? content,
        string stamp,
        CancellationToken cancellationToken = default
    ) => TryReplace(present, content, stamp, isAsync: true, cancellationToken);

    /// <inheritdoc/>
    public override StateStore? Sibling(string suffix) => new PostgreSqlStateStore(_key + suffix, _source);

    Task<StoredState> Read(bool isAsync, CancellationToken cancellation)
    {
        return PostgreSqlCall.Run(_source, Name, isAsync, Select, Leave, cancellation);

        StoredState Leave() => throw new OperationCanceledException(cancellation);
    }

    async ValueTask<StoredState> Select(PostgreSqlCall call)
    {
        await using var command = new NpgsqlCommand(Selection) { Parameters = { new() { Value = _key } } };
        try
        {
            return await call.First(command, Stored).ConfigureAwait(false) ?? new(null, 0L);
        }
        catch (Exception failure) when (failure is NpgsqlException or IOException)
        {
            throw PostgreSqlFailure.Of(failure, Name);
        }
    }

    Task<ReplaceOutcome> TryReplace(
        StoredState present,
        byte[]? content,
        string stamp,
        bool isAsync,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(present);
        if (content?.Length > MaxContentBytes)
            throw new StateFileException(
                StateFileFailure.Invalid,
                $"{Name}: the content has {content.Length:N0} bytes; PostgreSQL keeps at most {MaxContentBytes:N0}. Split the state."
            );
        return PostgreSqlCall.Run(_source, Name, isAsync, Replace, () => ReplaceOutcome.Unknown, cancellation);

        async ValueTask<ReplaceOutcome> Replace(PostgreSqlCall call)
        {
            await using var command = new NpgsqlCommand(present.Version is 0L ? Insert : Update)
            {
                Parameters =
                {
                    new() { Value = _key },
                    new() { Value = content ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bytea },
                    new() { Value = stamp },
                    new() { Value = present.Version },
                },
            };
            if (present.Stamp is { } replaced)
                command.Parameters.Add(new() { Value = replaced });
            try
            {
                var written = await call.First(command, row => row.GetInt64(0)).ConfigureAwait(false);
                return written == 1 ? ReplaceOutcome.Committed : ReplaceOutcome.NotCommitted;
            }
            catch (PostgresException failure) when (PostgreSqlFailure.IsConflict(failure))
            {
                return ReplaceOutcome.NotCommitted;
            }
            catch (Exception failure) when (PostgreSqlFailure.LeavesDoubt(failure))
            {
                return ReplaceOutcome.Unknown;
            }
            catch (NpgsqlException failure)
            {
                throw PostgreSqlFailure.Of(failure, Name);
            }
        }
    }

    static StoredState Stored(NpgsqlDataReader row) =>
        new(row.IsDBNull(0) ? null : row.GetFieldValue<byte[]>(0), row.GetInt64(1), row.GetString(2));

    static string NameOf(NpgsqlDataSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var connection = new NpgsqlConnectionStringBuilder(source.ConnectionString);
        return connection.Multiplexing
            ? throw new ArgumentException(
                "The connection string says Multiplexing=true, which has neither synchronous calls nor LISTEN. Leave it out.",
                nameof(source)
            )
            : $"{connection.Host}:{connection.Port}/{connection.Database}";
    }
}
