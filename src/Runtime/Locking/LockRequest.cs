using AtomicWrites.Timing;

namespace AtomicWrites.Locking;

/// <summary>
/// One who waits in a <see cref="LockQueue"/>, and then holds the lock, each with an open file of its own.
/// </summary>
sealed class LockRequest
{
    readonly LockQueue _queue;
    readonly TaskCompletionSource<bool> _turn = new(TaskCreationOptions.RunContinuationsAsynchronously); // false: came no more

    public LockRequest(LockQueue queue, FileLockMode mode)
    {
        _queue = queue;
        Mode = mode;
        Place = new LinkedListNode<LockRequest>(this);
    }

    public FileLockMode Mode { get; }

    /// <summary>
    /// Among the waiting or the holding, which also keeps it from the garbage collector; in no list afterwards.
    /// </summary>
    public LinkedListNode<LockRequest> Place { get; }

    public LockFile? File { get; private set; }

    /// <summary>
    /// Whether the caller's own thread is to ask the operating system: it is at the head, and would only wait for
    /// another thread that does.
    /// </summary>
    public bool AsksItself { get; set; }

    public void Grant(LockFile file)
    {
        File = file;
        _turn.TrySetResult(true);
    }

    public void Refuse(Exception failure) => _turn.TrySetException(failure);

    public void GiveUp() => _turn.TrySetResult(false);

    /// <summary>Blocks until the lock is got (true), or time is up.</summary>
    public bool Wait(TimeLimit limit, CancellationToken cancellationToken)
    {
        if (AsksItself)
            _queue.Ask(Mode);
        using var timer = limit.IsOfSystem ? null : limit.Start(TimeIsUp);
        try
        {
            // Woken by the one who grants, on his thread: no thread of the pool is needed.
            if (!_turn.Task.Wait(limit.Milliseconds, cancellationToken) && _queue.Withdraw(this))
                return false;
        }
        catch (AggregateException)
        {
            // Refused: thrown below as it is.
        }
        catch (Exception) when (!_queue.Withdraw(this))
        {
            // Canceled or interrupted too late: the lock is here.
        }

        return _turn.Task.GetAwaiter().GetResult();
    }

    /// <summary>Ends when the lock is got (true), or time is up.</summary>
    public async Task<bool> WaitAsync(TimeLimit limit, CancellationToken cancellationToken)
    {
        if (_turn.Task.IsCompleted)
            return await _turn.Task.ConfigureAwait(false);
        using (cancellationToken.Register(Cancel))
        using (limit.Start(TimeIsUp))
            return await _turn.Task.ConfigureAwait(false);

        void Cancel()
        {
            if (_queue.Withdraw(this))
                _turn.TrySetCanceled(cancellationToken);
        }
    }

    void TimeIsUp()
    {
        if (_queue.Withdraw(this))
            GiveUp();
    }

    public void Release() => _queue.Leave(this);
}

/// <summary>How long one waits in a <see cref="LockQueue"/>.</summary>
enum Patience
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Until it is withdrawn.</summary>
    Some,

    /// <summary>
    /// It is never withdrawn and its thread has nothing else to do, so that this thread may block in the system call.
    /// </summary>
    Endless,
}
