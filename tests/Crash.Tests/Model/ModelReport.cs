using AtomicWrites.Crash.Tests.Model;
using AtomicWrites.Crash.Writer;

[assembly: AssemblyFixture(typeof(ModelReport))]

namespace AtomicWrites.Crash.Tests.Model;

/// <summary>Counts the crashes that the model went through, and prints them as a table when the run ends.</summary>
public sealed class ModelReport : IDisposable
{
    static readonly Lock Gate = new();
    static readonly Dictionary<(string Arm, Ordering Ordering), string> Counts = [];

    internal static void Add(string arm, Ordering ordering, string result)
    {
        lock (Gate)
            Counts[(arm, ordering)] = result;
    }

    public void Dispose()
    {
        if (Counts.Count == 0)
            return;
        var orderings = Enum.GetValues<Ordering>();
        string[] lines =
        [
            $"| crashes in the model (of different outcome) | {string.Join(" | ", orderings)} |",
            $"|---|{string.Concat(orderings.Select(_ => "---|"))}",
            .. Counts
                .Keys.Select(key => key.Arm)
                .Distinct()
                .OrderBy(Position)
                .Select(arm =>
                    $"| {arm} | {string.Join(" | ", orderings.Select(ordering => Counts.GetValueOrDefault((arm, ordering), "–")))} |"
                ),
        ];
        Console.WriteLine(string.Join('\n', lines));
        File.WriteAllLines(Path.Combine(AppContext.BaseDirectory, "model.md"), lines);
    }

    static int Position(string name) =>
        Arms.All.TakeWhile(arm => !name.StartsWith(arm.Name, StringComparison.Ordinal)).Count();
}
