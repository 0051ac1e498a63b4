using dotnet_etcd;
using Etcdserverpb;
using Google.Protobuf;

namespace AtomicWrites.Stores.Benchmarks;

/// <summary>The transactions of <see cref="Etcd.EtcdStateStore"/> by its client.</summary>
sealed class BareEtcd(EtcdClient client, string key, byte[] content) : Row
{
    readonly ByteString _key = ByteString.CopyFromUtf8("bare/" + key);
    readonly ByteString _stamp = ByteString.CopyFromUtf8("bare/" + key + ".stamp");

    public override void Read() => Look();

    public override void Update()
    {
        TxnRequest request;
        do
        {
            var (contentRevision, stampRevision) = Look();
            var stamp = ByteString.CopyFromUtf8(Guid.NewGuid().ToString("N")[..16]);
            request = new()
            {
                Compare = { Still(_key, contentRevision), Still(_stamp, stampRevision) },
                Success = { Put(_key, UnsafeByteOperations.UnsafeWrap(content)), Put(_stamp, stamp) },
                Failure = { Get(_stamp) },
            };
        } while (!client.Transaction(request).Succeeded);
    }

    (long, long) Look()
    {
        var answers = client.Transaction(new() { Success = { Get(_key), Get(_stamp) } }).Responses;
        if (answers[0].ResponseRange.Kvs is not [var kept] || answers[1].ResponseRange.Kvs is not [var stamp])
            return (0, 0);
        _ = (kept.Value.ToByteArray(), stamp.Value.ToStringUtf8());
        return (kept.ModRevision, stamp.ModRevision);
    }

    static RequestOp Get(ByteString key) => new() { RequestRange = new() { Key = key } };

    static RequestOp Put(ByteString key, ByteString value) =>
        new()
        {
            RequestPut = new() { Key = key, Value = value },
        };

    static Compare Still(ByteString key, long revision) =>
        new()
        {
            Key = key,
            Target = Compare.Types.CompareTarget.Mod,
            Result = Compare.Types.CompareResult.Equal,
            ModRevision = revision,
        };
}
