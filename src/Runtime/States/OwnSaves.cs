namespace AtomicWrites.States;

/// <summary>What one object has saved itself: no news to those who watch by it.</summary>
sealed class OwnSaves
{
    readonly object _gate = new();
    byte[]? _last;
    int _saved;
    int _running;
    int _begun;

    /// <summary>Runs a save, which says whether it has come to pass.</summary>
    public async ValueTask<bool> Save(byte[]? content, Func<ValueTask<bool>> save)
    {
        lock (_gate)
        {
            _running++;
            _begun++;
        }

        var isSaved = false;
        try
        {
            return isSaved = await save().ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _running--;
                if (isSaved)
                    (_last, _saved) = (content, _saved + 1);
            }
        }
    }

    /// <summary>What one who watches has seen.</summary>
    /// <param name="content">The content.</param>
    /// <param name="saved">How many saves of our own there were before.</param>
    public sealed class Seen(byte[]? content, int saved)
    {
        public byte[]? Content => content;

        public int Saved => saved;
    }

    /// <summary>What is there when the watch begins.</summary>
    public Seen Begin(Func<StoredState> read)
    {
        int saved;
        lock (_gate)
            saved = _saved;
        return new(read().Content, saved);
    }

    /// <summary>
    /// Reads, and tells whether it is another content than the owner of this object knows: what was seen last, or what
    /// was saved since. False where a save of our own got in between, so that nobody can tell.
    /// </summary>
    public bool TryLook(Func<StoredState> read, Seen seen, out StoredState present, out Seen now, out bool isNews)
    {
        int before;
        lock (_gate)
            before = _running > 0 ? -1 : _begun;
        present = read();
        lock (_gate)
        {
            isNews = !IsSame(present.Content, seen.Saved == _saved ? seen.Content : _last);
            now = new(present.Content, _saved);
            return before == _begun;
        }
    }

    public static bool IsSame(byte[]? one, byte[]? other) =>
        one is null || other is null ? ReferenceEquals(one, other) : one.AsSpan().SequenceEqual(other);
}
