using System.Diagnostics;
using AtomicWrites.Stores.Tests.Servers;

[assembly: AssemblyFixture(typeof(EtcdServer))]

namespace AtomicWrites.Stores.Tests.Servers;

/// <summary>Debian's etcd: one node.</summary>
public sealed class EtcdServer : Server
{
    const string Program = "/usr/bin/etcd";

    readonly int _port = FreePort();
    readonly int _peerPort = FreePort();
    readonly Lazy<bool> _started;

    public EtcdServer() =>
        _started = new(() =>
        {
            Start();
            return true;
        });

    /// <summary>Started by the first test that asks; the test is skipped where there is none.</summary>
    public string Connection
    {
        get
        {
            Assert.SkipUnless(File.Exists(Program), "needs etcd: as root, apt-get install etcd-server brings it");
            _ = _started.Value;
            return $"http://127.0.0.1:{_port}";
        }
    }

    protected override ProcessStartInfo Command =>
        new(
            Program,
            [
                "--data-dir",
                Path.Combine(Folder, "data"),
                "--listen-client-urls",
                $"http://127.0.0.1:{_port}",
                "--advertise-client-urls",
                $"http://127.0.0.1:{_port}",
                "--listen-peer-urls",
                $"http://127.0.0.1:{_peerPort}",
                "--initial-advertise-peer-urls",
                $"http://127.0.0.1:{_peerPort}",
                "--initial-cluster",
                $"default=http://127.0.0.1:{_peerPort}",
            ]
        );

    protected override bool IsReady() => Log.Contains("ready to serve client requests", StringComparison.Ordinal);
}
