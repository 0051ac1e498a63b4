namespace AtomicWrites.Benchmarks;

/// <summary>How a peer did in a scenario, over all rounds.</summary>
/// <param name="Peer">Who.</param>
/// <param name="Microseconds">Median time of one operation.</param>
/// <param name="Elapsed">Its time divided by that of the yardstick in the same round.</param>
/// <param name="Processor">Its processor time divided by that of the yardstick in the same round.</param>
sealed record Ratio(Peer Peer, double Microseconds, Spread Elapsed, Spread Processor)
{
    /// <summary>Compares the costs of <paramref name="peer"/> with those of the yardstick, round by round.</summary>
    public static Ratio Of(Peer peer, List<Cost> costs, List<Cost> yardstick)
    {
        Cost[] ratios = [.. costs.Zip(yardstick, (cost, one) => cost / one)];
        return new Ratio(
            peer,
            Spread.Of(costs.Select(cost => cost.Elapsed)).Median / 1000,
            Spread.Of(ratios.Select(ratio => ratio.Elapsed)),
            Spread.Of(ratios.Select(ratio => ratio.Processor))
        );
    }
}

/// <summary>
/// The middle of many values; one in ten is below <paramref name="Low"/>, one in ten above <paramref name="High"/>.
/// </summary>
readonly record struct Spread(double Low, double Median, double High)
{
    public static Spread Of(IEnumerable<double> values)
    {
        double[] ordered = [.. values.Order()];
        return new Spread(Quantile(ordered, 0.1), Quantile(ordered, 0.5), Quantile(ordered, 0.9));
    }

    public override string ToString() => $"{Median, 8:0.00}  {$"{Low:0.00}–{High:0.00}", -13}";

    static double Quantile(double[] ordered, double quantile)
    {
        var position = quantile * (ordered.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, ordered.Length - 1);
        return ordered[below] + ((position - below) * (ordered[above] - ordered[below]));
    }
}
