using System.Diagnostics;
using Npgsql;

namespace AtomicWrites.Stores.Tests.Servers;

/// <summary>Debian's PostgreSQL. It refuses to run as root, so that root starts it as nobody.</summary>
public class PostgreSqlNode : Server
{
    const string Nobody = "65534";

    static readonly string? Programs = Directory.Exists("/usr/lib/postgresql")
        ? Directory
            .GetDirectories("/usr/lib/postgresql")
            .Select(version => Path.Combine(version, "bin"))
            .Where(folder => File.Exists(Path.Combine(folder, "initdb")))
            .Max(StringComparer.Ordinal)
        : null;

    /// <summary>Why it cannot run here; null if it can.</summary>
    public static string? Missing =>
        Programs is null ? "needs PostgreSQL: as root, apt-get install postgresql brings it" : null;

    /// <inheritdoc/>
    public override string Connection => ConnectionAt(Port);

    /// <inheritdoc/>
    public override string ConnectionAt(int port) =>
        $"Host=127.0.0.1;Port={port};Username=tests;Database=postgres;Timeout=5;Command Timeout=30";

    /// <summary>Lines of its configuration.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Goes on as a standby whose primary is gone.</summary>
    public void BecomeStandby()
    {
        Kill();
        File.WriteAllText(Path.Combine(Data, "standby.signal"), "");
        Start();
    }

    string Data => Path.Combine(Folder, "data");

    protected override ProcessStartInfo Command
    {
        get
        {
            string[] settings =
            [
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "max_connections=200",
                .. Settings,
            ];
            var (program, arguments) = AsNobody(
                Path.Combine(Programs!, "postgres"),
                ["-D", Data, "-p", $"{Port}", .. settings.SelectMany(setting => new[] { "-c", setting })]
            );
            return new(program, arguments);
        }
    }

    /// <summary>Makes its data, and starts it.</summary>
    public void Begin()
    {
        if (Environment.UserName == "root")
            Run("chown", $"{Nobody}:{Nobody}", Folder);
        var (program, arguments) = AsNobody(
            Path.Combine(Programs!, "initdb"),
            "-D",
            Data,
            "-U",
            "tests",
            "--auth=trust",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C"
        );
        Run(program, arguments);
        // The first line that fits counts; all others need no password.
        var access = Path.Combine(Data, "pg_hba.conf");
        File.WriteAllText(access, "host all guarded 127.0.0.1/32 scram-sha-256\n" + File.ReadAllText(access));
        Start();
    }

    /// <summary>Makes a user; the one who is called <c>guarded</c> has to say a password.</summary>
    public void Allow(string user, string options = "")
    {
        using var owner = new NpgsqlConnection(Connection);
        owner.Open();
        using var command = new NpgsqlCommand($"DROP ROLE IF EXISTS {user}; CREATE ROLE {user} LOGIN {options}", owner);
        command.ExecuteNonQuery();
    }

    // With its children, which would keep the shared memory, and so the next start, for themselves.
    protected override bool IsReady()
    {
        try
        {
            using var connection = new NpgsqlConnection(ConnectionAt(Port) + ";Pooling=false");
            connection.Open();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    internal static (string Program, string[] Arguments) AsNobody(string program, params string[] arguments) =>
        Environment.UserName == "root"
            ? ("setpriv", ["--reuid=" + Nobody, "--regid=" + Nobody, "--clear-groups", program, .. arguments])
            : (program, arguments);
}
