namespace AtomicWrites.Analyzers.Proofs;

/// <summary>Notes, while a fix is looked for, which clauses are not proven.</summary>
sealed class Proof
{
    readonly SortedSet<ProofClause> _broken = [];

    /// <summary>Why there is no fix; null where nothing was found against one.</summary>
    public string? Refusal => _broken.Count == 0 ? null : ProofClauses.Refusals[_broken.Min];

    /// <returns>Whether the fix is refused.</returns>
    public bool Breaks(ProofClause clause, bool isBroken)
    {
        if (ProofClauses.Holds(clause, !isBroken))
            return false;
        _broken.Add(clause);
        return true;
    }

    /// <summary>Nothing, since without this clause there is nothing to go on with.</summary>
    public T? None<T>(ProofClause clause)
        where T : class
    {
        _broken.Add(clause);
        return null;
    }
}
