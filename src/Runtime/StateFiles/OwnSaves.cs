namespace AtomicWrites.StateFiles;

/// <summary>What one object has saved itself: no news to those who watch by it.</summary>
sealed class OwnSaves
{
    readonly object _gate = new();
    byte[]? _last; // null once somebody else has written: should it come back to what we wrote, that is news
    int _running;
    int _begun;

    /// <summary>Runs a save, which says whether it has come to pass.</summary>
    public bool Save(byte[] content, Func<bool> save)
    {
        lock (_gate)
        {
            _running++;
            _begun++;
        }

        var isSaved = false;
        try
        {
            return isSaved = save();
        }
        finally
        {
            lock (_gate)
            {
                _running--;
                if (isSaved)
                    _last = content;
            }
        }
    }

    /// <summary>Reads, and tells whether we have written that; false where a save of our own got in between, so that nobody can tell.</summary>
    public bool TryLook(Func<StateContent> read, out StateContent present, out bool isOwn)
    {
        int before;
        lock (_gate)
            before = _running > 0 ? -1 : _begun;
        present = read();
        lock (_gate)
        {
            isOwn = present.Main is { } main && _last is { } last && main.AsSpan().SequenceEqual(last);
            if (before != _begun)
                return false;
            if (!isOwn)
                _last = null;
            return true;
        }
    }
}
