using dotnet_etcd;
using Etcdserverpb;
using Grpc.Core;

namespace AtomicWrites.Etcd;

/// <summary>One state under a key of etcd (3.4 or later); a <see cref="State{T}"/> over it is typed state.</summary>
/// <remarks>
/// The content is the value of the key, for <c>etcdctl get</c> to read. Beside it, <c>key.stamp</c> says who has
/// written it; both change in one transaction. Reads go through the leader, so that they are never stale; a request
/// that is not answered in ten seconds is given up. A state that was deleted leaves its stamp behind. The client stays
/// the caller's, with its endpoints, TLS and credentials: dispose it after the states. Without <c>Credentials</c> it
/// talks plain text, also to <c>https:</c>.
/// </remarks>
/// <example>
/// <code>
/// using var cluster = new EtcdClient(
///     "https://one:2379,https://two:2379,https://three:2379",
///     configureChannelOptions: options =&gt; options.Credentials = Grpc.Core.ChannelCredentials.SecureSsl);
/// var store = new EtcdStateStore(cluster, "/app/settings");
/// var settings = new State&lt;Settings&gt;(store, new StateOptions&lt;Settings&gt; { Initial = () =&gt; new Settings() });
/// await settings.EditAsync(state =&gt; state.Theme = "dark");
/// </code>
/// </example>
public sealed partial class EtcdStateStore : StateStore
{
    const string Stamp = ".stamp";

    // Longer than the cluster takes to elect a leader.
    static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    readonly EtcdClient _client;
    readonly string _key;
    readonly EtcdState _state;

    /// <summary>The state under a key. Nothing is sent yet.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="key">The key: 1 to 1,000 bytes of UTF-8, without NUL and not ending in <c>.stamp</c>.</param>
    /// <exception cref="ArgumentException">The key is of no use.</exception>
    public EtcdStateStore(EtcdClient client, string key)
        : this(key, client)
    {
        ArgumentNullException.ThrowIfNull(client);
        StoreKey.Require(key);
        if (key.EndsWith(Stamp, StringComparison.Ordinal))
            throw new ArgumentException(
                $"The key '{key}' ends in '{Stamp}', where another state keeps who has written it.",
                nameof(key)
            );
    }

    // With a key that may be a little longer, because this library has made it.
    EtcdStateStore(string key, EtcdClient client)
        : base($"'{key}' in etcd") => (_client, _key, _state) = (client, key, new(key ?? "", key + Stamp));

    /// <inheritdoc/>
    public override StoredState Read(CancellationToken cancellationToken = default) =>
        Look(isAsync: false, cancellationToken).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override Task<StoredState> ReadAsync(CancellationToken cancellationToken = default) =>
        Look(isAsync: true, cancellationToken);

    /// <inheritdoc/>
    public override ReplaceOutcome TryReplace(
        StoredState present,
        byte[]? content,
        string stamp,
        CancellationToken cancellationToken = default
    ) => Replace(present, content, stamp, isAsync: false, cancellationToken).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override Task<ReplaceOutcome> TryReplaceAsync(
        StoredState present,
        byte[]? content,
        string stamp,
        CancellationToken cancellationToken = default
    ) => Replace(present, content, stamp, isAsync: true, cancellationToken);

    /// <inheritdoc/>
    public override StateStore? Sibling(string suffix) => new EtcdStateStore(_key + suffix, _client);

    // A synchronous call has completed when it returns its task.
    async Task<StoredState> Look(bool isAsync, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var answer = await Send(_state.Look(), isAsync, cancellationToken).ConfigureAwait(false);
            return EtcdState.Present(answer.Responses);
        }
        catch (Exception failure) when (failure is RpcException or OperationCanceledException)
        {
            throw EtcdFailure.Of(failure, Name, cancellationToken);
        }
    }

    async Task<ReplaceOutcome> Replace(
        StoredState present,
        byte[]? content,
        string stamp,
        bool isAsync,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(present);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var request = _state.Replace(present, content, stamp);
            var answer = await Send(request, isAsync, cancellationToken).ConfigureAwait(false);
            return answer.Succeeded
                ? ReplaceOutcome.Committed
                : await OvertakenBy(EtcdState.First(answer)).ConfigureAwait(false);
        }
        catch (Exception failure) when (EtcdFailure.LeavesDoubt(failure))
        {
            return ReplaceOutcome.Unknown;
        }
        catch (RpcException failure)
        {
            throw EtcdFailure.Of(failure, Name, cancellationToken);
        }

        // Where so many were faster that the stamp has forgotten what was to be replaced, an earlier one still names it:
        // found by halves, in the history that the cluster keeps until it is compacted.
        async ValueTask<ReplaceOutcome> OvertakenBy(Mvccpb.KeyValue? later)
        {
            var (_, unchangedAt) = ((long, long))present.Version!;
            var outcome = EtcdState.Outcome(later, present, stamp);
            while (outcome == ReplaceOutcome.Unknown && later!.ModRevision - unchangedAt > 1)
            {
                var middle = unchangedAt + (later.ModRevision - unchangedAt) / 2;
                var found = await StampAt(middle).ConfigureAwait(false);
                if (found is null || found.ModRevision <= unchangedAt)
                    unchangedAt = middle;
                else
                    outcome = EtcdState.Outcome(later = found, present, stamp);
            }

            return outcome;
        }

        // Null where there was none, and where it is forgotten.
        async ValueTask<Mvccpb.KeyValue?> StampAt(long revision)
        {
            try
            {
                var request = _state.LookBack(revision);
                return EtcdState.First(await Send(request, isAsync, cancellationToken).ConfigureAwait(false));
            }
            catch (RpcException failure) when (failure.StatusCode == StatusCode.OutOfRange)
            {
                return null;
            }
        }
    }

    // A deadline of the client would move with the system's clock when that is set.
    async ValueTask<TxnResponse> Send(TxnRequest request, bool isAsync, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(MaxWait);
        return isAsync
            ? await _client.TransactionAsync(request, cancellationToken: limited.Token).ConfigureAwait(false)
            : _client.Transaction(request, cancellationToken: limited.Token);
    }
}
