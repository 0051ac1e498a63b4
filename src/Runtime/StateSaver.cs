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
public sealed partial class StateSaver<T> : IDisposable, IAsyncDisposable
    where T : notnull
{
    readonly IState<T> _state;
    readonly Terms _terms;
    readonly Deadline _deadline = new();
    readonly object _gate = new();
    List<Change> _pending = [];
    Change[] _inFlight = [];
    TaskCompletionSource<bool> _hurry = NewSource();
    bool _isSaving;
    bool _isDisposed;
    Exception? _failure;

    internal StateSaver(IState<T> state, Terms terms) => (_state, _terms) = (state, terms);

    /// <summary>How a saver saves.</summary>
    /// <param name="Snapshot">Copies a state as it is now.</param>
    /// <param name="RequireNoUpdate">Throws in an update of the state.</param>
    /// <param name="Delay">How long to collect.</param>
    /// <param name="Limit">How long a save may wait, and by which clock; asked for at the end.</param>
    /// <param name="Failed">Called when a save has failed.</param>
    internal sealed record Terms(
        Func<T, Func<T>> Snapshot,
        Action RequireNoUpdate,
        TimeSpan Delay,
        Func<TimeLimit> Limit,
        Action<Exception>? Failed
    );

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
        var snapshot = _terms.Snapshot(state);
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
    /// A saver like this one, whose updates go through another state: for a state that wraps the one by which this
    /// saver was made. This one is of no more use.
    /// </summary>
    /// <param name="state">Whose <see cref="IState{T}.UpdateAsync(Func{T, T}, CancellationToken)"/> is called.</param>
    /// <returns>The other saver.</returns>
    public StateSaver<T> Through(IState<T> state) =>
        new(state ?? throw new ArgumentNullException(nameof(state)), _terms);

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
            // What was saved a moment ago may still be in flight.
            left =
            [
                .. _inFlight
                    .Concat(_pending)
                    .SelectMany(change => change.Waiters)
                    .Select(waiter => waiter.Task)
                    .Where(task => !task.IsCompleted),
            ];
            if (left.Length > 0)
                _terms.RequireNoUpdate();
            if (_pending.Count > 0)
                _hurry.TrySetResult(true);
        }

        await Task.WhenAll(left.Select(task => task.ContinueWith(_ => { }, TaskScheduler.Default)))
            .ConfigureAwait(false);
        if (Interlocked.Exchange(ref _failure, null) is { } failure)
            ExceptionDispatchInfo.Capture(failure).Throw();
    }

    /// <summary>
    /// Saves what is left; nothing can be saved afterwards. All that is left waits no longer than
    /// <see cref="StateOptions{T}.LockTimeout"/>.
    /// </summary>
    /// <exception cref="Exception">What has gone wrong since the last flush.</exception>
    public void Dispose()
    {
        End();
        Flush();
    }

    /// <inheritdoc cref="Dispose"/>
    /// <returns>A task that ends when all that was to be saved is durable.</returns>
    public ValueTask DisposeAsync()
    {
        End();
        return new(FlushAsync());
    }

    // What runs now began before, and ends no later than what is left.
    void End()
    {
        lock (_gate)
        {
            if (!_isDisposed)
                _deadline.Set(_terms.Limit());
            _isDisposed = true;
        }
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

    static TaskCompletionSource<bool> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
