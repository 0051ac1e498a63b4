using AtomicWrites.Locking;
using AtomicWrites.Timing;

namespace AtomicWrites.States;

/// <summary>The updates of one store object, one after the other: our own do not compete with each other.</summary>
sealed class StoreQueue
{
    readonly OneAtATime _turns = new();

    /// <inheritdoc cref="StateStore.Enter"/>
    public IDisposable Enter(StateStore store, TimeLimit limit, CancellationToken cancellationToken)
    {
        var mark = Mark(store);
        try
        {
            return _turns.Enter(limit, cancellationToken) ? new Turn(_turns, mark) : throw TimedOut(store, limit);
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
                return await _turns.EnterAsync(limit, cancellationToken).ConfigureAwait(false)
                    ? new Turn(_turns, mark)
                    : throw TimedOut(store, limit);
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

    static TimeoutException TimedOut(StateStore store, TimeLimit limit) =>
        new($"Could not update {store.Name} within {limit.Timeout}: other updates of this process were before it.");

    sealed class Turn(OneAtATime turns, HeldLocks mark) : IDisposable
    {
        public void Dispose()
        {
            mark.End();
            turns.Leave();
        }
    }
}
