using Etcdserverpb;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace AtomicWrites.Etcd;

/// <summary>The two keys of a state, what is asked of them, and what the answers mean.</summary>
sealed class EtcdState(string key, string stampKey)
{
    const int HalfOfStamp = 275;

    readonly ByteString _content = ByteString.CopyFromUtf8(key);
    readonly ByteString _stamp = ByteString.CopyFromUtf8(stampKey);

    /// <summary>That of the content.</summary>
    public ByteString Key => _content;

    public TxnRequest Look() => new() { Success = { Get(_content), Get(_stamp) } };

    public TxnRequest Replace(StoredState present, byte[]? content, string stamp)
    {
        var (contentRevision, stampRevision) = ((long, long))present.Version!;
        var request = new TxnRequest
        {
            Compare = { IsStill(_content, contentRevision), IsStill(_stamp, stampRevision) },
            Success =
            {
                content is null
                    ? new() { RequestDeleteRange = new() { Key = _content } }
                    : Put(_content, UnsafeByteOperations.UnsafeWrap(content)),
                Put(_stamp, ByteString.CopyFromUtf8(stamp)),
            },
            Failure = { Get(_stamp) },
        };
        // Revisions come back where a snapshot is restored; stamps never do.
        if (present.Stamp is { } replaced)
            request.Compare.Add(
                new Compare
                {
                    Key = _stamp,
                    Target = Compare.Types.CompareTarget.Value,
                    Result = Compare.Types.CompareResult.Equal,
                    Value = ByteString.CopyFromUtf8(replaced),
                }
            );
        return request;
    }

    // The channel sends a request again whose answer was lost, and then it is its own first try that was faster.
    public static ReplaceOutcome Outcome(TxnResponse answer, StoredState present, string stamp)
    {
        if (answer.Succeeded)
            return ReplaceOutcome.Committed;
        var now = answer.Responses[0].ResponseRange.Kvs is [var kept] ? kept.Value.ToStringUtf8() : "";
        // A stamp names the versions before its own as well; one that no longer names the replaced one may have
        // forgotten this one, too.
        var isCut =
            now.Contains('.', StringComparison.Ordinal)
            && (present.Stamp is { Length: > 0 } before ? !Names(before) : now.Length > HalfOfStamp);
        return Names(stamp) || isCut ? ReplaceOutcome.Unknown : ReplaceOutcome.NotCommitted;

        bool Names(string version) => now.Contains(Id(version), StringComparison.Ordinal);

        // A stamp begins with what tells its version from all others.
        static string Id(string stamp) => stamp.Split('.', 2)[0];
    }

    public static StoredState Present(RepeatedField<ResponseOp> answers)
    {
        var (content, stamp) = (answers[0].ResponseRange.Kvs, answers[1].ResponseRange.Kvs);
        return new(
            content is [var kept] ? kept.Value.ToByteArray() : null,
            (Revision(content), Revision(stamp)),
            stamp is [var written] ? written.Value.ToStringUtf8() : null
        );

        static long Revision(RepeatedField<Mvccpb.KeyValue> kept) => kept.Count == 0 ? 0 : kept[0].ModRevision;
    }

    static RequestOp Get(ByteString key) => new() { RequestRange = new() { Key = key } };

    static RequestOp Put(ByteString key, ByteString value) =>
        new()
        {
            RequestPut = new() { Key = key, Value = value },
        };

    static Compare IsStill(ByteString key, long revision) =>
        new()
        {
            Key = key,
            Target = Compare.Types.CompareTarget.Mod,
            Result = Compare.Types.CompareResult.Equal,
            ModRevision = revision,
        };
}
