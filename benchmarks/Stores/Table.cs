namespace AtomicWrites.Stores.Benchmarks;

/// <summary>A table that is printed as Markdown.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Print">Measures and prints it: where each kind of state is kept, and how many rounds.</param>
sealed record Table(string Title, Action<IReadOnlyDictionary<string, string>, int> Print)
{
    const int Many = 8;
    static readonly int[] Sizes = [1024, 64 * 1024];
    static readonly string[] Kinds = ["file", "sqlite", "postgresql", "etcd"];

    static readonly (string Operation, int Processes)[] Operations =
    [
        ("update", 1),
        ("update", Many),
        ("read", 1),
        ("read", Many),
    ];

    public static readonly Table[] All =
    [
        new("bare: each store beside its client that does the same statements", PrintBare),
        new("kinds: the same typed state in each, µs", PrintKinds),
        new("sizes: an update in a JSON file and in SQLite, µs", PrintSizes),
    ];

    static void PrintBare(IReadOnlyDictionary<string, string> places, int rounds)
    {
        Console.WriteLine("\n| | client, µs | store, µs | store / client |\n|---|---|---|---|");
        foreach (var kind in Kinds.Skip(1).Where(places.ContainsKey))
        foreach (var (operation, processes) in Operations)
        foreach (var size in Sizes)
        {
            var costs = Run(
                operation,
                processes,
                size,
                rounds,
                ("bare", kind, places[kind]),
                ("store", kind, places[kind])
            );
            var ratios = costs[1].Zip(costs[0], (store, bare) => store / bare).Order().ToArray();
            Console.WriteLine(
                $"| {kind}, {operation} {Text(size)}, {Text("process", processes)} | {Median(costs[0]):0} | {Median(costs[1]):0} | {Median(ratios):0.00} ({ratios[ratios.Length / 10]:0.00}–{ratios[^(1 + ratios.Length / 10)]:0.00}) |"
            );
        }
    }

    static void PrintKinds(IReadOnlyDictionary<string, string> places, int rounds)
    {
        var kinds = Kinds.Where(places.ContainsKey).ToArray();
        Console.WriteLine($"\n| | {string.Join(" | ", kinds)} |\n|---|{string.Concat(kinds.Select(_ => "---|"))}");
        foreach (var (operation, processes) in Operations)
        foreach (var size in Sizes)
        {
            var costs = Run(
                operation,
                processes,
                size,
                rounds,
                [.. kinds.Select(kind => ("state", kind, places[kind]))]
            );
            Console.WriteLine(
                $"| {operation} {Text(size)}, {Text("process", processes)} | {string.Join(" | ", costs.Select(cost => $"{Median(cost):0}"))} |"
            );
        }
    }

    static void PrintSizes(IReadOnlyDictionary<string, string> places, int rounds)
    {
        Console.WriteLine("\n| size | StateFile, µs | StateFile without backup, µs | SQLite, µs |\n|---|---|---|---|");
        for (var size = 1024; size <= 4 * 1024 * 1024; size *= 4)
        {
            var costs = Run(
                "update",
                1,
                size,
                rounds,
                ("state", "file", places["file"]),
                ("state", "file without backup", places["file"] + "-alone"),
                ("state", "sqlite", places["file"])
            );
            Console.WriteLine($"| {Text(size)} | {string.Join(" | ", costs.Select(cost => $"{Median(cost):0}"))} |");
        }
    }

    static double[][] Run(
        string operation,
        int processes,
        int size,
        int rounds,
        params (string Way, string Kind, string Place)[] contestants
    )
    {
        var key = $"{operation}-{processes}-{size}";
        using var contest = new Contest(
            operation,
            Array.ConvertAll(contestants, one =>
                Workers(one.Way, one.Kind, one.Place, $"{key}-{one.Way}", size, processes)
            )
        );
        return contest.Run(rounds);
    }

    static Worker[] Workers(string way, string kind, string place, string key, int size, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => new Worker(way, kind, place, key, $"{size}"))];

    static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    static string Text(string noun, int count) => count == 1 ? $"1 {noun}" : $"{count} {noun}es";

    static string Text(int size) => size < 1024 * 1024 ? $"{size / 1024} KiB" : $"{size / (1024 * 1024)} MiB";
}
