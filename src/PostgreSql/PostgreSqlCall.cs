using System.Net.Sockets;
using System.Transactions;
using Npgsql;

namespace AtomicWrites.PostgreSql;

/// <summary>One exchange with the server, synchronous or not; makes the table where it is missing.</summary>
sealed class PostgreSqlCall : IAsyncDisposable
{
    const string Table = """
        CREATE TABLE IF NOT EXISTS atomic_writes_state(
            key text PRIMARY KEY,
            content bytea,
            version bigint NOT NULL,
            stamp text NOT NULL,
            changed timestamptz NOT NULL DEFAULT now())
        """;

    static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    readonly NpgsqlConnection _connection;
    readonly bool _isAsync;
    readonly CancellationToken _cancellation;

    PostgreSqlCall(NpgsqlConnection connection, bool isAsync, CancellationToken cancellation) =>
        (_connection, _isAsync, _cancellation) = (connection, isAsync, cancellation);

    /// <summary>
    /// Opens a connection for an exchange, and leaves a canceled one to itself where the server is silent: the client
    /// cancels by asking it, and waits for an answer. For that a synchronous one has a thread of its own.
    /// </summary>
    public static async Task<TResult> Run<TResult>(
        NpgsqlDataSource source,
        string name,
        bool isAsync,
        Func<PostgreSqlCall, ValueTask<TResult>> exchange,
        Func<TResult> leave,
        CancellationToken cancellation
    )
    {
        if (!cancellation.CanBeCanceled)
            return await Exchange(cancellation).ConfigureAwait(false);
        var end = new CancellationTokenSource(); // which may be needed for longer than this
        var isLeft = new TaskCompletionSource();
        using var patience = new Timer(_ => isLeft.TrySetResult());
        await using var canceled = cancellation
            .Register(() =>
            {
                patience.Change(Grace, Timeout.InfiniteTimeSpan);
                _ = end.CancelAsync();
            })
            .ConfigureAwait(false);
        var running = isAsync
            ? Exchange(end.Token).AsTask()
            : Task.Factory.StartNew(
                () => Exchange(end.Token).AsTask().GetAwaiter().GetResult(),
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default
            );
        if (await Task.WhenAny(running, isLeft.Task).ConfigureAwait(false) == running)
            return await running.ConfigureAwait(false);
        _ = running.ContinueWith(late => late.Exception, TaskScheduler.Default); // of no more interest
        return leave();

        async ValueTask<TResult> Exchange(CancellationToken token)
        {
            cancellation.ThrowIfCancellationRequested();
            await using var call = await Open(source, name, isAsync, token).ConfigureAwait(false);
            return await exchange(call).ConfigureAwait(false);
        }
    }

    // Nothing was sent where this fails.
    static async ValueTask<PostgreSqlCall> Open(
        NpgsqlDataSource source,
        string name,
        bool isAsync,
        CancellationToken cancellation
    )
    {
        // Else the connection would take part in the program's TransactionScope, which may yet undo what was
        // acknowledged.
        using var alone = Transaction.Current is null
            ? null
            : new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
        NpgsqlConnection? connection = null;
        try
        {
            connection = isAsync
                ? await source.OpenConnectionAsync(cancellation).ConfigureAwait(false)
                : source.OpenConnection();
            await PostgreSqlRequirements.Demand(source, connection, name, isAsync, cancellation).ConfigureAwait(false);
            return new(connection, isAsync, cancellation);
        }
        catch (Exception failure)
        {
            connection?.Dispose();
            if (failure is NpgsqlException or IOException and not StateFileException or SocketException)
                throw PostgreSqlFailure.Of(failure, name);
            throw;
        }
    }

    /// <summary>The first row of what a command selects; the default where there is none.</summary>
    public async ValueTask<TRow?> First<TRow>(NpgsqlCommand command, Func<NpgsqlDataReader, TRow> read)
    {
        command.Connection = _connection;
        using var canceled = _isAsync ? default : _cancellation.Register(command.Cancel);
        try
        {
            return await FirstOnce(command, read).ConfigureAwait(false);
        }
        catch (PostgresException failure)
            when (failure.SqlState == PostgresErrorCodes.QueryCanceled && _cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(failure.Message, failure, _cancellation);
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            await MakeTable().ConfigureAwait(false);
            return await FirstOnce(command, read).ConfigureAwait(false);
        }
    }

    async ValueTask<TRow?> FirstOnce<TRow>(NpgsqlCommand command, Func<NpgsqlDataReader, TRow> read)
    {
        await using var reader = _isAsync
            ? await command.ExecuteReaderAsync(_cancellation).ConfigureAwait(false)
            : command.ExecuteReader();
        var isThere = _isAsync ? await reader.ReadAsync(_cancellation).ConfigureAwait(false) : reader.Read();
        var result = isThere ? read(reader) : default;
        // Only the end of the command says that it is committed.
        while (_isAsync ? await reader.NextResultAsync(_cancellation).ConfigureAwait(false) : reader.NextResult()) { }
        return result;
    }

    async ValueTask MakeTable()
    {
        await using var command = new NpgsqlCommand(Table, _connection);
        try
        {
            _ = _isAsync
                ? await command.ExecuteNonQueryAsync(_cancellation).ConfigureAwait(false)
                : command.ExecuteNonQuery();
        }
        catch (PostgresException failure)
            when (failure.SqlState
                    is PostgresErrorCodes.UniqueViolation
                        or PostgresErrorCodes.DuplicateTable
                        or PostgresErrorCodes.DuplicateObject
            )
        {
            // Another program has made it at the same moment: IF NOT EXISTS looks only at what is there when it begins.
        }
    }

    public ValueTask DisposeAsync()
    {
        if (_isAsync)
            return _connection.DisposeAsync();
        _connection.Dispose();
        return default;
    }
}
