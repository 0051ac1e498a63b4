using AtomicWrites.States;

namespace AtomicWrites;

/// <content>How a state gets out of a store and into it; each of these serves the synchronous and the asynchronous
/// members.</content>
public sealed partial class State<T>
{
    async ValueTask<T> ReadCore(StoreCall call) => Load(await call.Read().ConfigureAwait(false)).State;

    static async ValueTask<bool> ExistsCore(StoreCall call) =>
        (await call.Read().ConfigureAwait(false)).Content is not null;

    async ValueTask<T> UpdateCore(StoreCall call, Func<T, CancellationToken, ValueTask<T>> update)
    {
        T updated = default!;
        await Save(call, async present =>
            {
                var loaded = Load(present, isForUpdate: true);
                updated = await call.Run(() => update(loaded.State, call.Cancellation)).ConfigureAwait(false);
                return _format.Serialize(updated, loaded.Document);
            })
            .ConfigureAwait(false);
        return updated;
    }

    async ValueTask<bool> ResetCore(StoreCall call, T state)
    {
        call.Cancellation.ThrowIfCancellationRequested();
        var content = _format.Serialize(state);
        await Save(call, present =>
            {
                present.IsBad = present.Content is { } kept && !IsGood(kept);
                return new(content);
            })
            .ConfigureAwait(false);
        return true;
    }

    async ValueTask<bool> DeleteCore(StoreCall call)
    {
        var existed = false;
        await Save(
                call,
                present =>
                {
                    existed = present.Content is not null;
                    present.IsBad = present.Content is { } kept && !IsGood(kept); // no backup in place of a good one
                    return new((byte[]?)null);
                },
                isDeletion: true
            )
            .ConfigureAwait(false);
        return existed;
    }

    /// <summary>
    /// The one way into the store: takes a turn, reads, computes what is to be kept (null: nothing) and commits that,
    /// again while others are faster.
    /// </summary>
    async ValueTask Save(StoreCall call, Func<StoredState, ValueTask<byte[]?>> change, bool isDeletion = false)
    {
        var start = _time.GetTimestamp();
        try
        {
            if (await SaveCore(call, change, isDeletion, start).ConfigureAwait(false))
                _options.Observer?.Saved(_store.Name, _time.GetElapsedTime(start));
        }
        catch (Exception failure)
        {
            _options.Observer?.Failed(_store.Name, failure);
            throw;
        }
    }

    // Whether anything was kept or is now.
    async ValueTask<bool> SaveCore(
        StoreCall call,
        Func<StoredState, ValueTask<byte[]?>> change,
        bool isDeletion,
        long start
    )
    {
        IDisposable turn;
        try
        {
            turn = await call.Enter().ConfigureAwait(false);
        }
        catch (IOException failure)
        {
            if (isDeletion && failure is DirectoryNotFoundException)
                return false; // nothing can be there, and nothing is made for it
            if (!_store.TryPrepare(failure))
                throw;
            turn = await call.Enter().ConfigureAwait(false);
        }

        using (turn)
        {
            _options.Observer?.Waited(_store.Name, _time.GetElapsedTime(start));
            for (var failures = 0; ; await call.Pause(++failures).ConfigureAwait(false))
            {
                var present = await call.Read().ConfigureAwait(false);
                present.IsBad = false; // a store may hand out one object twice, which another format could not load
                var content = await change(present).ConfigureAwait(false);
                call.Cancellation.ThrowIfCancellationRequested();
                if (content is null && present.Content is null)
                    return false;
                if (present is { IsBad: true, Content: not null } && (content is not null || _store.KeepsDeleted))
                {
                    var aside = await _store.KeepAsideAsync(present.Content, call).ConfigureAwait(false);
                    _options.Observer?.KeptAside(_store.Name, aside);
                }

                if (await _own.Save(content, () => call.TryCommit(present, content)).ConfigureAwait(false))
                    return true;
                _options.Observer?.Conflicted(_store.Name);
            }
        }
    }

    (T State, StateDocument? Document) Load(StoredState present, bool isForUpdate = false)
    {
        if (present.Content is null)
        {
            return _options.Initial is { } initial
                ? (_format.Copy(initial()), null) // which may be one object for all
                : throw new StateFileException(
                    StateFileFailure.Missing,
                    $"{_store.Name} does not exist, and no initial state is given."
                );
        }

        try
        {
            return _format.Parse(present.Content, isForUpdate);
        }
        catch (StateFileException failure) when (failure is { Failure: StateFileFailure.Corrupt, IsWhole: false })
        {
            var backup = present.ReadBackup?.Invoke();
            if (backup is null || !IsGood(backup))
                throw;
            _options.Recovered?.Invoke(failure);
            _options.Observer?.Recovered(_store.Name, failure);
            present.IsBad = true;
            return _format.Parse(backup, isForUpdate);
        }
    }

    bool IsGood(byte[] content)
    {
        try
        {
            _ = _format.Parse(content, isForUpdate: false);
            return true;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return false;
        }
    }

    bool IsCorrupt(byte[] content)
    {
        try
        {
            _ = _format.Parse(content, isForUpdate: false);
            return false;
        }
        catch (StateFileException failure)
        {
            return failure.Failure == StateFileFailure.Corrupt;
        }
    }

    // A copy of the state as it is now, which later changes of the object do not reach.
    Func<T> Snapshot(T state)
    {
        var content = _format.Serialize(state);
        return () => _format.Parse(content, isForUpdate: false).State;
    }
}
