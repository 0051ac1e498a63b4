using System.Collections.Concurrent;

namespace AtomicWrites.Stores.Tests.Network;

/// <summary>A store that notes what became of each attempt to replace.</summary>
sealed class RecordingStore(StateStore store) : StateStore(store.Name)
{
    public ConcurrentQueue<ReplaceOutcome> Outcomes { get; } = new();

    public override StoredState Read(CancellationToken cancellationToken = default) => store.Read(cancellationToken);

    public override Task<StoredState> ReadAsync(CancellationToken cancellationToken = default) =>
        store.ReadAsync(cancellationToken);

    public override ReplaceOutcome TryReplace(
        StoredState present,
        byte[]? content,
        string stamp,
        CancellationToken cancellationToken = default
    ) => Note(store.TryReplace(present, content, stamp, cancellationToken));

    public override async Task<ReplaceOutcome> TryReplaceAsync(
        StoredState present,
        byte[]? content,
        string stamp,
        CancellationToken cancellationToken = default
    ) => Note(await store.TryReplaceAsync(present, content, stamp, cancellationToken));

    ReplaceOutcome Note(ReplaceOutcome outcome)
    {
        Outcomes.Enqueue(outcome);
        return outcome;
    }
}
