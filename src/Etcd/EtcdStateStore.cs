using dotnet_etcd;
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
public sealed class EtcdStateStore : StateStore
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
    public override StoredState Read(CancellationToken cancellationToken = default)
    {
        try
        {
            return EtcdState.Present(
                _client.Transaction(_state.Look(), deadline: Deadline, cancellationToken: cancellationToken).Responses
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
            var answer = _client.TransactionAsync(
                _state.Look(),
                deadline: Deadline,
                cancellationToken: cancellationToken
            );
            return EtcdState.Present((await answer.ConfigureAwait(false)).Responses);
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
            var request = _state.Replace(present, content, stamp);
            return EtcdState.Outcome(
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
            var request = _state.Replace(present, content, stamp);
            var answer = _client.TransactionAsync(request, deadline: Deadline, cancellationToken: cancellationToken);
            return EtcdState.Outcome(await answer.ConfigureAwait(false), present, stamp);
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
    /// <remarks>
    /// By etcd's watch; every two seconds, and while the connection is broken, the revision is looked at as well.
    /// </remarks>
    public override IDisposable? Watch(Action changed) => new EtcdWatch(_client, _state.Key, this, changed);

    /// <inheritdoc/>
    public override StateStore? Sibling(string suffix) => new EtcdStateStore(_key + suffix, _client);

    static DateTime Deadline => DateTime.UtcNow + MaxWait;
}
