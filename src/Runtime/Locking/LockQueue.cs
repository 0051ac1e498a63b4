using System.Runtime.InteropServices;

namespace AtomicWrites.Locking;

/// <summary>
/// The waiters of this process for one lock file, first come first served: one at a time asks the operating system.
/// Only a lock that another process holds costs a thread, which blocks in the system call; no polling, no thread of the pool.
/// </summary>
sealed class LockQueue
{
    static readonly Dictionary<string, LockQueue> Queues =
        new(RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

    readonly string _path;
    readonly LinkedList<TaskCompletionSource<LockFile>> _waiters = new();
    bool _busy; // held in this process, or being asked for
    bool _isRetired; // nobody waits: whoever comes next starts a new one

    LockQueue(string path) => _path = path;

    /// <summary>Waits for the lock on <paramref name="path"/>, an absolute path.</summary>
    public static Task<LockFile> EnterAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            var queue = For(path);
            lock (queue._waiters)
                if (!queue._isRetired)
                    return queue.Enter(cancellationToken);
        }
    }

    /// <summary>Releases the lock on <paramref name="path"/> and serves the next waiter.</summary>
    public static void Leave(string path, LockFile held)
    {
        held.Dispose();
        var queue = For(path);
        lock (queue._waiters)
            queue.Next();
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

    // All below runs under the monitor of the queue, so that a file system that hangs delays nobody elsewhere.

    Task<LockFile> Enter(CancellationToken cancellationToken)
    {
        var waiter = new TaskCompletionSource<LockFile>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiters.AddLast(waiter);
        if (cancellationToken.CanBeCanceled)
        {
            var registration = cancellationToken.Register(() => waiter.TrySetCanceled(cancellationToken));
            waiter.Task.ContinueWith(_ => registration.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        if (!_busy)
            Next();
        return waiter.Task;
    }

    void Next()
    {
        _busy = true;
        while (First() is not null)
        {
            try
            {
                var held = LockFile.Acquire(_path, wait: false);
                if (held is null)
                {
                    new Thread(Block) { IsBackground = true, Name = "AtomicWrites lock " + _path }.Start();
                    return;
                }

                if (Grant(held))
                    return;
            }
            catch (Exception failure)
            {
                Refuse(failure);
            }
        }

        _busy = false;
        _isRetired = true;
        lock (Queues)
            Queues.Remove(_path);
    }

    void Block()
    {
        LockFile? held = null;
        Exception? failure = null;
        try
        {
            held = LockFile.Acquire(_path, wait: true);
        }
        catch (Exception error)
        {
            failure = error;
        }

        lock (_waiters)
        {
            if (held is not null && Grant(held))
                return;
            if (failure is not null)
                Refuse(failure);
            Next();
        }
    }

    // A canceled waiter stays in line until its turn; then it is passed over.
    TaskCompletionSource<LockFile>? First()
    {
        while (_waiters.First is { } first)
        {
            if (!first.Value.Task.IsCompleted)
                return first.Value;
            _waiters.RemoveFirst();
        }

        return null;
    }

    bool Grant(LockFile held)
    {
        while (First() is { } waiter)
        {
            _waiters.RemoveFirst();
            if (waiter.TrySetResult(held))
                return true;
        }

        held.Dispose();
        return false;
    }

    void Refuse(Exception failure)
    {
        if (First() is { } waiter)
        {
            _waiters.RemoveFirst();
            waiter.TrySetException(failure);
        }
    }
}
