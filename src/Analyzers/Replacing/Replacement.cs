using System.Collections.Immutable;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.Replacing;

/// <summary>A hand-written replace of state that loses data.</summary>
/// <param name="Commit">The rename, where it is reported.</param>
/// <param name="Flaws">How, the most severe first; never empty.</param>
/// <param name="Judgement">Why the target is state.</param>
/// <param name="Twin">Member of <c>AtomicFile</c> that replaces the whole.</param>
/// <param name="Parts">The writes that belong to it.</param>
sealed record Replacement(
    Commit Commit,
    ImmutableArray<Flaw> Flaws,
    Judgement Judgement,
    string Twin,
    ImmutableArray<SyntaxNode> Parts
)
{
    /// <summary>The gravest flaw in full, the others by name.</summary>
    public string Message =>
        Flaws.Length == 1
            ? Flaws[0].Message
            : Flaws[0].Message + "; also: " + string.Join(", ", Flaws.Skip(1).Select(flaw => flaw.Name));
}
