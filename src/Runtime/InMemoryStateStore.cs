namespace AtomicWrites;

/// <summary>
/// A state in memory, for tests of code that keeps state: changes from outside, failures and lost answers on demand.
/// </summary>
/// <remarks>
/// It ends with the process, and tests no disk, no serialization by other programs and no lock. All members may be
/// called from any thread.
/// </remarks>
/// <param name="name">What messages call it.</param>
/// <example>
/// <code>
/// var store = new InMemoryStateStore { Content = """{ "Theme": "dark" }"""u8.ToArray() };
/// var settings = new State&lt;Settings&gt;(store);
/// Console.WriteLine(settings.Read().Theme);           // dark
/// </code>
/// </example>
public sealed partial class InMemoryStateStore(string name = "the state in memory") : StateStore(name)
{
    readonly object _gate = new();
    readonly Dictionary<string, InMemoryStateStore> _siblings = new(StringComparer.Ordinal);
    StoredState _present = new(null, 0L);
    Action? _changed;

    /// <inheritdoc/>
    public override StoredState Read(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            ThrowIfPlanned();
            return _present;
        }
    }

    /// <inheritdoc/>
    public override async Task<StoredState> ReadAsync(CancellationToken cancellationToken = default) =>
        Read(cancellationToken);

    /// <inheritdoc/>
    public override ReplaceOutcome TryReplace(
        StoredState present,
        byte[]? content,
        string stamp,
        CancellationToken cancellationToken = default
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
            return Answer(() =>
                _present.Version!.Equals(present.Version) ? Replace(content, stamp) : ReplaceOutcome.NotCommitted
            );
    }

    /// <inheritdoc/>
    public override async Task<ReplaceOutcome> TryReplaceAsync(
        StoredState present,
        byte[]? content,
        string stamp,
        CancellationToken cancellationToken = default
    ) => TryReplace(present, content, stamp, cancellationToken);

    /// <inheritdoc/>
    public override IDisposable? Watch(Action changed)
    {
        lock (_gate)
            _changed += changed;
        return new Reports(this, changed);
    }

    /// <inheritdoc/>
    public override StateStore? Sibling(string suffix)
    {
        lock (_gate)
        {
            if (!_siblings.TryGetValue(suffix, out var sibling))
                _siblings.Add(suffix, sibling = new(Name + suffix));
            return sibling;
        }
    }

    // Several may have one name.
    internal override string TurnName { get; } = Guid.NewGuid().ToString();

    ReplaceOutcome Replace(byte[]? content, string stamp)
    {
        _present = new(content, (long)_present.Version! + 1, stamp);
        _changed?.Invoke();
        return ReplaceOutcome.Committed;
    }

    sealed class Reports(InMemoryStateStore store, Action? changed) : IDisposable
    {
        public void Dispose()
        {
            lock (store._gate)
                (store._changed, changed) = (store._changed - changed, null);
        }
    }
}
