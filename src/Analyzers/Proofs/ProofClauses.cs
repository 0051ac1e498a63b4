using System.Collections.Immutable;

namespace AtomicWrites.Analyzers.Proofs;

/// <summary>
/// The clauses in words, and whether one holds. The explanation (ATW0010) and docs/fixes.md print the same words.
/// </summary>
static class ProofClauses
{
    /// <summary>Why there is no fix where the clause is not proven.</summary>
    public static readonly ImmutableSortedDictionary<ProofClause, string> Refusals = new Dictionary<ProofClause, string>
    {
        [ProofClause.Runtime] = "the project does not reference the library",
        [ProofClause.Counterpart] =
            "AtomicFile has no member that does the same, or the write itself is in a package or another project "
            + "(an editor that has that project open may have a fix)",
        [ProofClause.Opening] = "AtomicFile has no counterpart for the mode or the options of the opening",
        [ProofClause.Written] = "nothing is written to the stream: it may be held open as a lock",
        [ProofClause.NoTail] = "the rest of a longer old file stays, which may be wanted",
        [ProofClause.FlushedAtEnd] = "what is flushed may have to be in the file before the write is complete",
        [ProofClause.Confined] = "the stream goes where its uses are not seen",
        [ProofClause.OpenToTheEnd] = "the stream may be closed before the write is complete",
        [ProofClause.Finished] = "something around the stream writes the rest only after the commit",
        [ProofClause.NotKept] = "something that keeps the stream may write after the commit",
        [ProofClause.TargetUntouched] = "the target is used by its path while the stream is open",
        [ProofClause.WaysOut] = "a code path may leave before the write is complete, or after it has failed",
        [ProofClause.Order] = "the path or the opening would come before what is evaluated first now",
        [ProofClause.Flow] =
            "what is set for the flow, such as a culture, would be forgotten, or code would run later, on another thread "
            + "or in another method",
        [ProofClause.Value] = "the value of the call is used",
        [ProofClause.OneWrite] = "the temporary file is not written as a whole by one statement",
        [ProofClause.Temporary] =
            "the temporary file, or its name, is used for something else, "
            + "or making the name does more, or may fail, or its directory may be missing",
        [ProofClause.Permissions] = "the temporary file is its owner's alone, and so is the file after the rename",
        [ProofClause.AtOnce] = "something happens between the write and the rename",
        [ProofClause.Replaces] = "the rename fails where there is a file, which may be wanted",
        [ProofClause.NotDeleted] = "the target is deleted or moved away elsewhere, too",
        [ProofClause.Directives] = "an #if stands within what would be rewritten",
        [ProofClause.Comments] = "a comment would be lost",
        [ProofClause.Compiles] = "the new code would not compile, or with a new warning",
    }.ToImmutableSortedDictionary();

    static readonly AsyncLocal<ImmutableHashSet<ProofClause>?> Assumed = new();

    /// <summary>Whether a clause is proven, or taken for granted by a test.</summary>
    public static bool Holds(ProofClause clause, bool isProven) => isProven || IsAssumed(clause);

    /// <summary>Whether a test takes a clause for granted.</summary>
    public static bool IsAssumed(ProofClause clause) => Assumed.Value?.Contains(clause) == true;

    /// <summary>
    /// For tests, which show that each clause is needed: takes one for granted in this flow until it is disposed.
    /// </summary>
    public static IDisposable Assume(ProofClause clause)
    {
        var before = Assumed.Value;
        Assumed.Value = (before ?? ImmutableHashSet<ProofClause>.Empty).Add(clause);
        return new Assumption(before);
    }

    sealed class Assumption(ImmutableHashSet<ProofClause>? before) : IDisposable
    {
        public void Dispose() => Assumed.Value = before;
    }
}
