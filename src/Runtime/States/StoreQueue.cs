using System.Diagnostics.CodeAnalysis;
using AtomicWrites.Locking;
using AtomicWrites.Timing;

namespace AtomicWrites.States;

/// <summary>The updates of one store object, one after the other: our own do not compete with each other.</summary>
[SuppressMessage(
    "Design",
    "CA1001",
    Justification = "A semaphore without a wait handle holds nothing that needs disposal."
)]
sealed class StoreQueue
{
    readonly SemaphoreSlim _free = new(1);

    /// <inheritdoc cref="StateStore.Enter"/>
    public IDisposable Enter(StateStore store, TimeLimit limit, CancellationToken cancellationToken)
    {
        var mark = Mark(store);
        try
        {
            return Wait(limit, cancellationToken) ? new Turn(_free, mark) : throw TimedOut(store, limit);
        }
        catch
        {
            mark.End();
            throw;
        }
    }

    /// <inheritdoc cref="StateStore.EnterAsync"/>
    public Task<IDisposable> EnterAsync(StateStore store, TimeLimit limit, CancellationToken cancellationToken)
    {
        return Enter(Mark(store));

        async Task<IDisposable> Enter(HeldLocks mark)
        {
            try
            {
                return await WaitAsync(limit, cancellationToken).ConfigureAwait(false)
                    ? new Turn(_free, mark)
                    : throw TimedOut(store, limit);
            }
            catch
            {
                mark.End();
                throw;
            }
        }
    }

    bool Wait(TimeLimit limit, CancellationToken cancellationToken)
    {
        if (limit.IsOfSystem)
            return _free.Wait(limit.Timeout, cancellationToken);
        using var timed = new TimedCancellation(limit, cancellationToken);
        try
        {
            _free.Wait(timed.Token);
            return true;
        }
        catch (OperationCanceledException) when (timed.IsTimeUp)
        {
            return false;
        }
    }

    async Task<bool> WaitAsync(TimeLimit limit, CancellationToken cancellationToken)
    {
        if (limit.IsOfSystem)
            return await _free.WaitAsync(limit.Timeout, cancellationToken).ConfigureAwait(false);
        using var timed = new TimedCancellation(limit, cancellationToken);
        try
        {
            await _free.WaitAsync(timed.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (timed.IsTimeUp)
        {
            return false;
        }
    }

    // An update inside an update of the same state would make the outer one fail and start again, for ever.
    static HeldLocks Mark(StateStore store)
    {
        if (store.FilePath is { } path)
            HeldLocks.RequireNoUpdate(path);
        var mark = HeldLocks.Enter(store.TurnName, FileLockMode.Exclusive).Hold();
        mark.Updated = store.FilePath is { } file ? LockPath.Of(file) : null;
        return mark;
    }

    static TimeoutException TimedOut(StateStore store, TimeLimit limit) =>
        new($"Could not update {store.Name} within {limit.Timeout}: other updates of this process were before it.");

    sealed class Turn(SemaphoreSlim free, HeldLocks mark) : IDisposable
    {
        public void Dispose()
        {
            mark.End();
            free.Release();
        }
    }
}
