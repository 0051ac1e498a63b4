using AtomicWrites.Locking;
using AtomicWrites.Timing;

namespace AtomicWrites;

/// <summary>
/// The advisory lock on a state file, held from <c>Acquire</c> to <see cref="Dispose"/>: the lock of
/// <see cref="AtomicFile.WithLock(string, Action, AtomicWriteOptions)"/> for work that is no single callback. It is
/// <c>flock</c> (Windows: <c>LockFileEx</c>) on <c>path + ".lock"</c>, a file that is created when missing and never
/// deleted.
/// </summary>
/// <remarks>
/// <para>
/// Excludes other flows, threads and processes that take the same lock, also by <c>flock</c> of the shell, Go and
/// Python. It ends with the process, however that ends. A lock that is forgotten is kept until then: there is no
/// finalizer, because one that let go while the work goes on would be worse.
/// </para>
/// <para>
/// Within a process first come, first served, shared holders that stand side by side together. Waiting polls nothing
/// and keeps no thread of the pool; only a lock that another process holds costs a thread, at most one for each path
/// and mode.
/// </para>
/// <para>
/// The flow that called <c>Acquire</c>, and what it starts, holds the lock: acquiring it there again, in either mode,
/// throws <see cref="LockRecursionException"/> instead of waiting for itself. Any thread may dispose.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// using (FileLock.Acquire("state.json", TimeSpan.FromSeconds(5)))
///     AtomicFile.WriteAllText("state.json", "{}");
/// </code>
/// </example>
public sealed class FileLock : IDisposable, IAsyncDisposable
{
    static long _defaultTimeout = Timeout.InfiniteTimeSpan.Ticks;

    readonly HeldLocks _mark;
    LockRequest? _request;

    FileLock(LockRequest request, HeldLocks mark)
    {
        _request = request;
        _mark = mark;
    }

    /// <summary>
    /// How long everything that waits for a lock waits unless it is told otherwise, in this process:
    /// <see cref="Timeout.InfiniteTimeSpan"/>, as long as it takes, unless the program sets it when it starts.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or longer than <see cref="int.MaxValue"/>
    /// milliseconds.</exception>
    public static TimeSpan DefaultTimeout
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _defaultTimeout));
        set => Interlocked.Exchange(ref _defaultTimeout, TimeLimit.Require(value, nameof(value)).Ticks);
    }

    /// <summary>Waits for the lock and blocks the calling thread meanwhile.</summary>
    /// <param name="path">The state file, not the lock file; it need not exist, its directory must.</param>
    /// <param name="timeout">How long to wait: <see langword="null"/> for <see cref="DefaultTimeout"/>,
    /// <see cref="Timeout.InfiniteTimeSpan"/> for as long as it takes.</param>
    /// <param name="mode">Whom to keep out.</param>
    /// <param name="cancellationToken">Ends the wait. Without timeout and token the calling thread itself waits in the
    /// system call.</param>
    /// <returns>The lock; dispose it to release it.</returns>
    /// <exception cref="TimeoutException">Not got within <paramref name="timeout"/>; the message says how long was
    /// waited, and who holds the lock where the system tells it.</exception>
    /// <exception cref="OperationCanceledException">Canceled before the lock was got.</exception>
    /// <exception cref="LockRecursionException">The calling flow holds this lock already.</exception>
    /// <exception cref="DirectoryNotFoundException">The directory of <paramref name="path"/> does not
    /// exist.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission to open or create the lock file, or it is a
    /// directory.</exception>
    /// <exception cref="PathTooLongException"><paramref name="path"/> + <c>".lock"</c> is too long.</exception>
    /// <exception cref="IOException">The file system has no locks, or the lock file is a symbolic link or no regular
    /// file.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or has a null character.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative or longer than
    /// <see cref="int.MaxValue"/> milliseconds.</exception>
    public static FileLock Acquire(
        string path,
        TimeSpan? timeout = null,
        FileLockMode mode = FileLockMode.Exclusive,
        CancellationToken cancellationToken = default
    ) => Take(path, TimeLimit.Of(timeout), mode, cancellationToken);

    /// <summary>The same by a clock of the program's.</summary>
    internal static FileLock Take(
        string path,
        TimeLimit limit,
        FileLockMode mode = FileLockMode.Exclusive,
        CancellationToken cancellationToken = default
    )
    {
        var start = limit.Time.GetTimestamp();
        return TryTake(path, limit, mode, cancellationToken) ?? throw LockHolder.TimedOut(path, limit.Time, start);
    }

    /// <summary>Gets the lock at once or within a time, or returns <see langword="null"/>.</summary>
    /// <remarks>An attempt at the very moment at which the lock changes hands may come back empty-handed.</remarks>
    /// <inheritdoc cref="Acquire"/>
    /// <param name="path">The state file, not the lock file; it need not exist, its directory must.</param>
    /// <param name="timeout">How long to wait: by default not at all; <see cref="Timeout.InfiniteTimeSpan"/> for as
    /// long as it takes.</param>
    /// <param name="mode">Whom to keep out.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The lock, or <see langword="null"/> where somebody else had it all the time.</returns>
    public static FileLock? TryAcquire(
        string path,
        TimeSpan timeout = default,
        FileLockMode mode = FileLockMode.Exclusive,
        CancellationToken cancellationToken = default
    ) => TryTake(path, TimeLimit.Of(timeout), mode, cancellationToken);

    static FileLock? TryTake(string path, TimeLimit limit, FileLockMode mode, CancellationToken cancellationToken)
    {
        var lockPath = Check(path, limit.Timeout, mode);
        cancellationToken.ThrowIfCancellationRequested();
        var mark = HeldLocks.Enter(lockPath, mode);
        try
        {
            var request = LockQueue.Enter(lockPath, mode, limit.Patience(canBlock: !cancellationToken.CanBeCanceled));
            if (request.Wait(limit, cancellationToken))
                return new FileLock(request, mark.Hold());
            mark.End();
            return null;
        }
        catch
        {
            mark.End();
            throw;
        }
    }

    /// <summary>Waits for the lock without blocking a thread.</summary>
    /// <remarks>
    /// The lock belongs to the flow that calls this, also before the task is awaited: asking twice and then awaiting
    /// both throws at the second.
    /// </remarks>
    /// <inheritdoc cref="Acquire"/>
    /// <returns>A task of the lock; dispose the lock to release it.</returns>
    public static Task<FileLock> AcquireAsync(
        string path,
        TimeSpan? timeout = null,
        FileLockMode mode = FileLockMode.Exclusive,
        CancellationToken cancellationToken = default
    ) => TakeAsync(path, TimeLimit.Of(timeout), mode, cancellationToken);

    /// <summary>The same by a clock of the program's.</summary>
    internal static Task<FileLock> TakeAsync(
        string path,
        TimeLimit limit,
        FileLockMode mode = FileLockMode.Exclusive,
        CancellationToken cancellationToken = default
    )
    {
        var start = limit.Time.GetTimestamp();
        return Required(TryTakeAsync(path, limit, mode, cancellationToken));

        async Task<FileLock> Required(Task<FileLock?> attempt) =>
            await attempt.ConfigureAwait(false) ?? throw LockHolder.TimedOut(path, limit.Time, start);
    }

    /// <summary>
    /// Gets the lock at once or within a time, without blocking a thread, or returns <see langword="null"/>.
    /// </summary>
    /// <remarks><inheritdoc cref="AcquireAsync"/></remarks>
    /// <inheritdoc cref="TryAcquire"/>
    /// <returns>A task of the lock, or of <see langword="null"/> where somebody else had it all the time.</returns>
    public static Task<FileLock?> TryAcquireAsync(
        string path,
        TimeSpan timeout = default,
        FileLockMode mode = FileLockMode.Exclusive,
        CancellationToken cancellationToken = default
    ) => TryTakeAsync(path, TimeLimit.Of(timeout), mode, cancellationToken);

    static Task<FileLock?> TryTakeAsync(
        string path,
        TimeLimit limit,
        FileLockMode mode,
        CancellationToken cancellationToken
    )
    {
        var lockPath = Check(path, limit.Timeout, mode);
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<FileLock?>(cancellationToken);
        // Not async itself, so that the caller's flow gets the mark.
        return WaitAsync(HeldLocks.Enter(lockPath, mode), limit, cancellationToken);
    }

    static async Task<FileLock?> WaitAsync(HeldLocks mark, TimeLimit limit, CancellationToken cancellationToken)
    {
        try
        {
            var request = LockQueue.Enter(mark.Path, mark.Mode, limit.Patience(canBlock: false));
            if (await request.WaitAsync(limit, cancellationToken).ConfigureAwait(false))
                return new FileLock(request, mark.Hold());
            mark.End();
            return null;
        }
        catch
        {
            mark.End();
            throw;
        }
    }

    /// <summary>
    /// Notes that what is computed while it is held replaces the file: other writes of the file are refused in there.
    /// </summary>
    internal FileLock ForUpdate()
    {
        _mark.Updated = _mark.Path;
        return this;
    }

    /// <summary>Releases the lock; does nothing the second time. The lock file stays.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _request, null) is not { } request)
            return;
        _mark.End(); // first, so that a task that was started inside may wait for the lock as soon as it can be got
        request.Release();
    }

    /// <inheritdoc cref="Dispose"/>
    /// <returns>A finished task: releasing waits for nothing.</returns>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    static string Check(string path, TimeSpan timeout, FileLockMode mode)
    {
        var lockPath = LockPath.Of(path);
        if (Path.GetFileName(path).Length == 0)
            throw new UnauthorizedAccessException($"Access to the path '{path}' is denied: it is that of a directory.");
        TimeLimit.Require(timeout, nameof(timeout));
        if (mode is not (FileLockMode.Exclusive or FileLockMode.Shared))
            throw new ArgumentOutOfRangeException(nameof(mode), mode, "Neither exclusive nor shared.");
        return lockPath;
    }
}
