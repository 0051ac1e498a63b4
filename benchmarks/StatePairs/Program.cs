using System.Globalization;
using System.Text.RegularExpressions;
using AtomicWrites;
using AtomicWrites.CodeFixes.States;
using AtomicWrites.StatePairs;
using AtomicWrites.VerdictBenchmark;

// Loads and saves of JSON in whole applications, and what "Keep it in a StateFile<T>" makes of each:
//
//   dotnet run -c Release --project benchmarks/StatePairs -- OUT FOLDER…
//
// Each folder is an application's sources. OUT gets the files before and after; the table goes to the console.
if (args.Length < 2)
{
    Console.Error.WriteLine("StatePairs OUT FOLDER…");
    return 1;
}

Directory.CreateDirectory(args[0]);
var outcomes = new List<StateRefusal?>();
foreach (var folder in args.Skip(1))
{
    var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
    var projects = new Projects(folder);
    var application = new Application(Path.GetFullPath(folder), Rewriting.Packages);
    foreach (
        var file in Directory
            .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file))
            .Where(file => !Tests().IsMatch(file) && projects.HaveSerializer(file))
            .Order(StringComparer.Ordinal)
    )
    {
        var text = File.ReadAllText(Path.Combine(folder, file));
        await foreach (var found in Rewriting.OfAsync(application, file))
        {
            outcomes.Add(found.Refusal);
            Console.WriteLine(
                $"{name}\t{file}\t{found.Type}\t{found.Refusal?.ToString() ?? "offered"}\t{found.Detail}"
            );
            if (found.After is null)
                continue;
            var path = Path.Combine(args[0], $"{outcomes.Count:000}-{name}-{Path.GetFileName(file)}");
            AtomicFile.WriteAllText(path + ".before", text);
            AtomicFile.WriteAllText(path + ".after", found.After);
        }
    }
}

Console.WriteLine();
Console.WriteLine($"{outcomes.Count} types that load JSON of one type from files, and save it to files.");
Console.WriteLine();
Console.WriteLine("| outcome | types |");
Console.WriteLine("|---|--:|");
Console.WriteLine($"| offered | {outcomes.Count(outcome => outcome is null)} |");
foreach (
    var group in outcomes.OfType<StateRefusal>().GroupBy(outcome => outcome).OrderByDescending(group => group.Count())
)
    Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"| {StateRefusals.Words[group.Key]} | {group.Count()} |")
    );
return 0;

static partial class Program
{
    [GeneratedRegex(@"(^|/)[^/]*(test|sample|bench|mock)[^/]*/", RegexOptions.IgnoreCase)]
    private static partial Regex Tests();
}
