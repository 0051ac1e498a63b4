// What the verdict on a path is worth: labelled writes of real applications, weighed by data.
//
//   dotnet run -c Release --project benchmarks/Verdict -- sites FOLDER LABELS.tsv…   runs the analyzers over the labelled applications below FOLDER, and puts their rows into sites.tsv
//   dotnet run -c Release --project benchmarks/Verdict -- programs                   the same for our own small programs alone
//   dotnet run -c Release --project benchmarks/Verdict -- fit                        writes the analyzer's table of weights from sites.tsv
//   dotnet run -c Release --project benchmarks/Verdict -- report                     cross-validation by application
//   dotnet run -c Release --project benchmarks/Verdict -- wrong                      each site that the cross-validation gets wrong
using System.Collections.Immutable;
using AtomicWrites.Analyzers.Rules;
using AtomicWrites.VerdictBenchmark;
using Microsoft.CodeAnalysis.Diagnostics;

var table = Repository.Find("benchmarks/Verdict/sites.tsv");
switch (args)
{
    case ["sites", var folder, .. var files]:
        var labels = files.SelectMany(Labels.Read).ToArray();
        var applications = labels.Select(label => label.Repository).ToHashSet();
        Site.Write(
            table,
            [
                .. Site.Read(table)
                    .Where(site =>
                        site.Repository != CrossValidation.Programs && !applications.Contains(site.Repository)
                    ),
                .. Features.Of(labels, name => new Application(Path.Combine(folder, name)), Analyzers()),
                .. OfPrograms(),
            ]
        );
        break;
    case ["programs"]:
        Site.Write(
            table,
            [.. Site.Read(table).Where(site => site.Repository != CrossValidation.Programs), .. OfPrograms()]
        );
        break;
    case ["fit"]:
        File.WriteAllText(
            Repository.Find("src/Analyzers/StatePaths/Weights.generated.cs"),
            WeightTable.Of(Site.Read(table))
        );
        break;
    case ["report"]:
        Report.Print(Site.Read(table), Console.Out);
        break;
    case ["wrong"]:
        Report.PrintWrong(Site.Read(table), Console.Out);
        break;
    default:
        Console.Error.WriteLine("sites FOLDER LABELS.tsv… | programs | fit | report | wrong");
        return 1;
}

return 0;

static IEnumerable<Site> OfPrograms()
{
    var programs = new Programs(Repository.Find("tests/Analyzers.Tests/StatePaths/Programs.txt"));
    return Features.Of(programs.Sites, _ => programs, Analyzers());
}

static ImmutableArray<DiagnosticAnalyzer> Analyzers() =>
    [
        new NonAtomicWriteAnalyzer(),
        new ProbablyNonAtomicWriteAnalyzer(),
        new UnlockedUpdateAnalyzer(),
        new HandWrittenReplaceAnalyzer(),
        new ExplanationAnalyzer(),
    ];
