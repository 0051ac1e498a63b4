namespace AtomicWrites.VerdictBenchmark;

/// <summary>
/// Logistic regression with an L2 penalty, where a feature that is named <c>not-…</c> may only speak against and every
/// other only for: what the data does not support gets no weight. Cyclic coordinate descent; the same table gives the
/// same weights.
/// </summary>
sealed class LogisticRegression
{
    const double Penalty = 3.0;
    const int Rounds = 400;

    // What the contract promises, in small programs, must not drown in hundreds of sites.
    const double OfPrograms = 5;

    // A feature of fewer sites than this is an anecdote.
    const int MinSites = 3;

    public double Bias { get; private set; }

    public IReadOnlyDictionary<string, double> Weights => _weights;

    readonly SortedDictionary<string, double> _weights = new(StringComparer.Ordinal);

    public static LogisticRegression Fit(IReadOnlyList<Site> sites)
    {
        var model = new LogisticRegression();
        var rows = sites.Where(site => site is { IsScored: true, Features: not null }).ToArray();
        var columns = rows.SelectMany((row, at) => row.Features!.Select(feature => (feature.Key, feature.Value, at)))
            .GroupBy(cell => cell.Key)
            .Where(column => column.Count() >= MinSites)
            .OrderBy(column => column.Key, StringComparer.Ordinal)
            .Select(column => (Name: column.Key, Cells: column.Select(cell => (cell.at, cell.Value)).ToArray()))
            .ToArray();
        var states = rows.Select(row => row.IsState ? 1.0 : 0.0).ToArray();
        var shares = rows.Select(row => row.Repository == CrossValidation.Programs ? OfPrograms : 1).ToArray();
        var scores = new double[rows.Length];
        var all = Enumerable.Range(0, rows.Length).Select(at => (at, 1.0)).ToArray();
        var weights = new double[columns.Length];
        for (var round = 0; round < Rounds; round++)
        {
            model.Bias = Step(all, model.Bias, 0, double.MinValue, double.MaxValue);
            for (var i = 0; i < columns.Length; i++)
            {
                var isAgainst = columns[i].Name.StartsWith("not-", StringComparison.Ordinal);
                weights[i] = Step(
                    columns[i].Cells,
                    weights[i],
                    Penalty,
                    isAgainst ? double.MinValue : 0,
                    isAgainst ? 0 : double.MaxValue
                );
            }
        }

        for (var i = 0; i < columns.Length; i++)
            model._weights[columns[i].Name] = weights[i];
        return model;

        // One Newton step along one coordinate, kept within its sign.
        double Step((int At, double Value)[] cells, double weight, double penalty, double least, double most)
        {
            var (gradient, curvature) = (penalty * weight, penalty + 1e-6);
            foreach (var (at, value) in cells)
            {
                var probability = Logistic(scores[at]);
                gradient += shares[at] * value * (probability - states[at]);
                curvature += shares[at] * value * value * probability * (1 - probability);
            }

            var next = Math.Clamp(weight - Math.Clamp(gradient / curvature, -1, 1), least, most);
            foreach (var (at, value) in cells)
                scores[at] += value * (next - weight);
            return next;
        }
    }

    public double Probability(Site site) =>
        site.Features is null
            ? 0
            : Logistic(Bias + site.Features.Sum(feature => feature.Value * _weights.GetValueOrDefault(feature.Key)));

    static double Logistic(double score) => 1 / (1 + Math.Exp(-score));
}
