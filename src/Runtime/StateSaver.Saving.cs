using AtomicWrites.Timing;

namespace AtomicWrites;

/// <content>The saves in the background: batch after batch, and of one that fails as few changes as possible.</content>
public sealed partial class StateSaver<T>
{
    async Task SaveAll()
    {
        _deadline.Enter();
        var time = _terms.Limit().Time;
        while (true)
        {
            using (var rest = new CancellationTokenSource())
            {
                await Task.WhenAny(time.Delay(_terms.Delay, rest.Token), _hurry.Task).ConfigureAwait(false);
                rest.Cancel();
            }

            lock (_gate)
            {
                (_inFlight, _pending) = ([.. _pending], []);
                _hurry = NewSource();
            }

            await Save(_inFlight).ConfigureAwait(false);
            lock (_gate)
            {
                _inFlight = [];
                if (_pending.Count == 0)
                {
                    _isSaving = false;
                    return;
                }
            }
        }
    }

    async Task Save(Change[] batch)
    {
        while (batch.Length > 0)
        {
            Change? running = null;
            try
            {
                await _state
                    .UpdateAsync(state =>
                    {
                        foreach (var change in batch)
                        {
                            state = (running = change).Update(state);
                            if (state is null)
                                return state!; // and nobody else gets that
                        }

                        running = null;
                        return state;
                    })
                    .ConfigureAwait(false);
                foreach (var waiter in batch.SelectMany(change => change.Waiters))
                    waiter.TrySetResult(true);
                return;
            }
            catch (StateFileException failure)
                when (running is null && batch.Length > 1 && failure.Failure == StateFileFailure.Invalid)
            {
                // One of them has spoilt the result.
                foreach (var change in batch)
                    await Save([change]).ConfigureAwait(false);
                return;
            }
            catch when (running is not null && running != batch[0])
            {
                // It may be one before it that has spoilt what it got.
                var first = Array.IndexOf(batch, running);
                await Save([.. batch.Take(first)]).ConfigureAwait(false);
                batch = [.. batch.Skip(first)];
            }
            catch (Exception failure)
            {
                // A change that throws takes no other with it.
                Change[] failed = running is null ? batch : [running];
                batch = [.. batch.Skip(failed.Length)];
                Fail(failed, failure);
            }
        }
    }

    void Fail(Change[] changes, Exception failure)
    {
        Interlocked.CompareExchange(ref _failure, failure, null);
        foreach (var waiter in changes.SelectMany(change => change.Waiters))
        {
            waiter.TrySetException(failure);
            _ = waiter.Task.Exception; // told by Flush as well: who does not await has not overlooked it
        }

        if (_terms.Failed is { } failed)
            ThreadPool.QueueUserWorkItem(_ => failed(failure));
    }

    sealed class Change(Func<T, T> update, TaskCompletionSource<bool>[] waiters)
    {
        public Func<T, T> Update => update;

        public TaskCompletionSource<bool>[] Waiters => waiters;
    }
}
