using AtomicWrites.CompareAndSwap;
using AtomicWrites.Timing;

namespace AtomicWrites.States;

/// <summary>
/// One call of a state: how it goes to the store, with retries, and how long it may take. A synchronous one completes
/// each of these tasks before it returns it.
/// </summary>
sealed class StoreCall
{
    const int MaxFailures = 5; // of a store that cannot be reached
    const int MaxDoubts = 10;

    // For a store that cannot be reached, and to find out what became of a version.
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    static readonly TimeSpan LeastForAnswer = TimeSpan.FromSeconds(1); // of a store, where nobody is to be waited for

    static readonly TimeSpan LeastForFile = TimeSpan.FromMilliseconds(100);

    readonly StateStore _store;
    readonly bool _isAsync;
    readonly TimeProvider _time;
    readonly TimeSpan? _limit;
    readonly CancellationToken _cancellation;
    readonly WaitedTime? _waited;
    readonly int _caller = Environment.CurrentManagedThreadId;

    /// <param name="store">Where the state is kept.</param>
    /// <param name="isAsync">Whether it may wait for tasks.</param>
    /// <param name="limit">How long it may wait, and by which clock it pauses.</param>
    /// <param name="cancellation">The caller's.</param>
    public StoreCall(StateStore store, bool isAsync, TimeLimit limit, CancellationToken cancellation)
    {
        (_store, _isAsync, _time, _cancellation) = (store, isAsync, limit.Time, cancellation);
        if (limit.IsEndless)
            return;
        _limit = limit.Timeout;
        _waited = new(_time);
    }

    /// <summary>The same call, to another store.</summary>
    public StoreCall Of(StateStore store) => new(store, _isAsync, Rest, _cancellation);

    public bool IsAsync => _isAsync;

    /// <summary>The caller's.</summary>
    public CancellationToken Cancellation => _cancellation;

    TimeSpan? Remaining
    {
        get
        {
            if (_limit is not { } limit)
                return null;
            var left = limit - _waited!.Elapsed;
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    TimeLimit Rest => new(Remaining ?? Timeout.InfiniteTimeSpan, _time);

    /// <summary>
    /// Runs a function of the program: an asynchronous call always on the thread pool, whoever else has answered how
    /// fast.
    /// </summary>
    public async ValueTask<T> Run<T>(Func<ValueTask<T>> function)
    {
        _waited?.Stop();
        try
        {
            return _isAsync && Environment.CurrentManagedThreadId == _caller
                ? await Task.Run(() => function().AsTask(), _cancellation).ConfigureAwait(false)
                : await function().ConfigureAwait(false);
        }
        finally
        {
            _waited?.Go();
        }
    }

    /// <summary>Waits for a turn; not asynchronous itself, so that the caller's flow is noted to have it.</summary>
    public ValueTask<IDisposable> Enter() =>
        _isAsync ? new(_store.EnterAsync(Rest, _cancellation)) : new(_store.Enter(Rest, _cancellation));

    public ValueTask<StoredState> Read() =>
        Persistently(
            token => _isAsync ? new(_store.ReadAsync(token)) : new ValueTask<StoredState>(_store.Read(token)),
            isReading: true
        );

    ValueTask<ReplaceOutcome> TryReplace(StoredState present, byte[]? content, string stamp) =>
        Persistently(token =>
            _isAsync
                ? new(_store.ReplaceInTurnAsync(present, content, stamp, token))
                : new ValueTask<ReplaceOutcome>(_store.ReplaceInTurn(present, content, stamp, token))
        );

    /// <summary>
    /// Replaces a version, in one's turn; false where another was faster. A lost answer is looked for.
    /// </summary>
    /// <exception cref="StateFileException"><see cref="StateFileException.IsOutcomeUnknown"/>: nobody can tell whether
    /// it was committed.</exception>
    public async ValueTask<bool> TryCommit(StoredState present, byte[]? content)
    {
        var id = Stamp.NewId();
        var stamp = Stamp.Next(present.Stamp, id);
        var outcome = await TryReplace(present, content, stamp).ConfigureAwait(false);
        if (outcome != ReplaceOutcome.Unknown)
            return outcome == ReplaceOutcome.Committed;
        var isReplaced = false; // by whatever
        try
        {
            for (var doubts = 1; doubts < MaxDoubts; doubts++)
            {
                switch (Stamp.FateOf(id, present.Stamp, (await ReadInDoubt().ConfigureAwait(false)).Stamp))
                {
                    case Fate.Committed:
                        return true;
                    case Fate.Overtaken:
                        return false;
                    case Fate.Lost:
                    case Fate.Pending when isReplaced: // by what keeps no stamp
                        throw InDoubt(null);
                }

                // Sent once more with the same stamp: whichever of the two arrives first, it is committed once.
                await Pause(doubts).ConfigureAwait(false);
                outcome = await TryReplace(present, content, stamp).ConfigureAwait(false);
                if (outcome == ReplaceOutcome.Committed)
                    return true;
                isReplaced |= outcome == ReplaceOutcome.NotCommitted;
            }
        }
        catch (Exception failure) when (failure is not StateFileException { IsOutcomeUnknown: true })
        {
            throw InDoubt(failure);
        }

        throw InDoubt(null);
    }

    /// <summary>A pause before another attempt, longer and longer.</summary>
    /// <exception cref="TimeoutException">There is no time for it.</exception>
    public async ValueTask Pause(int failures, int factor = 1)
    {
        var pause = TimeSpan.FromMilliseconds(Backoff.Milliseconds(failures) * factor);
        if (Remaining < pause)
            throw TimedOut();
        if (_isAsync)
            await _time.Delay(pause, _cancellation).ConfigureAwait(false);
        else
            _time.Sleep(pause);
    }

    // A server that broke off in the middle is often back in a moment.
    async ValueTask<StoredState> ReadInDoubt()
    {
        using var grace = new TimedCancellation(new(Grace, _time), CancellationToken.None);
        for (var failures = 1; ; failures++)
        {
            try
            {
                return _isAsync ? await _store.ReadAsync(grace.Token).ConfigureAwait(false) : _store.Read(grace.Token);
            }
            catch (StateFileException failure)
                when (failure.Failure == StateFileFailure.Unavailable
                    && !grace.IsTimeUp
                    && !Cancellation.IsCancellationRequested
                )
            {
                // Tried again below.
            }

            await Pause(failures, factor: 8).ConfigureAwait(false);
        }
    }

    async ValueTask<TResult> Persistently<TResult>(
        Func<CancellationToken, ValueTask<TResult>> call,
        bool isReading = false
    )
    {
        var start = _time.GetTimestamp();
        for (var failures = 1; ; failures++)
        {
            using var limited = LimitAnswer(isReading);
            try
            {
                return await call(limited?.Token ?? _cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (limited is { IsTimeUp: true })
            {
                throw TimedOut();
            }
            catch (StateFileException failure)
                when (failure is { Failure: StateFileFailure.Unavailable, IsOutcomeUnknown: false }
                    && failures < MaxFailures
                    && _time.GetElapsedTime(start) < Grace
                )
            {
                // Tried again below.
            }

            await Pause(failures, factor: 8).ConfigureAwait(false);
        }
    }

    // What is written in a file is not broken off.
    TimedCancellation? LimitAnswer(bool isReading)
    {
        if (_limit is not { } limit || (_store.IsLocal && !(isReading && _store.KeepsReadersWaiting)))
            return null;
        var least =
            _store.IsLocal ? LeastForFile
            : limit == TimeSpan.Zero ? LeastForAnswer
            : TimeSpan.Zero;
        var rest = Rest;
        return new(rest.Timeout > least ? rest : rest with { Timeout = least }, _cancellation);
    }

    TimeoutException TimedOut() =>
        new($"{_store.Name} could not be updated or read within {_limit}; nothing was saved.");

    StateFileException InDoubt(Exception? failure) =>
        new(
            StateFileFailure.Unavailable,
            $"It is not known whether the new state of {_store.Name} was saved: the answer was lost. {failure?.Message}",
            failure
        )
        {
            IsOutcomeUnknown = true,
        };
}
