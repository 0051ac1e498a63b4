using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AtomicWrites.VerdictBenchmark;

/// <summary>
/// Runs the analyzers over labelled places: which rules report there, and what the explanation found.
/// </summary>
static class Features
{
    const string Explanation = "ATW0010";

    // A label may name the line of the statement, and a report that of the call.
    const int Tolerance = 2;

    /// <summary>Told when an analyzer throws.</summary>
    public static Action<string> Crash { get; set; } = message => throw new InvalidOperationException(message);

    public static IEnumerable<Site> Of(
        IEnumerable<Site> labels,
        Func<string, IApplication> applications,
        ImmutableArray<DiagnosticAnalyzer> analyzers
    )
    {
        foreach (var repository in labels.GroupBy(label => label.Repository))
        {
            var application = applications(repository.Key);
            foreach (var file in repository.GroupBy(label => label.File))
            {
                var found = application.Find(file.Key) is ({ } compilation, { } tree)
                    ? Diagnostics(compilation, tree, analyzers)
                    : [];
                foreach (var label in file)
                    yield return With(label, Near(found, label));
            }
        }
    }

    static ImmutableArray<Diagnostic> Diagnostics(
        Compilation compilation,
        SyntaxTree tree,
        ImmutableArray<DiagnosticAnalyzer> analyzers
    ) =>
        compilation
            .WithAnalyzers(
                analyzers,
                new CompilationWithAnalyzersOptions(
                    new AnalyzerOptions([], new Explaining()),
                    (exception, _, _) => Crash(exception.ToString()),
                    concurrentAnalysis: true,
                    logAnalyzerExecutionTime: false
                )
            )
            .GetAnalyzerSemanticDiagnosticsAsync(compilation.GetSemanticModel(tree), null, default)
            .GetAwaiter()
            .GetResult();

    // In our own programs each line has a label; elsewhere a write that is explained at the very line is the one.
    static Diagnostic[] Near(ImmutableArray<Diagnostic> found, Site label)
    {
        var tolerance =
            label.Repository == CrossValidation.Programs
            || found.Any(diagnostic => diagnostic.Id == Explanation && LineOf(diagnostic) == label.Line)
                ? 0
                : Tolerance;
        return
        [
            .. found
                .Where(diagnostic => Math.Abs(LineOf(diagnostic) - label.Line) <= tolerance)
                .OrderBy(diagnostic => Math.Abs(LineOf(diagnostic) - label.Line)),
        ];
    }

    static int LineOf(Diagnostic diagnostic) => diagnostic.Location.GetLineSpan().StartLinePosition.Line + 1;

    static Site With(Site label, Diagnostic[] near) =>
        label with
        {
            Rules = [.. near.Select(diagnostic => diagnostic.Id).Where(id => id != Explanation).Distinct().Order()],
            Features = near.FirstOrDefault(diagnostic => diagnostic.Id == Explanation) is { } explained
                ? Site.Vector(explained.Properties.GetValueOrDefault("features") ?? "")
                : null,
        };

    /// <summary>The option that makes the analyzer explain each write.</summary>
    sealed class Explaining : AnalyzerConfigOptionsProvider
    {
        readonly Options _options = new();

        public override AnalyzerConfigOptions GlobalOptions => _options;

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => _options;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => _options;

        sealed class Options : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, out string value)
            {
                value = "true";
                return key == "atomic_writes.explain";
            }
        }
    }
}
