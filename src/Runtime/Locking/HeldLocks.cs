using AtomicWrites.Timing;

namespace AtomicWrites.Locking;

/// <summary>
/// The locks that the current flow of control holds or waits for, across <see langword="await"/>: taking one of them
/// again would wait for itself.
/// </summary>
/// <remarks>
/// Also true of shared in shared: an exclusive waiter between the two waits for the first, and the second for it. One
/// that is only waited for counts too, or whether a program throws would depend on who else happens to hold the lock.
/// </remarks>
sealed class HeldLocks
{
    static readonly AsyncLocal<HeldLocks?> Current = new();

    readonly OneAtATime _turns = new();
    HeldLocks? _outer;
    HeldLocks? _insideOf;
    volatile State _state;

    HeldLocks(string path, FileLockMode mode, HeldLocks? outer)
    {
        Path = path;
        Mode = mode;
        _outer = outer;
    }

    enum State
    {
        Waiting,
        Held,
        Ended, // also seen by tasks that were started inside and live on
    }

    public string Path { get; }

    public FileLockMode Mode { get; }

    /// <summary>
    /// The lock file of the state file that is replaced before this ends: what else writes that file inside would be
    /// undone.
    /// </summary>
    public string? Updated { get; set; }

    // Also what runs inside the lock, such as the enumeration of lines that are appended.
    bool Undoes(string path) => LockPath.Comparer.Equals(Updated, path);

    /// <exception cref="LockRecursionException">This flow holds the lock already.</exception>
    public static void RequireNotHeld(string path)
    {
        if (Find(path) is { } held)
            throw new LockRecursionException(
                $"The lock '{path}' is already held here{(held.Mode == FileLockMode.Shared ? " (shared)" : "")}: "
                    + "taking it again inside itself would wait forever. Do the work in the outer one."
            );
    }

    /// <summary>For all that writes a state file by another way than the update that it may run in.</summary>
    /// <exception cref="LockRecursionException">This flow runs in an update of the file.</exception>
    public static void RequireNoUpdate(string statePath)
    {
        if (Current.Value is null)
            return;
        var path = LockPath.Of(statePath);
        if (Find(held => held.Undoes(path)) is not null)
            throw new LockRecursionException(
                $"'{statePath}' is being updated here, and the update would undo this write when it ends. "
                    + "Return the new content from the update, or write after it."
            );
    }

    /// <summary>Notes the lock for the current flow, and for what it starts, until <see cref="End"/>.</summary>
    /// <inheritdoc cref="RequireNotHeld"/>
    public static HeldLocks Enter(string path, FileLockMode mode)
    {
        RequireNotHeld(path);
        return Current.Value = new HeldLocks(path, mode, Live(Current.Value));
    }

    /// <summary>Whether this flow holds the lock, or waits for it.</summary>
    public static bool IsHeld(string statePath) =>
        Current.Value is not null && Find(LockPath.Of(statePath)) is not null;

    /// <summary>
    /// Runs <paramref name="work"/> where this flow holds the lock exclusively, one at a time, and keeps the lock
    /// meanwhile; false elsewhere.
    /// </summary>
    /// <exception cref="LockRecursionException">This flow runs in an update of the file.</exception>
    /// <exception cref="TimeoutException">What ran before has not ended in time.</exception>
    public static bool TryRunInside<T>(string statePath, TimeLimit limit, Func<T> work, out T result)
    {
        result = default!;
        if (Held(statePath) is not { } held)
            return false;
        if (!held._turns.Enter(limit, CancellationToken.None))
            throw TimedOut(statePath, limit);
        try
        {
            return held.TryRun(work, out result);
        }
        finally
        {
            held._turns.Leave();
        }
    }

    /// <summary>The same on the thread pool, and whether it was done; waits without a thread.</summary>
    /// <inheritdoc cref="TryRunInside"/>
    public static async Task<(bool IsDone, T Result)> TryRunInsideAsync<T>(
        string statePath,
        TimeLimit limit,
        Func<T> work,
        CancellationToken cancellationToken
    )
    {
        if (Held(statePath) is not { } held)
            return default;
        if (!await held._turns.EnterAsync(limit, cancellationToken).ConfigureAwait(false))
            throw TimedOut(statePath, limit);
        try
        {
            return await Task.Run(() => (held.TryRun(work, out var result), result), cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            held._turns.Leave();
        }
    }

    static HeldLocks? Held(string statePath)
    {
        RequireNoUpdate(statePath);
        return Find(LockPath.Of(statePath)) is { Mode: FileLockMode.Exclusive } held ? held : null;
    }

    bool TryRun<T>(Func<T> work, out T result)
    {
        result = default!;
        if (_state != State.Held)
            return false;
        // Seen by whatever runs inside, on any thread.
        var inside = Current.Value = new HeldLocks(Path, Mode, Live(Current.Value))
        {
            Updated = Path,
            _state = State.Held,
            _insideOf = this,
        };
        try
        {
            result = work();
            return true;
        }
        finally
        {
            inside.End();
        }
    }

    static TimeoutException TimedOut(string statePath, TimeLimit limit) =>
        new(
            $"Could not write '{statePath}' within {limit.Timeout}: another write within the same lock has not ended; nothing was written."
        );

    public HeldLocks Hold()
    {
        _state = State.Held;
        return this;
    }

    /// <summary>After what runs inside has ended, unless that itself ends it.</summary>
    public void End()
    {
        var isInside = Find(held => held._insideOf == this) is not null;
        if (!isInside)
            _turns.Enter(TimeLimit.None, CancellationToken.None);
        _state = State.Ended;
        if (!isInside)
            _turns.Leave();
        if (Current.Value == this)
            Current.Value = Live(_outer);
    }

    static HeldLocks? Find(string path) => Find(held => LockPath.Comparer.Equals(held.Path, path));

    static HeldLocks? Find(Func<HeldLocks, bool> isWanted)
    {
        // What has ended is dropped on the way.
        for (var held = Live(Current.Value); held is not null; held = held._outer = Live(held._outer))
            if (isWanted(held))
                return held;
        return null;
    }

    static HeldLocks? Live(HeldLocks? held)
    {
        while (held is { _state: State.Ended })
            held = held._outer;
        return held;
    }
}
