using System.Collections.Concurrent;
using AtomicWrites.States;

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
public sealed class InMemoryStateStore(string name = "the state in memory") : StateStore(name)
{
    readonly object _gate = new();
    readonly ConcurrentDictionary<string, InMemoryStateStore> _siblings = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<object, Action> _watching = new();
    readonly ConcurrentQueue<Exception> _failures = new();
    readonly ConcurrentQueue<bool> _lostAnswers = new();
    volatile StoredState _present = new(null, 0L);

    /// <summary>
    /// What is kept; <see langword="null"/> for nothing. To set it is a change from outside: a new version, reported to
    /// those who watch.
    /// </summary>
    public byte[]? Content
    {
        get => (byte[]?)_present.Content?.Clone();
        set
        {
            StoredState now;
            do now = _present;
            while (!TryCommit(now, (byte[]?)value?.Clone(), Stamp.Next(now.Stamp, Stamp.NewId())));
        }
    }

    /// <summary>How many versions there have been.</summary>
    public long Versions => (long)_present.Version!;

    /// <summary>What was kept aside, by what was appended to the name.</summary>
    public IReadOnlyDictionary<string, InMemoryStateStore> Siblings =>
        new Dictionary<string, InMemoryStateStore>(_siblings, StringComparer.Ordinal);

    /// <summary>
    /// Makes the next read or attempt to replace throw, with nothing changed. Called several times: the ones after it.
    /// </summary>
    /// <param name="failure">What to throw; a <see cref="StateFileException"/> with
    /// <see cref="StateFileFailure.Unavailable"/> is tried again.</param>
    public void FailNext(Exception failure) =>
        _failures.Enqueue(failure ?? throw new ArgumentNullException(nameof(failure)));

    /// <summary>
    /// Makes the next attempt to replace answer <see cref="ReplaceOutcome.Unknown"/>. Called several times: the ones
    /// after it.
    /// </summary>
    /// <param name="isCommitted">Whether it is committed all the same, if nobody was faster.</param>
    public void LoseNextAnswer(bool isCommitted) => _lostAnswers.Enqueue(isCommitted);

    /// <inheritdoc/>
    public override StoredState Read(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _failures.TryDequeue(out var failure) ? throw failure : _present;
    }

    /// <inheritdoc/>
    public override ReplaceOutcome TryReplace(
        StoredState present,
        byte[]? content,
        string stamp,
        CancellationToken cancellationToken = default
    )
    {
        _ = Read(cancellationToken); // fails where that was asked for
        var isLost = _lostAnswers.TryDequeue(out var arrives);
        var isCommitted = (!isLost || arrives) && TryCommit(present, content, stamp);
        return isLost ? ReplaceOutcome.Unknown
            : isCommitted ? ReplaceOutcome.Committed
            : ReplaceOutcome.NotCommitted;
    }

    /// <inheritdoc/>
    public override IDisposable? Watch(Action changed)
    {
        var watching = new Watching(_watching);
        _watching[watching] = changed ?? throw new ArgumentNullException(nameof(changed));
        return watching;
    }

    /// <inheritdoc/>
    public override StateStore? Sibling(string suffix) => _siblings.GetOrAdd(suffix, _ => new(Name + suffix));

    // Several may have one name.
    internal override string TurnName { get; } = Guid.NewGuid().ToString();

    bool TryCommit(StoredState present, byte[]? content, string stamp)
    {
        lock (_gate)
        {
            if (!_present.Version!.Equals(present.Version))
                return false;
            _present = new(content, Versions + 1, stamp);
        }

        foreach (var changed in _watching.Values)
            changed();
        return true;
    }

    sealed class Watching(ConcurrentDictionary<object, Action> all) : IDisposable
    {
        public void Dispose() => all.TryRemove(this, out _);
    }
}
