namespace AtomicWrites.Locking;

/// <summary>Work that replaces a state file and holds its lock from the first read to the write. Whatever else writes the file inside throws, as it would be undone.</summary>
static class LockedUpdate
{
    /// <param name="path">The state file.</param>
    /// <param name="lockTimeout">How long to wait for the lock; null for <see cref="FileLock.DefaultTimeout"/>.</param>
    /// <param name="work">The update.</param>
    public static T Run<T>(string path, TimeSpan? lockTimeout, Func<T> work)
    {
        using (FileLock.Acquire(path, lockTimeout).ForUpdate())
            return work();
    }

    /// <inheritdoc cref="LockedWork.RunAsync"/>
    public static Task<T> RunAsync<T>(
        string path,
        TimeSpan? lockTimeout,
        Func<Task<T>> work,
        CancellationToken cancellationToken
    ) => LockedWork.RunAsync(path, lockTimeout, isUpdate: true, work, cancellationToken);

    /// <summary>Reads, computes and writes: one hop through the pool for all three, unless computing awaits something.</summary>
    public static Task<TNext> RunAsync<TPresent, TNext>(
        string path,
        TimeSpan? lockTimeout,
        Func<TPresent> read,
        Func<TPresent, CancellationToken, Task<TNext>> compute,
        Action<TPresent, TNext> write,
        CancellationToken cancellationToken
    ) =>
        RunAsync(
            path,
            lockTimeout,
            async () =>
            {
                var present = read();
                var computing = compute(present, cancellationToken);
                var isStillHere = computing.IsCompleted;
                var next = await computing.ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                if (isStillHere)
                    write(present, next);
                else // whoever has ended what was awaited is not to write for us
                    await Task.Run(() => write(present, next), cancellationToken).ConfigureAwait(false);
                return next;
            },
            cancellationToken
        );

    /// <summary>The same for work that may be a part of what the flow does in <c>WithLock</c>.</summary>
    /// <inheritdoc cref="Run"/>
    public static T Join<T>(string path, TimeSpan? lockTimeout, Func<T> work) =>
        HeldLocks.TryRunInside(path, work, out var result) ? result : Run(path, lockTimeout, work);

    /// <inheritdoc cref="Join"/>
    public static async Task<T> JoinAsync<T>(
        string path,
        TimeSpan? lockTimeout,
        Func<T> work,
        CancellationToken cancellationToken
    )
    {
        if (HeldLocks.IsHeld(path))
        {
            var result = default(T)!;
            if (
                await Task.Run(() => HeldLocks.TryRunInside(path, work, out result), cancellationToken)
                    .ConfigureAwait(false)
            )
                return result;
        }

        return await RunAsync(path, lockTimeout, () => Task.FromResult(work()), cancellationToken)
            .ConfigureAwait(false);
    }
}
