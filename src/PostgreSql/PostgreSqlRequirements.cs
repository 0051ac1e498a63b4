using System.Runtime.CompilerServices;
using Npgsql;

namespace AtomicWrites.PostgreSql;

/// <summary>What a server has to be, so that a state in it is never lost nor out of date.</summary>
static class PostgreSqlRequirements
{
    const int OldestServer = 12;

    static readonly ConditionalWeakTable<NpgsqlDataSource, object> Synced = [];

    /// <exception cref="StateFileException">A state cannot be kept there.</exception>
    public static async ValueTask Demand(
        NpgsqlDataSource source,
        NpgsqlConnection connection,
        string name,
        bool isAsync,
        CancellationToken cancellation
    )
    {
        if (connection.PostgreSqlVersion.Major < OldestServer)
            throw new StateFileException(
                StateFileFailure.Unreadable,
                $"{name}: the server is PostgreSQL {connection.PostgreSqlVersion}; {OldestServer} or later is needed. Upgrade it."
            );
        // Told by every server since 14, and again when it changes.
        if (connection.PostgresParameters.TryGetValue("in_hot_standby", out var isStandby) && isStandby == "on")
            throw new StateFileException(
                StateFileFailure.Unavailable,
                $"{name}: the server is a standby, which may be behind and cannot be written: "
                    + "connect to the primary, or set 'Target Session Attributes=primary'."
            );
        if (Synced.TryGetValue(source, out _))
            return;
        await using var command = new NpgsqlCommand("SHOW fsync", connection);
        var fsync = isAsync
            ? await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false)
            : command.ExecuteScalar();
        if (fsync is "off")
            throw new StateFileException(
                StateFileFailure.Unreadable,
                $"{name}: the server runs with fsync=off, so that a crash of its machine loses what it has acknowledged. Set fsync=on."
            );
        Synced.AddOrUpdate(source, source);
    }
}
