using dotnet_etcd;
using Etcdserverpb;
using Google.Protobuf;
using Grpc.Core;

namespace AtomicWrites.Etcd;

/// <summary>
/// Reports commits of one key by etcd's watch, and by a look at its revision for what a broken or compacted watch has
/// missed.
/// </summary>
sealed class EtcdWatch : IDisposable
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    readonly EtcdClient _client;
    readonly EtcdStateStore _store;
    readonly ByteString _key;
    readonly Action _changed;
    readonly CancellationTokenSource _end = new();
    readonly Task _watching;

    public EtcdWatch(EtcdClient client, ByteString key, EtcdStateStore store, Action changed)
    {
        (_client, _key, _store, _changed) = (client, key, store, changed);
        _watching = Task.Run(Watch);
    }

    async Task Watch()
    {
        object? seen = null;
        long? watch = null;
        while (!_end.IsCancellationRequested)
        {
            try
            {
                watch ??= await Begin().ConfigureAwait(false);
                var version = (await _store.ReadAsync(_end.Token).ConfigureAwait(false)).Version;
                if (!Equals(version, seen))
                    _changed();
                seen = version;
            }
            catch (Exception failure) when (failure is RpcException or IOException or OperationCanceledException)
            {
                // What cannot be reached is watched anew; the state itself says what is wrong when it is read.
                watch = End(watch);
            }

            await Task.Delay(Interval, _end.Token)
                .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default)
                .ConfigureAwait(false);
        }

        End(watch);
    }

    Task<long> Begin() =>
        _client.WatchAsync(
            new WatchRequest { CreateRequest = new() { Key = _key } },
            response =>
            {
                if (response.Events.Count > 0 || response.Canceled)
                    _changed();
            },
            cancellationToken: _end.Token
        );

    long? End(long? watch)
    {
        try
        {
            if (watch is { } id)
                _client.CancelWatch(id);
        }
        catch (Exception failure) when (failure is RpcException or ObjectDisposedException or InvalidOperationException)
        {
            // The client is gone, and its watches with it.
        }

        return null;
    }

    public void Dispose()
    {
        _end.Cancel();
        _watching.ContinueWith(
            _ => _end.Dispose(),
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default
        );
    }
}
