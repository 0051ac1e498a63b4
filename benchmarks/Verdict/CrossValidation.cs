namespace AtomicWrites.VerdictBenchmark;

/// <summary>Each site judged by a fit that has not seen its application.</summary>
sealed class CrossValidation
{
    public const int Folds = 10;

    /// <summary>
    /// Rows of this repository are small programs of our own: they teach, and nothing is measured on them.
    /// </summary>
    public const string Programs = "programs";

    public IReadOnlyList<Judged> All { get; }

    public CrossValidation(IReadOnlyList<Site> sites)
    {
        var folds = sites
            .Select(site => site.Repository)
            .Where(repository => repository != Programs)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .Index()
            .ToDictionary(application => application.Item, application => application.Index % Folds);
        All =
        [
            .. Enumerable
                .Range(0, Folds)
                .SelectMany(fold =>
                {
                    var model = LogisticRegression.Fit([
                        .. sites.Where(site => folds.GetValueOrDefault(site.Repository, -1) != fold),
                    ]);
                    return sites
                        .Where(site => folds.GetValueOrDefault(site.Repository, -1) == fold)
                        .Select(site => new Judged(site, fold, model.Probability(site)));
                }),
        ];
    }

    /// <summary>
    /// The lowest threshold from which on the precision is at least this; it is of the random sample.
    /// </summary>
    public double Threshold(double precision)
    {
        var (found, state, threshold) = (0, 0, 1.0);
        foreach (
            var judged in All.Where(judged =>
                    judged.Site is { IsScored: true, Sample: "main", Repository: not Programs }
                )
                .OrderByDescending(judged => judged.Probability)
        )
        {
            found++;
            state += judged.Site.IsState ? 1 : 0;
            if (state >= precision * found)
                threshold = judged.Probability;
        }

        // Two digits: what a table can say.
        return Math.Ceiling(threshold * 100) / 100;
    }
}

/// <param name="Site">What was judged.</param>
/// <param name="Fold">The fold that its application is in.</param>
/// <param name="Probability">That it is state.</param>
sealed record Judged(Site Site, int Fold, double Probability);
