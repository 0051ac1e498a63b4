namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>What a path is.</summary>
enum Verdict
{
    Unknown,
    NotState,
    ProbablyState,
    State,
}

/// <summary>The answer to the one question: what a path is, and why.</summary>
/// <param name="Verdict">What it is.</param>
/// <param name="Reason">Why, in words for the user; fits behind "the path is state:".</param>
readonly record struct Judgement(Verdict Verdict, string Reason);
