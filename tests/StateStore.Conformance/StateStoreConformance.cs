namespace AtomicWrites.Conformance;

/// <summary>
/// What every <see cref="StateStore"/> has to do, as tests: derive from it, say how the store is opened, and run the
/// tests of your class. A class of tests has a state of its own, empty at first: take a fresh key or file in the
/// constructor, and remove it in <c>Dispose</c>.
/// </summary>
/// <remarks>
/// How many updates the race makes, <c>ATOMICWRITES_CONFORMANCE_UPDATES</c> says: 20 for each of the 16 writers unless
/// set. What a store cannot be brought to do, such as losing an answer, is skipped with the reason.
/// </remarks>
public abstract partial class StateStoreConformance
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Another object for the same state, as another program would have it.</summary>
    protected abstract StateStore Open();

    /// <summary>
    /// Whether the store keeps stamps; one that does not must never answer <see cref="ReplaceOutcome.Unknown"/>.
    /// </summary>
    protected virtual bool KeepsStamps => true;

    /// <summary>
    /// Whether a version never comes back; false for a store that keeps others out by a lock, so that the content
    /// serves as the version.
    /// </summary>
    protected virtual bool HasVersions => true;

    /// <summary>The size in bytes of a content that the store must be able to keep.</summary>
    protected virtual int LargeContent => 1024 * 1024;

    /// <summary>
    /// A store whose next attempt to replace answers <see cref="ReplaceOutcome.Unknown"/>; null where it cannot be
    /// brought to that.
    /// </summary>
    protected virtual StateStore? OpenWithLostAnswer(bool isCommitted) => null;

    /// <summary>Both forms of the members: what is true of one is true of the other.</summary>
    protected static IReadOnlyList<Form> Forms { get; } =
    [
        new(
            "synchronous",
            (store, token) => Task.FromResult(store.Read(token)),
            (store, present, content, stamp, token) => Task.FromResult(store.TryReplace(present, content, stamp, token))
        ),
        new(
            "asynchronous",
            (store, token) => store.ReadAsync(token),
            (store, present, content, stamp, token) => store.TryReplaceAsync(present, content, stamp, token)
        ),
    ];

    protected sealed record Form(
        string Name,
        Func<StateStore, CancellationToken, Task<StoredState>> ReadAsync,
        Func<StateStore, StoredState, byte[]?, string, CancellationToken, Task<ReplaceOutcome>> TryReplaceAsync
    );

    /// <summary>A stamp that was never used.</summary>
    protected static string NewStamp() => Guid.NewGuid().ToString("N")[..16];

    /// <summary>Replaces whatever is kept.</summary>
    protected async Task<StoredState> SetAsync(byte[]? content)
    {
        var store = Open();
        Assert.Equal(
            ReplaceOutcome.Committed,
            await store.TryReplaceAsync(await store.ReadAsync(), content, NewStamp())
        );
        return await store.ReadAsync();
    }
}
