using System.Collections.Immutable;
using System.Globalization;

namespace AtomicWrites.VerdictBenchmark;

/// <summary>
/// One labelled write: where it stands, what a reader says it is, and what the analyzer finds. A row of
/// <c>sites.tsv</c>.
/// </summary>
/// <param name="Repository">The application, as <c>owner+name</c>.</param>
/// <param name="Commit">The commit that the label is of.</param>
/// <param name="File">The file, relative to the application.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Api">What is called.</param>
/// <param name="Family">The kind of API.</param>
/// <param name="Local">How far one has to look to know.</param>
/// <param name="Sample"><c>main</c> was drawn at random; <c>supp</c> adds harder ones, which count for recall
/// alone.</param>
/// <param name="Label"><c>state</c>, <c>not-state</c> or <c>ambiguous</c>.</param>
/// <param name="Rules">What is reported there now, within two lines.</param>
/// <param name="Features">What the explanation (ATW0010) prints; null where the analyzer sees no write, or what it sees
/// settles the matter without weighing.</param>
sealed record Site(
    string Repository,
    string Commit,
    string File,
    int Line,
    string Api,
    string Family,
    string Local,
    string Sample,
    string Label,
    ImmutableArray<string> Rules,
    ImmutableSortedDictionary<string, double>? Features
)
{
    const string Header = "repository\tcommit\tfile\tline\tapi\tfamily\tlocal\tsample\tlabel\trules\tfeatures";
    const string NoWrite = "-";

    public bool IsState => Label == "state";

    public bool IsScored => Label != "ambiguous";

    public static IReadOnlyList<Site> Read(string path) =>
        [.. System.IO.File.ReadLines(path).Skip(1).Select(line => Parse(line.Split('\t')))];

    public static void Write(string path, IEnumerable<Site> sites) =>
        System.IO.File.WriteAllText(path, Header + "\n" + string.Concat(sites.Select(site => site.Row + "\n")));

    string Row =>
        string.Join(
            '\t',
            Repository,
            Commit,
            File,
            Line.ToString(CultureInfo.InvariantCulture),
            Api,
            Family,
            Local,
            Sample,
            Label,
            string.Join(',', Rules),
            Features is null ? NoWrite : Text(Features)
        );

    static Site Parse(string[] fields) =>
        new(
            fields[0],
            fields[1],
            fields[2],
            int.Parse(fields[3], CultureInfo.InvariantCulture),
            fields[4],
            fields[5],
            fields[6],
            fields[7],
            fields[8],
            [.. fields[9].Split(',', StringSplitOptions.RemoveEmptyEntries)],
            fields[10] is NoWrite or "" ? null : Vector(fields[10])
        );

    /// <summary><c>home=1 log-word=.5</c>, as the explanation says it.</summary>
    public static ImmutableSortedDictionary<string, double> Vector(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('='))
            .ToImmutableSortedDictionary(
                pair => pair[0],
                pair => double.Parse(pair[1], CultureInfo.InvariantCulture),
                StringComparer.Ordinal
            );

    static string Text(ImmutableSortedDictionary<string, double> features) =>
        string.Join(
            ' ',
            features.Select(feature => string.Create(CultureInfo.InvariantCulture, $"{feature.Key}={feature.Value}"))
        );
}
