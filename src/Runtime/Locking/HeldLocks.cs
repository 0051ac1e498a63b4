namespace AtomicWrites.Locking;

/// <summary>The locks that the current flow of control holds, across <see langword="await"/>: taking one of them again would wait for itself.</summary>
sealed class HeldLocks : IDisposable
{
    static readonly AsyncLocal<HeldLocks?> Current = new();

    readonly HeldLocks? _outer;
    readonly string _path;
    volatile bool _released;

    HeldLocks(string path, HeldLocks? outer)
    {
        _path = path;
        _outer = outer;
    }

    /// <summary>Whether this flow holds the lock.</summary>
    public static bool IsHeld(string path)
    {
        for (var held = Current.Value; held is not null; held = held._outer)
            if (!held._released && held._path == path)
                return true;
        return false;
    }

    /// <exception cref="LockRecursionException">This flow holds the lock already.</exception>
    public static void RequireNotHeld(string path)
    {
        if (IsHeld(path))
            throw new LockRecursionException($"The lock '{path}' is already held here: taking it again inside itself would wait forever. Do the work in the outer one.");
    }

    /// <summary>Notes the lock for the current flow, and for what it starts, until disposed.</summary>
    public static HeldLocks Enter(string path)
    {
        var held = new HeldLocks(path, Current.Value);
        Current.Value = held;
        return held;
    }

    public void Dispose()
    {
        _released = true; // also seen by tasks that were started inside and live on
        if (Current.Value == this)
            Current.Value = _outer;
    }
}
