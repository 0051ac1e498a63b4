using System.Collections.Immutable;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>What a path is; the greater, the more it counts as state.</summary>
enum Verdict
{
    NotState,
    Unknown,
    ProbablyState,
    State,
}

/// <summary>The answer to the one question: what a path is, and why.</summary>
/// <param name="Verdict">What it is.</param>
/// <param name="Reason">Why, in words for the user; fits behind "the path is state:".</param>
/// <param name="Evidence">All that was found, for a user who disagrees.</param>
sealed record Judgement(Verdict Verdict, string Reason, ImmutableArray<Evidence> Evidence)
{
    /// <summary>The path as far as it is known.</summary>
    public string Path { get; init; } = "*";

    /// <summary>Whether what was found speaks against state, if not so much as to settle it.</summary>
    public bool IsAgainst => Evidence.Sum(found => found.Weight) < 0;

    public static Judgement Of(Verdict verdict, string reason) => new(verdict, reason, ImmutableArray<Evidence>.Empty);
}
