namespace AtomicWrites.Locking;

/// <summary>The locks that the current flow of control holds or waits for, across <see langword="await"/>: taking one of them again would wait for itself.</summary>
/// <remarks>
/// Also true of shared in shared: an exclusive waiter between the two waits for the first, and the second for it. One that is only waited for
/// counts too, or whether a program throws would depend on who else happens to hold the lock.
/// </remarks>
sealed class HeldLocks
{
    static readonly AsyncLocal<HeldLocks?> Current = new();

    HeldLocks? _outer;
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

    /// <exception cref="LockRecursionException">This flow holds the lock already.</exception>
    public static void RequireNotHeld(string path)
    {
        if (Find(path) is { } held)
            throw new LockRecursionException(
                $"The lock '{path}' is already held here{(held.Mode == FileLockMode.Shared ? " (shared)" : "")}: taking it again inside itself would wait forever. Do the work in the outer one."
            );
    }

    /// <summary>Notes the lock for the current flow, and for what it starts, until <see cref="End"/>.</summary>
    /// <inheritdoc cref="RequireNotHeld"/>
    public static HeldLocks Enter(string path, FileLockMode mode)
    {
        RequireNotHeld(path);
        return Current.Value = new HeldLocks(path, mode, Live(Current.Value));
    }

    /// <summary>Runs <paramref name="action"/> where this flow holds the lock exclusively, one at a time, and keeps the lock meanwhile; false elsewhere.</summary>
    public static bool TryRunInside(string path, Action action)
    {
        if (Find(path) is not { Mode: FileLockMode.Exclusive } held)
            return false;
        lock (held)
        {
            if (held._state != State.Held)
                return false;
            action();
            return true;
        }
    }

    public HeldLocks Hold()
    {
        _state = State.Held;
        return this;
    }

    public void End()
    {
        lock (this)
            _state = State.Ended;
        if (Current.Value == this)
            Current.Value = Live(_outer);
    }

    static HeldLocks? Find(string path)
    {
        for (var held = Live(Current.Value); held is not null; held = held._outer = Live(held._outer)) // what has ended is dropped on the way
            if (LockPath.Comparer.Equals(held.Path, path))
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
