using System.Collections.Immutable;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>
/// Something that was found and that tells what a path is: one feature of the vector that <see cref="Weights"/> weighs.
/// </summary>
/// <param name="Feature">Its name; <c>not-…</c> speaks against state.</param>
/// <param name="Reason">What was found, in words for the user.</param>
/// <param name="Share">Of how many of the paths that are meant it is true: 1 for all.</param>
readonly record struct Evidence(string Feature, string Reason, double Share = 1)
{
    public double Weight => Share * Weights.Of(Feature);

    // What a value flows to and from is sure, what things are called is not; a user is told the surest.
    static readonly ImmutableArray<string> Surest = ImmutableArray.Create(
        "read-back",
        "home",
        Updated,
        "read-and-changed",
        "read-back-elsewhere",
        "read-back-each",
        "name-state",
        "symbol-path",
        "name-state-other",
        "name-ambiguous",
        "restored",
        "type-read-back",
        "symbol-member",
        "symbol-local",
        "application-data",
        "reads-name",
        "reads-name-elsewhere",
        "replace",
        "extension-settings"
    );

    /// <summary>The one reason for a verdict: of what speaks for it, the surest, else what tells most.</summary>
    public static string? Strongest(ImmutableArray<Evidence> evidence, bool isState) =>
        evidence
            .Where(found => isState ? found.Weight > 0 : found.Weight < 0)
            .OrderBy(found => Surest.IndexOf(found.Feature) is >= 0 and var at ? at : Surest.Length)
            .ThenByDescending(found => Math.Abs(found.Weight))
            .Select(found => found.Reason)
            .FirstOrDefault();

    /// <summary>Read and written is a path that the method is given, of which nothing else is known.</summary>
    public const string ChangedAsGiven = "read-and-changed-given";

    /// <summary>What is written comes from what the same body reads from the file.</summary>
    public const string Updated = "updated";

    /// <summary>The same of the call, which knows what it gives.</summary>
    public Evidence OfCall => Feature == ChangedAsGiven ? this with { Feature = "read-and-changed" } : this;

    /// <summary>Whether it tells what a method does with the file, not what the file is called.</summary>
    public static bool IsOfFlow(string feature) =>
        feature.StartsWith("read-", StringComparison.Ordinal)
        || feature is Updated or "kept" or "serialized" or "type-read-back" or "not-stream-copied";

    /// <summary>Whether what is written is read again, by another run or operation.</summary>
    public bool IsReadBack =>
        Feature
            is "read-back"
                or "read-back-elsewhere"
                or "read-back-each"
                or "read-back-listed"
                or "read-and-changed"
                or ChangedAsGiven
                or Updated;

    bool IsAgainst => Feature.StartsWith("not-", StringComparison.Ordinal);

    /// <summary>
    /// One vector of the paths that an expression may mean. What speaks for state counts in full where it is true of
    /// one of them: that file is written, too. What speaks against it counts by its share.
    /// </summary>
    public static ImmutableArray<Evidence> Merge(IReadOnlyList<IEnumerable<Evidence>> paths) =>
        paths
            .SelectMany(path => path.GroupBy(evidence => evidence.Feature).Select(group => group.First()))
            .GroupBy(evidence => evidence.Feature)
            .Select(group =>
                group.First().IsAgainst
                    ? group.First() with
                    {
                        Share = Math.Round(group.Sum(evidence => evidence.Share) / paths.Count, 3),
                    }
                    : group.First()
            )
            .OrderBy(evidence => evidence.Feature, StringComparer.Ordinal)
            .ToImmutableArray();

    /// <summary>How probable it is that a path with all this is state.</summary>
    public static double Probability(ImmutableArray<Evidence> evidence) =>
        1 / (1 + Math.Exp(-(Weights.Bias + evidence.Sum(found => found.Weight))));
}
