namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// Notes, while a load and a save are looked at, what speaks against keeping them in a <c>StateFile</c>.
/// </summary>
sealed class StateProof
{
    readonly SortedSet<StateRefusal> _found = [];

    /// <summary>Null where nothing was found.</summary>
    public StateRefusal? Refusal => _found.Count == 0 ? null : _found.Min;

    /// <summary>Whether a type has several files, of which none was meant.</summary>
    public bool IsUndecided { get; set; }

    /// <summary>All that was found.</summary>
    public IEnumerable<StateRefusal> All => _found;

    /// <summary>Nothing, since there is nothing to go on with.</summary>
    public T? None<T>(StateRefusal refusal)
        where T : class
    {
        _found.Add(refusal);
        return null;
    }

    /// <summary>Whether it holds; notes the refusal where it does not.</summary>
    public bool Holds(bool isProven, StateRefusal refusal)
    {
        if (!isProven)
            _found.Add(refusal);
        return isProven;
    }
}
