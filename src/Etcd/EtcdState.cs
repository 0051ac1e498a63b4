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

    /// <param name="isVersionEnough">Whether the content itself is not asked for.</param>
    public TxnRequest Look(bool isVersionEnough = false)
    {
        var content = Get(_content);
        content.RequestRange.KeysOnly = isVersionEnough;
        return new() { Success = { content, Get(_stamp) } };
    }

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

    /// <summary>The stamp as it was at a revision of the cluster.</summary>
    public TxnRequest LookBack(long revision) => new() { Success = { Get(_stamp, revision) } };

    /// <summary>The first key of an answer; null where there is none.</summary>
    public static Mvccpb.KeyValue? First(TxnResponse answer) => answer.Responses[0].ResponseRange.Kvs.FirstOrDefault();

    /// <summary>
    /// What became of a version that was not committed now, by a stamp that came after the replaced one: unknown where
    /// that one has forgotten both.
    /// </summary>
    // The channel sends a request again whose answer was lost, and then it is its own first try that was faster.
    public static ReplaceOutcome Outcome(Mvccpb.KeyValue? later, StoredState present, string stamp)
    {
        var named = later?.Value.ToStringUtf8() ?? "";
        if (Names(stamp))
            return ReplaceOutcome.Committed;
        var isCut =
            named.Contains('.', StringComparison.Ordinal)
            && (present.Stamp is { Length: > 0 } before ? !Names(before) : named.Length > HalfOfStamp);
        return isCut ? ReplaceOutcome.Unknown : ReplaceOutcome.NotCommitted;

        // A stamp begins with what tells its version from all others, and names those before it.
        bool Names(string version) => named.Contains(version.Split('.', 2)[0], StringComparison.Ordinal);
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

    static RequestOp Get(ByteString key, long revision = 0) =>
        new()
        {
            RequestRange = new() { Key = key, Revision = revision },
        };

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
