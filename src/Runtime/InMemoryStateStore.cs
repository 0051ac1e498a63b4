namespace AtomicWrites;

/// <summary>A state in memory, for tests of code that keeps state: changes from outside, failures and lost answers on demand.</summary>
/// <remarks>It ends with the process, and tests no disk, no serialization by other programs and no lock. All members may be called from any thread.</remarks>
/// <param name="name">What messages call it.</param>
/// <example>
/// <code>
/// var store = new InMemoryStateStore { Content = """{ "Theme": "dark" }"""u8.ToArray() };
/// var settings = new State&lt;Settings&gt;(store);
/// Console.WriteLine(settings.Read().Theme);           // dark
/// </code>
/// </example>
public sealed class InMemoryStateStore(string name = "the state in memory") : StateStore(name)
{
    readonly object _gate = new();
    readonly Queue<Exception> _failures = new();
    readonly Queue<bool> _lostAnswers = new();
    readonly Dictionary<string, InMemoryStateStore> _siblings = new(StringComparer.Ordinal);
    StoredState _present = new(null, 0L);
    Action? _changed;

    /// <summary>What is kept; <see langword="null"/> for nothing. To set it is a change from outside: a new version, reported to those who watch.</summary>
    public byte[]? Content
    {
        get
        {
            lock (_gate)
                return (byte[]?)_present.Content?.Clone();
        }
        set => Replace((byte[]?)value?.Clone(), null);
    }

    /// <summary>How many versions there have been.</summary>
    public long Versions
    {
        get
        {
            lock (_gate)
                return (long)_present.Version!;
        }
    }

    /// <summary>What was kept aside, by what was appended to the name.</summary>
    public IReadOnlyDictionary<string, InMemoryStateStore> Siblings
    {
        get
        {
            lock (_gate)
                return new Dictionary<string, InMemoryStateStore>(_siblings, StringComparer.Ordinal);
        }
    }

    /// <summary>Makes the next read or attempt to replace throw, with nothing changed. Called several times: the ones after it.</summary>
    /// <param name="failure">What to throw; a <see cref="StateFileException"/> with <see cref="StateFileFailure.Unavailable"/> is tried again.</param>
    public void FailNext(Exception failure)
    {
        lock (_gate)
            _failures.Enqueue(failure);
    }

    /// <summary>Makes the next attempt to replace answer <see cref="ReplaceOutcome.Unknown"/>. Called several times: the ones after it.</summary>
    /// <param name="isCommitted">Whether it is committed all the same, if nobody was faster.</param>
    public void LoseNextAnswer(bool isCommitted)
    {
        lock (_gate)
            _lostAnswers.Enqueue(isCommitted);
    }

    /// <inheritdoc/>
    public override StoredState Read(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
            return _failures.Count > 0 ? throw _failures.Dequeue() : _present;
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
        {
            if (_failures.Count > 0)
                throw _failures.Dequeue();
            var isLost = _lostAnswers.Count > 0;
            if (isLost && !_lostAnswers.Dequeue())
                return ReplaceOutcome.Unknown;
            if (!_present.Version!.Equals(present.Version))
                return isLost ? ReplaceOutcome.Unknown : ReplaceOutcome.NotCommitted;
            Replace(content, stamp);
            return isLost ? ReplaceOutcome.Unknown : ReplaceOutcome.Committed;
        }
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

    void Replace(byte[]? content, string? stamp)
    {
        lock (_gate)
        {
            _present = new(content, (long)_present.Version! + 1, stamp);
            _changed?.Invoke();
        }
    }

    sealed class Reports(InMemoryStateStore store, Action changed) : IDisposable
    {
        public void Dispose()
        {
            lock (store._gate)
                store._changed -= changed;
        }
    }
}
