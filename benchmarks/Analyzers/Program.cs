// What the analyzers cost: against the least that any analyzer can do, and as the code grows.
//
//   dotnet run -c Release --project benchmarks/Analyzers             generated code
//   dotnet run -c Release --project benchmarks/Analyzers -- FOLDER…  the .cs files below each folder, as one compilation each
//   dotnet run -c Release --project benchmarks/Analyzers -- growth   only what may grow faster than the code; with a word, the kinds of that name
using System.Collections.Immutable;
using System.Globalization;
using AtomicWrites.Analyzers.Benchmarks;
using Microsoft.CodeAnalysis.Diagnostics;

const int Rounds = 3;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
(string Name, ImmutableArray<DiagnosticAnalyzer> Analyzers)[] sets =
[
    ("compiler alone", []),
    ("syntax floor", [new SyntaxFloor()]),
    ("operation floor", [new OperationFloor()]),
    ("BannedApiAnalyzers", Measurement.BannedApis),
    ("AtomicWrites", Measurement.Ours),
];
var failed = false;

foreach (
    var (name, sources) in args is ["growth", ..] ? []
    : args.Length == 0
        ?
        [
            (
                "generated code",
                Enumerable
                    .Range(0, 30)
                    .Select(i =>
                        Sources
                            .Ordinary(1_000)
                            .Replace("class Service", $"class S{i}_Service")
                            .Replace("public Service", $"public S{i}_Service")
                    )
                    .ToArray()
            ),
        ]
    : args.Select(folder =>
        (folder, Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText).ToArray())
    )
)
{
    Console.WriteLine(
        $"\n{name}: {sources.Length} files, {sources.Sum(source => source.Count(c => c == '\n')):N0} lines; processor time of compiler and analyzers, median of {Rounds}"
    );
    foreach (var set in sets)
        Measurement.Milliseconds(sources.Take(10).ToArray(), set.Analyzers);
    var times = sets.Select(_ => new List<double>()).ToArray();
    for (var round = 0; round < Rounds; round++)
    for (var i = 0; i < sets.Length; i++)
        times[i].Add(Measurement.Milliseconds(sources, sets[i].Analyzers));
    var floor = Median(times[2]);
    for (var i = 0; i < sets.Length; i++)
        Console.WriteLine(
            $"  {sets[i].Name, -20} {Median(times[i]), 8:F0} ms   {Median(times[i]) / floor:F2} of the operation floor"
        );
}

if (args is not ([] or ["growth", ..]))
    return 0;

Console.WriteLine(
    "\ngrowth: time of the analyzers at n/4, n/2 and n, and what the compiler alone takes at n; 2 a step is linear. What the compiler cannot do in linear time, binding, is no fault of an analyzer's."
);
var word = args.Skip(1).FirstOrDefault("");
foreach (
    var (name, size, make) in Sources.Pathological.Where(kind => kind.Name.Contains(word, StringComparison.Ordinal))
)
{
    var cost = new[] { size / 4, size / 2, size }.Select(n => Cost([make(n)])).ToArray();
    var (growth, ofCompiler) = (cost[2].Analyzers / cost[0].Analyzers, cost[2].Compiler / cost[0].Compiler);
    var steps =
        cost[2].Analyzers < 40
            ? "too little to tell"
            : $"{cost[1].Analyzers / cost[0].Analyzers:F1}, {cost[2].Analyzers / cost[1].Analyzers:F1} a step";
    Console.WriteLine(
        $"  {name, -36} n = {size, 6}   {string.Join("  ", cost.Select(ms => $"{ms.Analyzers, 7:F0} ms"))}   compiler {cost[2].Compiler, 6:F0} ms, {Math.Sqrt(ofCompiler):F1} a step   {steps}"
    );
    failed |= cost[2].Analyzers >= 40 && growth > 10 && growth > 1.5 * ofCompiler;
}

Console.WriteLine(failed ? "\nFAILED: something grows faster than the code, and than the compiler's time for it" : "");
return failed ? 1 : 0;

static (double Compiler, double Analyzers) Cost(string[] source)
{
    var alone = Enumerable.Range(0, 2).Select(_ => Measurement.Milliseconds(source, [])).Min();
    var with = Enumerable.Range(0, 2).Select(_ => Measurement.Milliseconds(source, Measurement.Ours)).ToArray();
    return (alone, with.Contains(-1) ? double.NaN : Math.Max(1, with.Min() - alone));
}

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
