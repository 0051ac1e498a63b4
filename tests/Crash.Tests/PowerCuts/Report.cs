using AtomicWrites.Crash.Tests.PowerCuts;
using AtomicWrites.Crash.Writer;

[assembly: AssemblyFixture(typeof(Report))]

namespace AtomicWrites.Crash.Tests.PowerCuts;

/// <summary>
/// Counts the verdicts of all arms on all file systems, and prints them as a table when the run ends.
/// </summary>
public sealed class Report : IDisposable
{
    static readonly Lock Gate = new();
    static readonly Dictionary<(string Arm, string FileSystem), List<Verdict>> Counts = [];

    internal static void Add(string fileSystem, string arm, IEnumerable<Verdict> verdicts)
    {
        lock (Gate)
        {
            if (!Counts.TryGetValue((arm, fileSystem), out var counted))
                Counts[(arm, fileSystem)] = counted = [];
            counted.AddRange(verdicts);
        }
    }

    public void Dispose()
    {
        if (Counts.Count == 0)
            return;
        var fileSystems = Counts.Keys.Select(key => key.FileSystem).Distinct().Order().ToArray();
        string[] lines =
        [
            $"| promise kept / power cuts | {string.Join(" | ", fileSystems)} |",
            $"|---|{string.Concat(fileSystems.Select(_ => "---|"))}",
            .. Arms
                .All.Where(arm => Counts.Keys.Any(key => key.Arm == arm.Name))
                .Select(arm =>
                    $"| {arm}{(arm.IsControl ? " (control)" : "")} "
                    + $"| {string.Join(" | ", fileSystems.Select(fileSystem => Cell(arm.Name, fileSystem)))} |"
                ),
        ];
        Console.WriteLine(string.Join('\n', lines));
        File.WriteAllLines(Path.Combine(AppContext.BaseDirectory, "power-cuts.md"), lines);
    }

    static string Cell(string arm, string fileSystem)
    {
        if (!Counts.TryGetValue((arm, fileSystem), out var verdicts))
            return "–";
        var broken = verdicts
            .Where(verdict => verdict != Verdict.Kept)
            .CountBy(verdict => verdict)
            .Select(pair => $"{pair.Value} {pair.Key}")
            .Order()
            .ToArray();
        return $"{verdicts.Count(verdict => verdict == Verdict.Kept)} "
            + $"/ {verdicts.Count}{(broken.Length > 0 ? $" ({string.Join(", ", broken)})" : "")}";
    }
}
