using AtomicWrites.Protocol;
using AtomicWrites.Timing;

namespace AtomicWrites.Locking;

/// <summary>
/// Work that replaces a state file and holds its lock from the first read to the write. Whatever else writes the file
/// inside throws, as it would be undone.
/// </summary>
static class LockedUpdate
{
    /// <param name="path">The state file.</param>
    /// <param name="options">Which links are followed, and how long to wait for the lock.</param>
    /// <param name="work">The update.</param>
    public static T Run<T>(string path, AtomicWriteOptions? options, Func<T> work)
    {
        Check(path, options);
        using (FileLock.Take(path, TimeLimit.Of(options)).ForUpdate())
            return work();
    }

    /// <inheritdoc cref="LockedWork.RunAsync"/>
    public static async Task<T> RunAsync<T>(
        string path,
        AtomicWriteOptions? options,
        Func<Task<T>> work,
        CancellationToken cancellationToken
    )
    {
        Check(path, options);
        return await LockedWork
            .RunAsync(path, TimeLimit.Of(options), isUpdate: true, work, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>
    /// Reads, computes and writes: one hop through the pool for all three, unless computing awaits something.
    /// </summary>
    public static Task<TNext> RunAsync<TPresent, TNext>(
        string path,
        AtomicWriteOptions? options,
        Func<TPresent> read,
        Func<TPresent, CancellationToken, Task<TNext>> compute,
        Action<TPresent, TNext> write,
        CancellationToken cancellationToken
    ) =>
        RunAsync(
            path,
            options,
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
    public static T Join<T>(string path, AtomicWriteOptions? options, Func<T> work)
    {
        Check(path, options);
        return HeldLocks.TryRunInside(path, TimeLimit.Of(options), work, out var result)
            ? result
            : Run(path, options, work);
    }

    /// <inheritdoc cref="Join"/>
    public static async Task<T> JoinAsync<T>(
        string path,
        AtomicWriteOptions? options,
        Func<T> work,
        CancellationToken cancellationToken
    )
    {
        if (HeldLocks.IsHeld(path))
        {
            Check(path, options);
            var (isDone, result) = await HeldLocks
                .TryRunInsideAsync(path, TimeLimit.Of(options), work, cancellationToken)
                .ConfigureAwait(false);
            if (isDone)
                return result;
        }

        return await RunAsync(path, options, () => Task.FromResult(work()), cancellationToken).ConfigureAwait(false);
    }

    // Before a lock file is made beside what can have none, and before a pipe is read, in which nothing may ever come.
    static void Check(string path, AtomicWriteOptions? options)
    {
        StatePath.Validate(path);
        HeldLocks.RequireNoUpdate(path);
        TargetFile.Require(path, options);
    }
}
