using AtomicWrites.Locking;

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
    /// <exception cref="DirectoryNotFoundException">The directory of <paramref name="path"/> does not exist.</exception>
    /// <exception cref="IOException">The file system has no locks, or the lock file cannot be opened; <paramref name="action"/> did not run.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission to open or create the lock file; <paramref name="action"/> did not run.</exception>
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
        using (FileLock.Acquire(path))
            return action();
    }

    /// <inheritdoc cref="WithLock(string, Action)"/>
    /// <param name="path">The state file, not the lock file; it need not exist, its directory must.</param>
    /// <param name="action">What to do under the lock, which is held until its task ends.</param>
    /// <param name="cancellationToken">Ends the wait for the lock, and is handed to <paramref name="action"/>.</param>
    /// <returns>A task that ends when <paramref name="action"/> has ended and the lock is released.</returns>
    /// <exception cref="OperationCanceledException">Canceled while waiting; <paramref name="action"/> did not run.</exception>
    public static Task WithLockAsync(
        string path,
        Func<CancellationToken, Task> action,
        CancellationToken cancellationToken = default
    )
    {
        RequireNotNull(action, nameof(action));
        return WithLockAsync(
            path,
            async token =>
            {
                await action(token).ConfigureAwait(false);
                return true;
            },
            cancellationToken
        );
    }

    /// <inheritdoc cref="WithLockAsync(string, Func{CancellationToken, Task}, CancellationToken)"/>
    /// <typeparam name="T">Type of the result.</typeparam>
    public static Task<T> WithLockAsync<T>(
        string path,
        Func<CancellationToken, Task<T>> action,
        CancellationToken cancellationToken = default
    )
    {
        RequireNotNull(action, nameof(action));
        HeldLocks.RequireNotHeld(LockPath.Of(path));
        return Locked(path, action, cancellationToken);
    }

    // Acquires inside an asynchronous method, so that the lock is that of the action only: the caller may start several of these at once.
    static async Task<T> Locked<T>(
        string path,
        Func<CancellationToken, Task<T>> action,
        CancellationToken cancellationToken
    )
    {
        using (await FileLock.AcquireAsync(path, cancellationToken: cancellationToken).ConfigureAwait(false))
            return await action(cancellationToken).ConfigureAwait(false);
    }
}
