using AtomicWrites.Locking;
using AtomicWrites.Protocol;
using AtomicWrites.Timing;

namespace AtomicWrites;

public static partial class AtomicFile
{
    /// <summary>
    /// Runs <paramref name="action"/> while holding the advisory lock on <paramref name="path"/> + <c>".lock"</c>: put
    /// the whole read-modify-write inside. Excludes other threads, other processes, and <c>flock</c> of the shell, Go
    /// and Python on the same lock file.
    /// </summary>
    /// <remarks>
    /// The lock is advisory: it excludes those who take it. It ends with the process, however that ends; the lock file
    /// stays. Within a process waiters are served first come, first served.
    /// </remarks>
    /// <param name="path">The state file, not the lock file; it need not exist, its directory must.</param>
    /// <param name="action">What to do under the lock; synchronous work only.</param>
    /// <exception cref="LockRecursionException">The calling flow holds this lock already.</exception>
    /// <exception cref="DirectoryNotFoundException">The directory of <paramref name="path"/> does not
    /// exist.</exception>
    /// <exception cref="IOException">The file system has no locks, or the lock file cannot be opened;
    /// <paramref name="action"/> did not run.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission to open or create the lock file;
    /// <paramref name="action"/> did not run.</exception>
    /// <param name="options">Of these <see cref="AtomicWriteOptions.LockTimeout"/>: how long to wait for the
    /// lock.</param>
    /// <exception cref="TimeoutException">Not locked within that time; <paramref name="action"/> did not
    /// run.</exception>
    public static void WithLock(string path, Action action, AtomicWriteOptions? options = null)
    {
        RequireNotNull(action, nameof(action));
        using (FileLock.Take(path, TimeLimit.Of(options)))
            action();
    }

    /// <inheritdoc cref="WithLock(string, Action, AtomicWriteOptions)"/>
    /// <typeparam name="T">Type of the result.</typeparam>
    /// <returns>What <paramref name="action"/> returned.</returns>
    public static T WithLock<T>(string path, Func<T> action, AtomicWriteOptions? options = null)
    {
        RequireNotNull(action, nameof(action));
        RequireSynchronous(typeof(T), nameof(action));
        using (FileLock.Take(path, TimeLimit.Of(options)))
            return action();
    }

    // What the compiler was not told to refuse: options were given, or it is a ValueTask.
    static void RequireSynchronous(Type result, string name)
    {
        if (typeof(Task).IsAssignableFrom(result) || result == typeof(ValueTask) || IsValueTaskOfResult(result))
            throw new ArgumentException("Asynchronous work would go on after it: await the asynchronous member.", name);
    }

    static bool IsValueTaskOfResult(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>);

    /// <inheritdoc cref="WithLock(string, Action, AtomicWriteOptions)"/>
    /// <param name="path">The state file, not the lock file; it need not exist, its directory must.</param>
    /// <param name="action">What to do under the lock, which is held until its task ends; always begins on the thread
    /// pool.</param>
    /// <param name="cancellationToken">Ends the wait for the lock, and is handed to <paramref name="action"/>.</param>
    /// <returns>A task that ends when <paramref name="action"/> has ended and the lock is released.</returns>
    /// <exception cref="OperationCanceledException">Canceled while waiting; <paramref name="action"/> did not
    /// run.</exception>
    public static Task WithLockAsync(
        string path,
        Func<CancellationToken, Task> action,
        CancellationToken cancellationToken = default
    ) => WithLockAsync(path, action, null, cancellationToken);

    /// <inheritdoc cref="WithLockAsync(string, Func{CancellationToken, Task}, CancellationToken)"/>
    /// <param name="path">The state file, not the lock file; it need not exist, its directory must.</param>
    /// <param name="action">What to do under the lock, which is held until its task ends.</param>
    /// <param name="options">Of these <see cref="AtomicWriteOptions.LockTimeout"/>: how long to wait for the
    /// lock.</param>
    /// <param name="cancellationToken">Ends the wait for the lock, and is handed to <paramref name="action"/>.</param>
    public static Task WithLockAsync(
        string path,
        Func<CancellationToken, Task> action,
        AtomicWriteOptions? options,
        CancellationToken cancellationToken = default
    )
    {
        RequireNotNull(action, nameof(action));
        return WithLockAsync(path, WithResult, options, cancellationToken);

        async Task<bool> WithResult(CancellationToken token)
        {
            await action(token).ConfigureAwait(false);
            return true;
        }
    }

    /// <inheritdoc cref="WithLockAsync(string, Func{CancellationToken, Task}, CancellationToken)"/>
    /// <typeparam name="T">Type of the result.</typeparam>
    public static Task<T> WithLockAsync<T>(
        string path,
        Func<CancellationToken, Task<T>> action,
        CancellationToken cancellationToken = default
    ) => WithLockAsync(path, action, null, cancellationToken);

    /// <inheritdoc cref="WithLockAsync(string, Func{CancellationToken, Task}, AtomicWriteOptions, CancellationToken)"/>
    /// <typeparam name="T">Type of the result.</typeparam>
    public static Task<T> WithLockAsync<T>(
        string path,
        Func<CancellationToken, Task<T>> action,
        AtomicWriteOptions? options,
        CancellationToken cancellationToken = default
    )
    {
        RequireNotNull(action, nameof(action));
        StatePath.Validate(path);
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellationToken);
        HeldLocks.RequireNotHeld(LockPath.Of(path));
        return LockedWork.RunAsync(
            path,
            TimeLimit.Of(options),
            isUpdate: false,
            () => action(cancellationToken),
            cancellationToken
        );
    }
}
