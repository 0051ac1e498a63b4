namespace AtomicWrites.States;

/// <summary>
/// Work that blocks, off the threads that must not: at once on a thread of the pool, which saves a hop to another one.
/// </summary>
static class Blocking
{
    public static Task<T> Run<T>(Func<T> work, CancellationToken cancellationToken)
    {
        if (!Thread.CurrentThread.IsThreadPoolThread || SynchronizationContext.Current is not null)
            return Task.Run(work, cancellationToken);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Task.FromResult(work());
        }
        catch (OperationCanceledException canceled) when (canceled.CancellationToken == cancellationToken)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }
        catch (Exception failure)
        {
            return Task.FromException<T>(failure);
        }
    }
}
