namespace AtomicWrites.States;

/// <summary>The time in which one update has a store to itself, at least within this process.</summary>
abstract class StoreTurn(StateStore store) : IDisposable
{
    protected StateStore Store => store;

    /// <inheritdoc cref="StateStore.TryReplace"/>
    /// <remarks>
    /// A turn that keeps everybody out need not look whether <paramref name="present"/> is still kept.
    /// </remarks>
    public virtual ReplaceOutcome TryReplace(
        StoredState present,
        byte[]? content,
        string stamp,
        CancellationToken cancellationToken
    ) => store.TryReplace(present, content, stamp, cancellationToken);

    /// <inheritdoc cref="TryReplace"/>
    public virtual Task<ReplaceOutcome> TryReplaceAsync(
        StoredState present,
        byte[]? content,
        string stamp,
        CancellationToken cancellationToken
    ) => store.TryReplaceAsync(present, content, stamp, cancellationToken);

    public abstract void Dispose();
}
