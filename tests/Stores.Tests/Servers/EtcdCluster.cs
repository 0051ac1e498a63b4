using Etcdserverpb;

namespace AtomicWrites.Stores.Tests.Servers;

/// <summary>Three nodes of etcd on this machine.</summary>
sealed class EtcdCluster : IDisposable
{
    readonly EtcdNode[] _nodes = [new("one"), new("two"), new("three")];

    public EtcdCluster()
    {
        if (EtcdNode.Missing is { } reason)
            Assert.Skip(reason);
        foreach (var node in _nodes)
            node.Cluster = _nodes;
        Start(_nodes);
    }

    public string Connection => string.Join(',', _nodes.Select(node => node.Connection));

    /// <summary>Each of them is ready only when there is a majority.</summary>
    public static void Start(IEnumerable<EtcdNode> nodes) =>
        Task.WaitAll([.. nodes.Select(node => Task.Factory.StartNew(node.Start, TaskCreationOptions.LongRunning))]);

    /// <summary>The node that leads, and the ones that follow.</summary>
    public (EtcdNode Leader, IReadOnlyList<EtcdNode> Followers) Roles()
    {
        var leader = _nodes.First(IsLeader);
        return (leader, [.. _nodes.Where(node => node != leader)]);
    }

    static bool IsLeader(EtcdNode node)
    {
        var status = StoreKinds.Client(node.Connection).Status(new StatusRequest());
        return status.Leader == status.Header.MemberId;
    }

    public void Dispose() => Array.ForEach(_nodes, node => node.Dispose());
}
