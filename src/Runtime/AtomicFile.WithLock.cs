using AtomicWrites.Locking;
using AtomicWrites.Protocol;

namespace AtomicWrites;

public static partial class AtomicFile
{
    /// <summary>
    /// Runs <paramref name="action"/> while holding the advisory lock on <paramref name="path"/> + <c>".lock"</c>: put the whole
    /// read-modify-write inside. Excludes other threads, other processes, and <c>flock</c> of the shell, Go and Python on the same lock file.
    /// </summary>
    /// <remarks>
    /// The lock is advisory: it excludes those who take it. It ends with the process, however that ends; the lock file stays.
    /// Within a process waiters are served first come, first served.
    /// </remarks>
    /// <param name="path">The state file, not the lock file; it need not exist, its directory must.</param>
    /// <param name="action">What to do under the lock; synchronous work only.</param>
    /// <exception cref="LockRecursionException">The calling flow holds this lock already.</exception>
    /// <exception cref="IOException">The file system has no locks, or the lock file cannot be opened; <paramref name="action"/> did not run.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission to open the lock file; <paramref name="action"/> did not run.</exception>
    public static void WithLock(string path, Action action)
    {
        RequireNotNull(action, nameof(action));
        WithLock(path, () =>
        {
            action();
            return true;
        });
    }

    /// <inheritdoc cref="WithLock(string, Action)"/>
    /// <typeparam name="T">Type of the result.</typeparam>
    /// <returns>What <paramref name="action"/> returned.</returns>
    public static T WithLock<T>(string path, Func<T> action)
    {
        RequireNotNull(action, nameof(action));
        var lockPath = LockPath(path);
        var held = LockQueue.EnterAsync(lockPath, CancellationToken.None).GetAwaiter().GetResult();
        try
        {
            using (HeldLocks.Enter(lockPath))
                return action();
        }
        finally
        {
            LockQueue.Leave(lockPath, held);
        }
    }

    /// <inheritdoc cref="WithLock(string, Action)"/>
    /// <param name="path">The state file, not the lock file; it need not exist, its directory must.</param>
    /// <param name="action">What to do under the lock, which is held until its task ends.</param>
    /// <param name="cancellationToken">Ends the wait for the lock, and is handed to <paramref name="action"/>.</param>
    /// <returns>A task that ends when <paramref name="action"/> has ended and the lock is released.</returns>
    /// <exception cref="OperationCanceledException">Canceled while waiting; <paramref name="action"/> did not run.</exception>
    public static Task WithLockAsync(string path, Func<CancellationToken, Task> action, CancellationToken cancellationToken = default)
    {
        RequireNotNull(action, nameof(action));
        return WithLockAsync(path, async token =>
        {
            await action(token).ConfigureAwait(false);
            return true;
        }, cancellationToken);
    }

    /// <inheritdoc cref="WithLockAsync(string, Func{CancellationToken, Task}, CancellationToken)"/>
    /// <typeparam name="T">Type of the result.</typeparam>
    public static Task<T> WithLockAsync<T>(string path, Func<CancellationToken, Task<T>> action, CancellationToken cancellationToken = default)
    {
        RequireNotNull(action, nameof(action));
        return Locked(LockPath(path), action, cancellationToken);
    }

    static async Task<T> Locked<T>(string lockPath, Func<CancellationToken, Task<T>> action, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var held = await LockQueue.EnterAsync(lockPath, cancellationToken).ConfigureAwait(false);
        try
        {
            using (HeldLocks.Enter(lockPath))
                return await action(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            LockQueue.Leave(lockPath, held);
        }
    }

    const string LockSuffix = ".lock";

    // Absolute, because the working directory may change while the lock is held.
    static string LockPath(string path)
    {
        StatePath.Validate(path);
        var lockPath = Path.GetFullPath(path) + LockSuffix;
        HeldLocks.RequireNotHeld(lockPath);
        return lockPath;
    }
}
