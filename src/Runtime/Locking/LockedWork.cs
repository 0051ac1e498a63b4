using AtomicWrites.Timing;

namespace AtomicWrites.Locking;

/// <summary>Asynchronous work under the lock.</summary>
static class LockedWork
{
    /// <summary>
    /// Runs <paramref name="work"/> on the thread pool, whether the lock was free or not: it never depends on others in
    /// which context a program's callback begins, and no thread that blocks on the task is waited for.
    /// </summary>
    /// <param name="path">The state file.</param>
    /// <param name="limit">How long to wait for the lock.</param>
    /// <param name="isUpdate">Whether other writes of the file inside are refused.</param>
    /// <param name="work">What to do.</param>
    /// <param name="cancellationToken">Heeded until the work begins.</param>
    public static async Task<T> RunAsync<T>(
        string path,
        TimeLimit limit,
        bool isUpdate,
        Func<Task<T>> work,
        CancellationToken cancellationToken
    )
    {
        var caller = Environment.CurrentManagedThreadId;
        // Joins the queue here, so that waiters are served in the order of their calls, and here, so that the lock is
        // that of the work only.
        using var held = await FileLock
            .TakeAsync(path, limit, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        if (isUpdate)
            held.ForUpdate();
        return Environment.CurrentManagedThreadId == caller
            ? await Task.Run(work, cancellationToken).ConfigureAwait(false)
            : await work().ConfigureAwait(false);
    }
}
