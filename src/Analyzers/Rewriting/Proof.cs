namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>Notes, while a fix is looked for, which clauses do not hold.</summary>
sealed class Proof
{
    readonly HashSet<Clause> _broken = [];

    /// <summary>Why there is no fix; null where nothing was found against one.</summary>
    public Clause? Refusal => Clause.All.FirstOrDefault(_broken.Contains);

    /// <returns>Whether the fix is refused.</returns>
    public bool Breaks(Clause clause, bool isBroken = true)
    {
        if (!isBroken || Clause.Assumed.Value == clause)
            return false;
        _broken.Add(clause);
        return true;
    }

    /// <summary>Nothing, since a clause does not hold without which there is nothing to go on with.</summary>
    public T? None<T>(Clause clause)
        where T : class
    {
        _broken.Add(clause);
        return null;
    }
}
