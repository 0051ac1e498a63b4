using System.Globalization;

namespace AtomicWrites.VerdictBenchmark;

/// <summary>What the cross-validation says, by fold, by kind of API, and by how far one has to look.</summary>
static class Report
{
    const int Resamples = 2_000;

    // What these report is a warning, too.
    static readonly string[] OfOtherRules = ["ATW0002", "ATW0003"];

    public static void Print(IReadOnlyList<Site> sites, TextWriter to)
    {
        var validation = new CrossValidation(sites);
        var (state, probably) = WeightTable.Thresholds(validation);
        foreach (var (title, threshold) in new[] { ("warnings", state), ("with suggestions", probably) })
        {
            var outcomes = validation
                .All.Where(judged => judged.Site.IsScored && judged.Site.Repository != CrossValidation.Programs)
                .Select(judged => new Outcome(
                    judged.Site,
                    judged.Fold,
                    judged.Probability >= threshold || judged.Site.Rules.Intersect(OfOtherRules).Any()
                ))
                .ToArray();
            to.WriteLine($"\n{title}, from probability {Number(threshold)} on");
            Line("all", outcomes);
            Line("all but bare renames", [.. outcomes.Where(outcome => !IsBareRename(outcome.Site))]);
            foreach (var fold in outcomes.GroupBy(outcome => outcome.Fold).OrderBy(group => group.Key))
                Line($"fold {fold.Key}", [.. fold]);
            foreach (var family in outcomes.GroupBy(outcome => outcome.Site.Family).OrderBy(group => group.Key))
                Line(family.Key, [.. family]);
            foreach (var local in outcomes.GroupBy(outcome => outcome.Site.Local).OrderBy(group => group.Key))
                Line($"knowable from: {local.Key}", [.. local]);
        }

        void Line(string name, Outcome[] outcomes)
        {
            var (precision, recall) = Rates(outcomes);
            var (low, high) = Interval(outcomes);
            to.WriteLine(
                $"  {name, -32} precision {Number(precision.Rate)} ({precision.Of})  recall {Number(recall.Rate)} ({recall.Of})   95 % interval over applications: {Number(low.Precision)}–{Number(high.Precision)}, {Number(low.Recall)}–{Number(high.Recall)}"
            );
        }
    }

    /// <summary>
    /// What the cross-validation gets wrong: state that is not warned about, and false alarms, each with what was found
    /// there.
    /// </summary>
    public static void PrintWrong(IReadOnlyList<Site> sites, TextWriter to)
    {
        var validation = new CrossValidation(sites);
        var (state, probably) = WeightTable.Thresholds(validation);
        foreach (
            var (site, _, probability) in validation
                .All.Where(judged => judged.Site.IsScored && judged.Site.Repository != CrossValidation.Programs)
                .OrderByDescending(judged => judged.Probability)
        )
        {
            var isCovered = site.Rules.Intersect(OfOtherRules).Any();
            var kind =
                site.IsState && !isCovered && probability < probably ? "missed"
                : site.IsState && !isCovered && probability < state ? "suggested only"
                : !site.IsState && (isCovered || probability >= state) ? "false warning"
                : !site.IsState && probability >= probably ? "false suggestion"
                : null;
            if (kind is not null)
                to.WriteLine(
                    $"{kind}\t{Number(probability)}\t{site.Repository}\t{site.File}:{site.Line}\t{site.Api}\t{(site.Features is null ? "-" : string.Join(' ', site.Features.Keys))}"
                );
        }
    }

    // A file that was finished before gets another name: whole, or not at all.
    static bool IsBareRename(Site site) =>
        site is { Family: "Move" or "MoveReplace", Features: null, Rules.IsEmpty: true };

    static ((double Rate, string Of) Precision, (double Rate, string Of) Recall) Rates(Outcome[] outcomes)
    {
        var main = outcomes.Where(outcome => outcome.Site.Sample == "main").ToArray();
        var found = main.Where(outcome => outcome.IsFound).ToArray();
        var state = main.Where(outcome => outcome.Site.IsState).ToArray();
        return (
            Share(found.Count(outcome => outcome.Site.IsState), found.Length),
            Share(state.Count(outcome => outcome.IsFound), state.Length)
        );
    }

    static (double, string) Share(int part, int all) =>
        (all == 0 ? double.NaN : (double)part / all, $"{part} of {all}");

    // Bootstrap over applications: sites of one application are alike.
    static ((double Precision, double Recall) Low, (double Precision, double Recall) High) Interval(Outcome[] outcomes)
    {
        var applications = outcomes
            .GroupBy(outcome => outcome.Site.Repository)
            .Select(group => group.ToArray())
            .ToArray();
        var random = new Random(1);
        var rates = Enumerable
            .Range(0, Resamples)
            .Select(_ =>
                Rates([
                    .. Enumerable
                        .Range(0, applications.Length)
                        .SelectMany(_ => applications[random.Next(applications.Length)]),
                ])
            )
            .ToArray();
        var precision = rates.Select(rate => rate.Precision.Rate).Where(double.IsFinite).Order().ToArray();
        var recall = rates.Select(rate => rate.Recall.Rate).Where(double.IsFinite).Order().ToArray();
        return ((At(precision, 0.025), At(recall, 0.025)), (At(precision, 0.975), At(recall, 0.975)));
    }

    static double At(double[] sorted, double share) =>
        sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];

    static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    sealed record Outcome(Site Site, int Fold, bool IsFound);
}
