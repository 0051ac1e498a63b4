namespace AtomicWrites.Locking;

/// <summary>
/// Those of this process who wait for one lock file or hold it: first come, first served, shared neighbours together.
/// The head alone asks the operating system. Only a lock that another process holds costs a thread, which blocks in the
/// system call; no polling, no thread of the pool.
/// </summary>
/// <remarks>
/// A blocked system call cannot be called back. So when the head gives up, its thread stays and serves the next of its
/// mode, or lets go of the lock as soon as it gets it: at most one thread for each path and mode, however many come and
/// give up.
/// </remarks>
sealed class LockQueue
{
    const int ThreadStack = 256 * 1024;

    static readonly Dictionary<string, LockQueue> Queues = new(LockPath.Comparer);

    readonly string _path;
    readonly object _gate = new();
    readonly LinkedList<LockRequest> _waiting = new();
    readonly LinkedList<LockRequest> _holding = new();
    readonly bool[] _asked = new bool[2]; // by mode: a thread is in the system call
    bool _isRetired; // nobody is here: whoever comes next starts a new one

    LockQueue(string path) => _path = path;

    /// <summary>
    /// Joins the queue for the lock file <paramref name="path"/>; with the lock at once where it is free.
    /// </summary>
    /// <param name="path">Absolute path of the lock file.</param>
    /// <param name="mode">Whom to keep out.</param>
    /// <param name="patience">How long the caller is going to wait.</param>
    public static LockRequest Enter(string path, FileLockMode mode, Patience patience)
    {
        while (true)
        {
            var queue = For(path);
            lock (queue._gate)
                if (!queue._isRetired)
                    return queue.Add(new LockRequest(queue, mode), patience);
        }
    }

    static LockQueue For(string path)
    {
        lock (Queues)
        {
            if (!Queues.TryGetValue(path, out var queue))
                Queues.Add(path, queue = new LockQueue(path));
            return queue;
        }
    }

    /// <summary>Takes a waiting one out of the queue; false where it has the lock, or its error, already.</summary>
    public bool Withdraw(LockRequest request)
    {
        lock (_gate)
        {
            if (request.Place.List != _waiting)
                return false;
            var wasHead = _waiting.First == request.Place;
            _waiting.Remove(request.Place);
            if (wasHead)
                Serve();
            return true;
        }
    }

    /// <summary>Releases the lock and serves the next.</summary>
    public void Leave(LockRequest request)
    {
        request.File!.Dispose();
        lock (_gate)
        {
            _holding.Remove(request.Place);
            Serve();
        }
    }

    /// <summary>Blocks in the system call until there is a lock to give.</summary>
    public void Ask(FileLockMode mode)
    {
        LockFile? file = null;
        Exception? failure = null;
        try
        {
            file = LockFile.Acquire(_path, mode, wait: true);
        }
        catch (Exception error)
        {
            failure = error;
        }

        lock (_gate)
        {
            _asked[(int)mode] = false;
            if (Eligible() is { } head && head.Mode == mode)
                Answer(head, file, failure);
            else
                file?.Dispose();
            Serve();
        }
    }

    // All below runs under the gate of this queue, so that a file system that hangs delays nobody elsewhere.

    LockRequest Add(LockRequest request, Patience patience)
    {
        _waiting.AddLast(request.Place);
        if (_waiting.First == request.Place)
            Serve(patience);
        if (patience == Patience.None && Withdraw(request))
            request.GiveUp();
        return request;
    }

    void Serve(Patience patience = Patience.Some)
    {
        while (Eligible() is { AsksItself: false } head)
        {
            LockFile? file = null;
            Exception? failure = null;
            try
            {
                file = LockFile.Acquire(_path, head.Mode, wait: false);
                if (file is null)
                {
                    SendFor(head, patience);
                    return;
                }
            }
            catch (Exception error)
            {
                failure = error;
            }

            Answer(head, file, failure);
        }

        if (_waiting.Count > 0 || _holding.Count > 0 || _asked[0] || _asked[1])
            return;
        _isRetired = true;
        lock (Queues)
            Queues.Remove(_path);
    }

    // The head, unless it has to wait for holders of this process, who serve it when they leave.
    LockRequest? Eligible() =>
        _waiting.First?.Value is { } head
        && (
            _holding.First?.Value is not { } holder
            || (head.Mode == FileLockMode.Shared && holder.Mode == FileLockMode.Shared)
        )
            ? head
            : null;

    void SendFor(LockRequest head, Patience patience)
    {
        if (patience == Patience.None || _asked[(int)head.Mode])
            return;
        if (patience == Patience.Endless)
            head.AsksItself = true;
        else
            Start(
                new Thread(() => Ask(head.Mode), ThreadStack)
                {
                    IsBackground = true,
                    Name = "AtomicWrites lock " + _path,
                }
            );
        _asked[(int)head.Mode] = true;
    }

    static void Start(Thread thread)
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            thread.Start();
            return;
        }

        using (ExecutionContext.SuppressFlow()) // the thread may outlive the caller's flow and must not keep its values
            thread.Start();
    }

    void Answer(LockRequest head, LockFile? file, Exception? failure)
    {
        _waiting.Remove(head.Place);
        if (file is null)
        {
            head.Refuse(failure!);
            return;
        }

        _holding.AddLast(head.Place);
        head.Grant(file);
    }
}
