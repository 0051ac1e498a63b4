using System.Runtime.ExceptionServices;
using AtomicWrites.States;
using AtomicWrites.Timing;

namespace AtomicWrites;

/// <summary>
/// Saves a state in the background, for programs whose user interface must not wait: what changes within the delay is
/// one write.
/// </summary>
/// <remarks>
/// A change is acknowledged by its task: when that has ended well, the change is durable. <see cref="Flush"/>, and
/// disposing, save what is left and throw what has gone wrong since the last flush, so that nothing is lost in silence:
/// how long that may take, <see cref="StateOptions{T}.LockTimeout"/> says. Nothing of the flow of a caller is in the
/// changes: they run without its values, locks and culture. All members may be called from any thread.
/// </remarks>
/// <typeparam name="T">Type of the state.</typeparam>
/// <example>
/// <code>
/// var settings = new StateFile&lt;Settings&gt;("settings.json", new() { Initial = () =&gt; new Settings() });
/// using var saver = settings.CreateSaver(TimeSpan.FromMilliseconds(500));
/// saver.Update(state =&gt; state with { Theme = "dark" });   // returns at once; disposing saves what is left
/// </code>
/// </example>
public sealed class StateSaver<T> : IDisposable, IAsyncDisposable
    where T : notnull
{
    readonly IState<T> _state;
    readonly Func<T, Func<T>> _snapshot;
    readonly Action _requireNoUpdate;
    readonly TimeSpan _delay;
    readonly TimeProvider _time;
    readonly Action<Exception>? _failed;
    readonly object _gate = new();
    List<Change> _pending = [];
    Change[] _inFlight = [];
    TaskCompletionSource<bool> _hurry = NewSource();
    bool _isSaving;
    bool _isDisposed;
    Exception? _failure;

    /// <param name="state">Where to save.</param>
    /// <param name="snapshot">Copies a state as it is now.</param>
    /// <param name="requireNoUpdate">Throws in an update of the state.</param>
    /// <param name="delay">How long to collect.</param>
    /// <param name="time">By which clock.</param>
    /// <param name="failed">Called when a save has failed.</param>
    internal StateSaver(
        IState<T> state,
        Func<T, Func<T>> snapshot,
        Action requireNoUpdate,
        TimeSpan delay,
        TimeProvider time,
        Action<Exception>? failed
    )
    {
        _state = state;
        _snapshot = snapshot;
        _requireNoUpdate = requireNoUpdate;
        _delay = delay;
        _time = time;
        _failed = failed;
    }

    /// <summary>
    /// Saves a whole state as it is now; of several within the delay the last one. It replaces what other programs have
    /// saved: prefer <see cref="Update"/>.
    /// </summary>
    /// <param name="state">The state; may be changed afterwards.</param>
    /// <returns>A task that ends when this state, or a later one, is durable.</returns>
    /// <exception cref="StateFileException">The state is not valid.</exception>
    /// <exception cref="ObjectDisposedException">Disposed.</exception>
    public Task Save(T state)
    {
        var snapshot = _snapshot(state);
        return Add(_ => snapshot(), replacesAll: true);
    }

    /// <summary>
    /// Changes what is kept then: all changes within the delay, in their order, are one <see cref="IState{T}.Update"/>,
    /// which keeps what other programs have saved.
    /// </summary>
    /// <param name="update">Gets the state and returns the new one; called on the thread pool, and perhaps more than
    /// once.</param>
    /// <returns>A task that ends when the change is durable.</returns>
    /// <exception cref="ObjectDisposedException">Disposed.</exception>
    public Task Update(Func<T, T> update) =>
        Add(update ?? throw new ArgumentNullException(nameof(update)), replacesAll: false);

    /// <summary>
    /// A saver like this one, whose updates go through another state: for a state that wraps the one by which this saver
    /// was made. This one is of no more use.
    /// </summary>
    /// <param name="state">Whose <see cref="IState{T}.UpdateAsync(Func{T, T}, CancellationToken)"/> is called.</param>
    /// <returns>The other saver.</returns>
    public StateSaver<T> Through(IState<T> state) =>
        new(
            state ?? throw new ArgumentNullException(nameof(state)),
            _snapshot,
            _requireNoUpdate,
            _delay,
            _time,
            _failed
        );

    /// <summary>Saves at once what is left, and waits for it.</summary>
    /// <exception cref="Exception">What has gone wrong since the last flush.</exception>
    /// <exception cref="LockRecursionException">Called inside an update of the same state, which would wait for
    /// itself.</exception>
    public void Flush() => FlushAsync().GetAwaiter().GetResult();

    /// <inheritdoc cref="Flush"/>
    /// <returns>A task that ends when all that was to be saved is durable.</returns>
    public async Task FlushAsync()
    {
        Task[] left;
        lock (_gate)
        {
            left = [.. _inFlight.Concat(_pending).SelectMany(change => change.Waiters).Select(waiter => waiter.Task)];
            if (left.Length > 0)
                _requireNoUpdate();
            if (_pending.Count > 0)
                _hurry.TrySetResult(true);
        }

        await Task.WhenAll(left.Select(task => task.ContinueWith(_ => { }, TaskScheduler.Default)))
            .ConfigureAwait(false);
        if (Interlocked.Exchange(ref _failure, null) is { } failure)
            ExceptionDispatchInfo.Capture(failure).Throw();
    }

    /// <summary>Saves what is left; nothing can be saved afterwards.</summary>
    /// <exception cref="Exception">What has gone wrong since the last flush.</exception>
    public void Dispose()
    {
        lock (_gate)
            _isDisposed = true;
        Flush();
    }

    /// <inheritdoc cref="Dispose"/>
    /// <returns>A task that ends when all that was to be saved is durable.</returns>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
            _isDisposed = true;
        return new(FlushAsync());
    }

    Task<bool> Add(Func<T, T> update, bool replacesAll)
    {
        var waiter = NewSource();
        lock (_gate)
        {
            if (_isDisposed)
                throw new ObjectDisposedException(nameof(StateSaver<>));
            if (replacesAll)
                _pending = [new(update, [.. _pending.SelectMany(earlier => earlier.Waiters), waiter])];
            else
                _pending.Add(new(update, [waiter]));
            if (!_isSaving)
            {
                _isSaving = true;
                NeutralFlow.Run(() => Task.Run(SaveAll));
            }
        }

        return waiter.Task;
    }

    async Task SaveAll()
    {
        while (true)
        {
            using (var rest = new CancellationTokenSource())
            {
                await Task.WhenAny(_time.Delay(_delay, rest.Token), _hurry.Task).ConfigureAwait(false);
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

        if (_failed is { } failed)
            ThreadPool.QueueUserWorkItem(_ => failed(failure));
    }

    static TaskCompletionSource<bool> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    sealed class Change(Func<T, T> update, TaskCompletionSource<bool>[] waiters)
    {
        public Func<T, T> Update => update;

        public TaskCompletionSource<bool>[] Waiters => waiters;
    }
}
