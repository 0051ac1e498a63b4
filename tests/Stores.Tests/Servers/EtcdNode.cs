using System.Diagnostics;

namespace AtomicWrites.Stores.Tests.Servers;

/// <summary>A node of Debian's etcd.</summary>
public class EtcdNode(string name) : Server
{
    const string Program = "/usr/bin/etcd";

    readonly int _peerPort = FreePort();

    /// <summary>Why it cannot run here; null if it can.</summary>
    public static string? Missing =>
        File.Exists(Program) ? null : "needs etcd: as root, apt-get install etcd-server brings it";

    /// <summary>How clients come: http or https.</summary>
    public string Scheme { get; init; } = "http";

    /// <summary>More of its options.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>The node as a member of a cluster.</summary>
    public string Member => $"{name}={PeerUrl}";

    /// <summary>All of its cluster.</summary>
    public IReadOnlyList<EtcdNode> Cluster { get; set; } = [];

    string PeerUrl => $"http://127.0.0.1:{_peerPort}";

    /// <inheritdoc/>
    public override string Connection => ConnectionAt(Port);

    /// <inheritdoc/>
    public override string ConnectionAt(int port) => $"{Scheme}://127.0.0.1:{port}";

    protected override ProcessStartInfo Command =>
        new(
            Program,
            [
                "--name",
                name,
                "--data-dir",
                Path.Combine(Folder, "data"),
                "--listen-client-urls",
                Url,
                "--advertise-client-urls",
                Url,
                "--listen-peer-urls",
                PeerUrl,
                "--initial-advertise-peer-urls",
                PeerUrl,
                "--initial-cluster",
                string.Join(',', Cluster.Select(node => node.Member)),
                .. Options,
            ]
        );

    string Url => ConnectionAt(Port);

    protected override bool IsReady() => Log.Contains("ready to serve client requests", StringComparison.Ordinal);
}
