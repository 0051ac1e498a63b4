using Npgsql;

namespace AtomicWrites.PostgreSql;

/// <content>What others have changed.</content>
public sealed partial class PostgreSqlStateStore
{
    const string Stamp = "SELECT max(stamp) FROM atomic_writes_state WHERE key = $1";

    static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    /// <remarks>
    /// By <c>LISTEN</c>, on a connection of its own; every ten seconds, and after each broken connection, the row is
    /// looked at as well.
    /// </remarks>
    public override IDisposable? Watch(Action changed) => new StoreWatch(changed, Follow);

    async Task Follow(StoreWatch watch, CancellationToken end)
    {
        await using var connection = await _source.OpenConnectionAsync(end).ConfigureAwait(false);
        connection.Notification += (_, notification) =>
        {
            if (notification.Payload == _key)
                watch.Report();
        };
        await using var listen = new NpgsqlCommand("LISTEN atomic_writes_state", connection);
        await listen.ExecuteNonQueryAsync(end).ConfigureAwait(false);
        await using var look = new NpgsqlCommand(Stamp, connection) { Parameters = { new() { Value = _key } } };
        // A connection that a firewall has dropped says nothing for ever, and a pool in front of the server may swallow
        // notifications.
        for (; ; await connection.WaitAsync(Silence, end).ConfigureAwait(false))
            watch.Saw(await look.ExecuteScalarAsync(end).ConfigureAwait(false));
    }
}
