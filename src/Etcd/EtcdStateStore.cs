using dotnet_etcd;
using Etcdserverpb;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Grpc.Core;

namespace AtomicWrites.Etcd;

/// <summary>One state under a key of etcd (3.4 or later); a <see cref="State{T}"/> over it is typed state.</summary>
/// <remarks>
/// The content is the value of the key, for <c>etcdctl get</c> to read. Beside it, <c>key.stamp</c> says who has written it; both change in one
/// transaction. Reads go through the leader, so that they are never stale; a request that is not answered in ten seconds is given up. A state
/// that was deleted leaves its stamp behind. The client stays the caller's, with its endpoints, TLS and credentials: dispose it after the states.
/// </remarks>
/// <example>
/// <code>
/// using var cluster = new EtcdClient("https://one:2379,https://two:2379,https://three:2379");
/// var store = new EtcdStateStore(cluster, "/app/settings");
/// var settings = new State&lt;Settings&gt;(store, new StateOptions&lt;Settings&gt; { Initial = () =&gt; new Settings() });
/// await settings.EditAsync(state =&gt; state.Theme = "dark");
/// </code>
/// </example>
public sealed class EtcdStateStore : StateStore
{
    const int MaxKeyBytes = 1_000;
    const int HalfOfStamp = 275;
    const string Stamp = ".stamp";

    // Longer than the cluster takes to elect a leader.
    static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    readonly EtcdClient _client;
    readonly string _key;
    readonly ByteString _contentKey;
    readonly ByteString _stampKey;

    /// <summary>The state under a key. Nothing is sent yet.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="key">The key: 1 to 1,000 bytes of UTF-8, not ending in <c>.stamp</c>.</param>
    /// <exception cref="ArgumentException">The key is empty or too long, or ends in <c>.stamp</c>.</exception>
    public EtcdStateStore(EtcdClient client, string key)
        : this(key, client)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (key.EndsWith(Stamp, StringComparison.Ordinal))
            throw new ArgumentException(
                $"The key '{key}' ends in '{Stamp}', where another state keeps who has written it.",
                nameof(key)
            );
        if (_contentKey.Length > MaxKeyBytes)
            throw new ArgumentException(
                $"The key '{key[..20]}…' has {_contentKey.Length} bytes; at most {MaxKeyBytes} are allowed.",
                nameof(key)
            );
    }

    // With a key that may be a little longer, because this library has made it.
    EtcdStateStore(string key, EtcdClient client)
        : base($"'{key}' in etcd")
    {
        (_client, _key) = (client, key);
        _contentKey = ByteString.CopyFromUtf8(key ?? "");
        _stampKey = ByteString.CopyFromUtf8(key + Stamp);
    }

    /// <inheritdoc/>
    public override StoredState Read(CancellationToken cancellationToken = default)
    {
        try
        {
            return Present(
                _client.Transaction(Look(), deadline: Deadline, cancellationToken: cancellationToken).Responses
            );
        }
        catch (RpcException failure)
        {
            throw EtcdFailure.Of(failure, Name, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override async Task<StoredState> ReadAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            var answer = _client.TransactionAsync(Look(), deadline: Deadline, cancellationToken: cancellationToken);
            return Present((await answer.ConfigureAwait(false)).Responses);
        }
        catch (RpcException failure)
        {
            throw EtcdFailure.Of(failure, Name, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override ReplaceOutcome TryReplace(
        StoredState present,
        byte[]? content,
        string stamp,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(present);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var request = Replace(present, content, stamp);
            return Outcome(
                _client.Transaction(request, deadline: Deadline, cancellationToken: cancellationToken),
                present,
                stamp
            );
        }
        catch (Exception failure) when (EtcdFailure.LeavesDoubt(failure))
        {
            return ReplaceOutcome.Unknown;
        }
        catch (RpcException failure)
        {
            throw EtcdFailure.Of(failure, Name, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override async Task<ReplaceOutcome> TryReplaceAsync(
        StoredState present,
        byte[]? content,
        string stamp,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(present);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var request = Replace(present, content, stamp);
            var answer = _client.TransactionAsync(request, deadline: Deadline, cancellationToken: cancellationToken);
            return Outcome(await answer.ConfigureAwait(false), present, stamp);
        }
        catch (Exception failure) when (EtcdFailure.LeavesDoubt(failure))
        {
            return ReplaceOutcome.Unknown;
        }
        catch (RpcException failure)
        {
            throw EtcdFailure.Of(failure, Name, cancellationToken);
        }
    }

    /// <inheritdoc/>
    /// <remarks>By etcd's watch; every two seconds, and while the connection is broken, the revision is looked at as well.</remarks>
    public override IDisposable? Watch(Action changed) => new EtcdWatch(_client, _contentKey, this, changed);

    /// <inheritdoc/>
    public override StateStore? Sibling(string suffix) => new EtcdStateStore(_key + suffix, _client);

    static DateTime Deadline => DateTime.UtcNow + MaxWait;

    TxnRequest Look() => new() { Success = { Get(_contentKey), Get(_stampKey) } };

    TxnRequest Replace(StoredState present, byte[]? content, string stamp)
    {
        var (contentRevision, stampRevision) = ((long, long))present.Version!;
        return new()
        {
            Compare = { IsStill(_contentKey, contentRevision), IsStill(_stampKey, stampRevision) },
            Success =
            {
                content is null
                    ? new() { RequestDeleteRange = new() { Key = _contentKey } }
                    : Put(_contentKey, UnsafeByteOperations.UnsafeWrap(content)),
                Put(_stampKey, ByteString.CopyFromUtf8(stamp)),
            },
            Failure = { Get(_stampKey) },
        };
    }

    // The channel sends a request again whose answer was lost, and then it is its own first try that was faster.
    static ReplaceOutcome Outcome(TxnResponse answer, StoredState present, string stamp)
    {
        if (answer.Succeeded)
            return ReplaceOutcome.Committed;
        var now = answer.Responses[0].ResponseRange.Kvs is [var kept] ? kept.Value.ToStringUtf8() : "";
        // A stamp names the versions before its own as well; one that no longer names the replaced one may have forgotten this one, too.
        var isCut =
            now.Contains('.', StringComparison.Ordinal)
            && (present.Stamp is { Length: > 0 } before ? !Names(before) : now.Length > HalfOfStamp);
        return Names(stamp) || isCut ? ReplaceOutcome.Unknown : ReplaceOutcome.NotCommitted;

        bool Names(string version) => now.Contains(Id(version), StringComparison.Ordinal);

        // A stamp begins with what tells its version from all others.
        static string Id(string stamp) => stamp.Split('.', 2)[0];
    }

    static StoredState Present(RepeatedField<ResponseOp> answers)
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
