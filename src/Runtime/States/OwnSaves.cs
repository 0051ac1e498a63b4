namespace AtomicWrites.States;

/// <summary>What one object has saved itself: no news to those who watch by it.</summary>
sealed class OwnSaves
{
    readonly object _gate = new();
    byte[]? _last;
    bool _isLast; // until somebody else has written: should it come back to what we wrote, that is news
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
                    (_last, _isLast) = (content, true);
            }
        }
    }

    /// <summary>Reads, and tells whether we have written that; false where a save of our own got in between, so that nobody can tell.</summary>
    public bool TryLook(Func<StoredState> read, out StoredState present, out bool isOwn)
    {
        int before;
        lock (_gate)
            before = _running > 0 ? -1 : _begun;
        present = read();
        lock (_gate)
        {
            isOwn = _isLast && IsSame(present.Content, _last);
            if (before != _begun)
                return false;
            if (!isOwn)
                (_last, _isLast) = (null, false);
            return true;
        }
    }

    public static bool IsSame(byte[]? one, byte[]? other) =>
        one is null || other is null ? ReferenceEquals(one, other) : one.AsSpan().SequenceEqual(other);
}
