using AtomicWrites.Analyzers.StatePaths;
using AtomicWrites.VerdictBenchmark;

namespace AtomicWrites.Analyzers.Tests.StatePaths;

/// <summary>
/// The weights are what the labelled sites give, and every feature that is weighed is one that the analyzer finds.
/// </summary>
public class WeightsTests
{
    static readonly IReadOnlyList<Site> Sites = Site.Read(Repository.Find("benchmarks/Verdict/sites.tsv"));

    [Fact]
    public void The_weights_are_those_of_a_fit_to_the_committed_table() =>
        Assert.Equal(
            WeightTable.Of(Sites),
            File.ReadAllText(Repository.Find("src/Analyzers/StatePaths/Weights.generated.cs"))
        );

    [Fact]
    public void What_speaks_against_state_never_speaks_for_it()
    {
        var features = Sites.SelectMany(site => site.Features?.Keys ?? []).Distinct().ToArray();
        Assert.NotEmpty(features);
        Assert.All(features, feature =>
            Assert.True(
                feature.StartsWith("not-", StringComparison.Ordinal)
                    ? Weights.Of(feature) <= 0
                    : Weights.Of(feature) >= 0
            )
        );
    }

    [Fact]
    public void Sites_of_ten_folds_are_each_judged_once_by_a_fit_that_has_not_seen_their_application()
    {
        var judged = new CrossValidation(Sites).All;
        var real = Sites.Where(site => site.Repository != CrossValidation.Programs).ToArray();
        Assert.Equal(real.Length, judged.Count);
        Assert.All(judged.GroupBy(one => one.Site.Repository), application =>
            Assert.Single(application.Select(one => one.Fold).Distinct())
        );
    }
}
