namespace AtomicWrites.Runtime.Tests;

/// <summary>A store that does at each call what the test says, and else what one in memory does.</summary>
sealed class ScriptedStore() : StateStore("the store")
{
    /// <summary>Called by each read, with the number of it from 1; null: goes on.</summary>
    public Func<int, CancellationToken, StoredState?>? OnRead { get; set; }

    /// <summary>Called by each attempt to replace, with the number of it from 1; null: goes on.</summary>
    public Func<int, CancellationToken, ReplaceOutcome?>? OnReplace { get; set; }

    public InMemoryStateStore Inner { get; } = new();

    public int Reads { get; private set; }

    public List<string> Stamps { get; } = [];

    public bool IsFile { get; init; }

    internal override bool IsLocal => IsFile;

    internal override bool KeepsReadersWaiting => IsFile;

    /// <summary>Which forms were called: true for the asynchronous one.</summary>
    public HashSet<bool> Forms { get; } = [];

    public override StoredState Read(CancellationToken cancellationToken = default)
    {
        Forms.Add(false);
        return ReadNow(cancellationToken);
    }

    StoredState ReadNow(CancellationToken cancellationToken) =>
        OnRead?.Invoke(++Reads, cancellationToken) ?? Inner.Read(CancellationToken.None);

    public override Task<StoredState> ReadAsync(CancellationToken cancellationToken = default)
    {
        Forms.Add(true);
        return Task.Run(() => ReadNow(cancellationToken), CancellationToken.None);
    }

    public override ReplaceOutcome TryReplace(
        StoredState present,
        byte[]? content,
        string stamp,
        CancellationToken cancellationToken = default
    )
    {
        Forms.Add(false);
        return ReplaceNow(present, content, stamp, cancellationToken);
    }

    ReplaceOutcome ReplaceNow(StoredState present, byte[]? content, string stamp, CancellationToken cancellationToken)
    {
        Stamps.Add(stamp);
        return OnReplace?.Invoke(Stamps.Count, cancellationToken)
            ?? Inner.TryReplace(present, content, stamp, CancellationToken.None);
    }

    public override Task<ReplaceOutcome> TryReplaceAsync(
        StoredState present,
        byte[]? content,
        string stamp,
        CancellationToken cancellationToken = default
    )
    {
        Forms.Add(true);
        return Task.Run(() => ReplaceNow(present, content, stamp, cancellationToken), CancellationToken.None);
    }
}
