using System.Globalization;

namespace AtomicWrites.VerdictBenchmark;

/// <summary>
/// Labelled places, as readers have written them down: a table with a line of names. Where it says how the first 946
/// would have been labelled, that is taken.
/// </summary>
static class Labels
{
    const string AsTheFirst = "as-the-946";
    const string Unknown = "-";

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
                columns.TryGetValue("local", out var local) ? fields[local] : Unknown,
                fields[columns["sample"]],
                fields[columns.GetValueOrDefault(AsTheFirst, columns["label"])],
                Rules: [],
                Features: null
            );
    }
}
