using AtomicWrites.Stores.Tests.Servers;

[assembly: AssemblyFixture(typeof(EtcdServer))]

namespace AtomicWrites.Stores.Tests.Servers;

/// <summary>etcd of one node.</summary>
public sealed class EtcdServer : EtcdNode
{
    readonly Lazy<bool> _started;

    public EtcdServer()
        : base("single")
    {
        Cluster = [this];
        _started = new(() =>
        {
            Start();
            return true;
        });
    }

    /// <inheritdoc/>
    public override string Connection
    {
        get
        {
            if (Missing is { } reason)
                Assert.Skip(reason);
            _ = _started.Value;
            return base.Connection;
        }
    }
}
