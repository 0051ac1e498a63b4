using System.Globalization;

namespace AtomicWrites.VerdictBenchmark;

/// <summary>Labelled places, as readers have written them down: a table with a line of names.</summary>
static class Labels
{
    public static Site[] Read(string path)
    {
        var lines = File.ReadLines(path).Select(line => line.Split('\t')).ToArray();
        var columns = lines[0].Index().ToDictionary(column => column.Item, column => column.Index);
        return [.. lines.Skip(1).Select(Parse)];

        Site Parse(string[] fields) =>
            new(
                fields[columns["repo"]],
                fields[columns["commit"]],
                fields[columns["file"]],
                int.Parse(fields[columns["line"]], CultureInfo.InvariantCulture),
                fields[columns["api"]],
                fields[columns["family"]],
                fields[columns["local"]],
                fields[columns["sample"]],
                fields[columns["label"]],
                Rules: [],
                Features: null
            );
    }
}
