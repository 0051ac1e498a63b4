namespace AtomicWrites.Stores.Tests.Network;

/// <summary>
/// A store whose next attempt to replace goes wrong, as <paramref name="next"/> says of its stamp; later ones do not.
/// </summary>
sealed class LosingStore(StateStore store, Func<string, Loss> next) : StateStore(store.Name)
{
    int _attempts;

    public override StoredState Read(CancellationToken cancellationToken = default) => store.Read(cancellationToken);

    public override Task<StoredState> ReadAsync(CancellationToken cancellationToken = default) =>
        store.ReadAsync(cancellationToken);

    public override ReplaceOutcome TryReplace(
        StoredState present,
        byte[]? content,
        string stamp,
        CancellationToken cancellationToken = default
    )
    {
        var loss = LossOf(stamp);
        if (loss == Loss.Request)
            return ReplaceOutcome.Unknown;
        var outcome = store.TryReplace(present, content, stamp, cancellationToken);
        return loss == Loss.Answer ? ReplaceOutcome.Unknown : outcome;
    }

    public override async Task<ReplaceOutcome> TryReplaceAsync(
        StoredState present,
        byte[]? content,
        string stamp,
        CancellationToken cancellationToken = default
    )
    {
        var loss = LossOf(stamp);
        if (loss == Loss.Request)
            return ReplaceOutcome.Unknown;
        var outcome = await store.TryReplaceAsync(present, content, stamp, cancellationToken);
        return loss == Loss.Answer ? ReplaceOutcome.Unknown : outcome;
    }

    Loss LossOf(string stamp) => Interlocked.Increment(ref _attempts) == 1 ? next(stamp) : Loss.None;
}

/// <summary>What a store is to lose by itself.</summary>
enum Loss
{
    /// <summary>Nothing: the network does.</summary>
    None,

    /// <summary>It is never done.</summary>
    Request,

    /// <summary>It is done, and nobody hears of it.</summary>
    Answer,
}
