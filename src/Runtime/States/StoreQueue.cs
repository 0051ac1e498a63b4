using System.Diagnostics.CodeAnalysis;
using AtomicWrites.Locking;

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
    public StoreTurn Enter(StateStore store, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var mark = Mark(store);
        try
        {
            return _free.Wait(timeout, cancellationToken)
                ? new Turn(this, store, mark)
                : throw TimedOut(store, timeout);
        }
        catch
        {
            mark.End();
            throw;
        }
    }

    /// <inheritdoc cref="StateStore.EnterAsync"/>
    public Task<StoreTurn> EnterAsync(StateStore store, TimeSpan timeout, CancellationToken cancellationToken)
    {
        return Wait(Mark(store));

        async Task<StoreTurn> Wait(HeldLocks mark)
        {
            try
            {
                return await _free.WaitAsync(timeout, cancellationToken).ConfigureAwait(false)
                    ? new Turn(this, store, mark)
                    : throw TimedOut(store, timeout);
            }
            catch
            {
                mark.End();
                throw;
            }
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

    static TimeoutException TimedOut(StateStore store, TimeSpan timeout) =>
        new($"Could not update {store.Name} within {timeout}: other updates of this process were before it.");

    sealed class Turn(StoreQueue queue, StateStore store, HeldLocks mark) : StoreTurn(store)
    {
        public override void Dispose()
        {
            mark.End();
            queue._free.Release();
        }
    }
}
