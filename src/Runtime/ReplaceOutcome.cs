namespace AtomicWrites;

/// <summary>What became of an attempt to replace a state.</summary>
/// <example>
/// <code>
/// var store = new InMemoryStateStore();
/// var read = store.Read();
/// var outcome = store.TryReplace(read, "{}"u8.ToArray(), stamp: "me");
/// Console.WriteLine(outcome == ReplaceOutcome.Committed);
/// </code>
/// </example>
public enum ReplaceOutcome
{
    /// <summary>Nothing was changed, and nothing will be: another version is kept by now.</summary>
    NotCommitted,

    /// <summary>The new version is kept, and as durable as the store makes it.</summary>
    Committed,

    /// <summary>
    /// The answer was lost: it may have been committed, or be committed still. <see cref="State{T}"/> reads and finds
    /// out by <see cref="StoredState.Stamp"/>.
    /// </summary>
    Unknown,
}
