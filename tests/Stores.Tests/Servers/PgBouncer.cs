using System.Diagnostics;
using Npgsql;

namespace AtomicWrites.Stores.Tests.Servers;

/// <summary>
/// A pool in front of PostgreSQL that gives a connection of the server to another program after each transaction.
/// </summary>
sealed class PgBouncer(PostgreSqlServer server) : Server
{
    const string Program = "/usr/sbin/pgbouncer";

    /// <summary>Why it cannot run here; null if it can.</summary>
    public static string? Missing =>
        File.Exists(Program) ? null : "needs PgBouncer: as root, apt-get install pgbouncer brings it";

    /// <inheritdoc/>
    public override string Connection => ConnectionAt(Port);

    /// <inheritdoc/>
    public override string ConnectionAt(int port) => server.ConnectionAt(port);

    string Settings => Path.Combine(Folder, "settings.ini");

    protected override ProcessStartInfo Command
    {
        get
        {
            File.WriteAllText(
                Settings,
                $"""
                [databases]
                postgres = host=127.0.0.1 port={server.Port} user=tests
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = {Port}
                unix_socket_dir =
                auth_type = any
                pool_mode = transaction
                default_pool_size = 2
                """
            );
            File.SetUnixFileMode(Folder, (UnixFileMode)0b111_101_101); // of whom it is started as
            var (program, arguments) = PostgreSqlNode.AsNobody(Program, Settings);
            return new(program, arguments);
        }
    }

    protected override bool IsReady()
    {
        try
        {
            using var connection = new NpgsqlConnection(Connection + ";Pooling=false");
            connection.Open();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
