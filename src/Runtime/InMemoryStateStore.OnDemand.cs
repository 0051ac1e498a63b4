using AtomicWrites.States;

namespace AtomicWrites;

/// <content>What a test brings about: changes from outside, failures, lost answers.</content>
public sealed partial class InMemoryStateStore
{
    readonly Queue<Exception> _failures = new();
    readonly Queue<bool> _lostAnswers = new();

    /// <summary>
    /// What is kept; <see langword="null"/> for nothing. To set it is a change from outside: a new version, reported to
    /// those who watch.
    /// </summary>
    public byte[]? Content
    {
        get
        {
            lock (_gate)
                return (byte[]?)_present.Content?.Clone();
        }
        set
        {
            lock (_gate)
                _ = Replace((byte[]?)value?.Clone(), Stamp.Next(_present.Stamp, Stamp.NewId()));
        }
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

    /// <summary>
    /// Makes the next read or attempt to replace throw, with nothing changed. Called several times: the ones after it.
    /// </summary>
    /// <param name="failure">What to throw; a <see cref="StateFileException"/> with
    /// <see cref="StateFileFailure.Unavailable"/> is tried again.</param>
    public void FailNext(Exception failure)
    {
        lock (_gate)
            _failures.Enqueue(failure);
    }

    /// <summary>
    /// Makes the next attempt to replace answer <see cref="ReplaceOutcome.Unknown"/>. Called several times: the ones
    /// after it.
    /// </summary>
    /// <param name="isCommitted">Whether it is committed all the same, if nobody was faster.</param>
    public void LoseNextAnswer(bool isCommitted)
    {
        lock (_gate)
            _lostAnswers.Enqueue(isCommitted);
    }

    void ThrowIfPlanned()
    {
        if (_failures.Count > 0)
            throw _failures.Dequeue();
    }

    ReplaceOutcome Answer(Func<ReplaceOutcome> replace)
    {
        ThrowIfPlanned();
        if (_lostAnswers.Count == 0)
            return replace();
        if (_lostAnswers.Dequeue())
            _ = replace();
        return ReplaceOutcome.Unknown;
    }
}
