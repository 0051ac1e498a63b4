using Npgsql;

namespace AtomicWrites.PostgreSql;

/// <summary>Listens for commits of one state, on a connection that is made again whenever it breaks.</summary>
sealed class PostgreSqlWatch : IDisposable
{
    static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    readonly NpgsqlDataSource _source;
    readonly string _key;
    readonly Action _changed;
    readonly CancellationTokenSource _end = new();
    readonly Task _listening;

    public PostgreSqlWatch(NpgsqlDataSource source, string key, Action changed)
    {
        (_source, _key, _changed) = (source, key, changed);
        _listening = Task.Run(Listen);
    }

    async Task Listen()
    {
        var pause = TimeSpan.FromMilliseconds(100);
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await using var connection = await _source.OpenConnectionAsync(_end.Token).ConfigureAwait(false);
                connection.Notification += (_, notification) =>
                {
                    if (notification.Payload == _key)
                        _changed();
                };
                await using (var command = new NpgsqlCommand("LISTEN atomic_writes_state", connection))
                    await command.ExecuteNonQueryAsync(_end.Token).ConfigureAwait(false);
                _changed(); // what was committed before it listened
                pause = TimeSpan.FromMilliseconds(100);
                await Stay(connection).ConfigureAwait(false);
            }
            catch (Exception) when (!_end.IsCancellationRequested)
            {
                // Whatever broke the connection, the state itself says what is wrong when it is read.
                await Task.Delay(pause, _end.Token)
                    .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default)
                    .ConfigureAwait(false);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    // A connection that a firewall has dropped says nothing for ever, and a pool in front of the server may swallow
    // notifications.
    async Task Stay(NpgsqlConnection connection)
    {
        var seen = await Version(connection).ConfigureAwait(false);
        while (true)
        {
            await connection.WaitAsync(Silence, _end.Token).ConfigureAwait(false);
            var version = await Version(connection).ConfigureAwait(false);
            if (version != seen)
                _changed();
            seen = version;
        }
    }

    async Task<long?> Version(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            "SELECT max(version) FROM atomic_writes_state WHERE key = $1",
            connection
        )
        {
            Parameters = { new() { Value = _key } },
        };
        return await command.ExecuteScalarAsync(_end.Token).ConfigureAwait(false) as long?;
    }

    public void Dispose()
    {
        _end.Cancel();
        _listening.ContinueWith(
            _ => _end.Dispose(),
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default
        );
    }
}
