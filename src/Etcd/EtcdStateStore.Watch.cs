using Etcdserverpb;
using Grpc.Core;

namespace AtomicWrites.Etcd;

/// <content>What others have changed.</content>
public sealed partial class EtcdStateStore
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    /// <remarks>
    /// By etcd's watch; every two seconds, and while the connection is broken, the revision is looked at as well.
    /// </remarks>
    public override IDisposable? Watch(Action changed) => new StoreWatch(changed, Follow);

    // What a broken or compacted watch has missed, a look at the revision finds. The client's own calls of a watch are
    // not waited for: amid a lost connection they may never end, and once their stream has ended they may fail for ever.
    async Task Follow(StoreWatch watch, CancellationToken end)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var events = _client.WatchAsync(
            new WatchRequest { CreateRequest = new() { Key = _state.Key } },
            response =>
            {
                if (response.Events.Count > 0)
                    watch.Report();
                if (response.Canceled)
                    ended.TrySetResult();
            },
            cancellationToken: end
        );
        try
        {
            do
            {
                var look = await Send(_state.Look(isVersionEnough: true), isAsync: true, end).ConfigureAwait(false);
                watch.Saw(EtcdState.Present(look.Responses).Version);
                await Task.WhenAny(ended.Task, Task.Delay(Interval, end)).ConfigureAwait(false);
                end.ThrowIfCancellationRequested();
            } while (!ended.Task.IsCompleted && !events.IsFaulted);
        }
        finally
        {
            _ = events.ContinueWith(End, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    void End(Task<long> events)
    {
        try
        {
            if (!events.IsFaulted && !events.IsCanceled)
                _client.CancelWatch(events.Result);
            _ = events.Exception; // the look has found the same
        }
        catch (Exception failure) when (failure is RpcException or ObjectDisposedException or InvalidOperationException)
        {
            // The client is gone, and its watches with it.
        }
    }
}
