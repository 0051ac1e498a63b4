using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>What the callers of a write that forwards a path say of it together.</summary>
static class CallersVerdict
{
    const string ACaller = "a caller passes a path that is: ";

    /// <summary>Null where they say nothing.</summary>
    /// <param name="own">What the write itself tells.</param>
    /// <param name="judged">What each caller tells that was asked.</param>
    /// <param name="parameter">The parameter that gets the path.</param>
    /// <param name="callers">How many callers there are.</param>
    /// <param name="isReplace">Whether the write is a rename by hand.</param>
    public static Judgement? Of(
        Judgement own,
        Judgement[] judged,
        IParameterSymbol parameter,
        int callers,
        bool isReplace
    )
    {
        var least = judged.Min(judgement => judgement.IsAgainst ? Verdict.NotState : judgement.Verdict);
        var most = judged.Aggregate((best, next) => next.Verdict > best.Verdict ? next : best);
        // What is wrong with a replace hurts the one caller that keeps state.
        if (isReplace && most.Verdict >= Verdict.ProbablyState)
            return most.Reason.StartsWith(ACaller, StringComparison.Ordinal)
                ? most
                : most with
                {
                    Reason = ACaller + most.Reason,
                };
        // Within its own type, or where the method itself says so, callers that say nothing do not object.
        var isOwn =
            own.Verdict >= Verdict.ProbablyState
            || parameter.ContainingSymbol.DeclaredAccessibility == Accessibility.Private;
        return least >= (isOwn ? Verdict.Unknown : Verdict.ProbablyState) && most.Verdict >= Verdict.ProbablyState
            || most.Verdict == Verdict.NotState
                ? most with
                {
                    Reason =
                        (
                            callers == 1 ? "its caller passes a path that is: "
                            : least == most.Verdict ? "every caller passes a path that is: "
                            : "callers pass a path that is: "
                        ) + most.Reason,
                }
            : most.Verdict >= Verdict.ProbablyState ? Judgement.Of(Verdict.Unknown, "its callers decide")
            : null;
    }
}
