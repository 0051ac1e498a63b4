using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
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
            var known = new Dictionary<SyntaxTree, ImmutableArray<Diagnostic>>();
            var lines = repository.ToLookup(label => label.File, label => label.Line);
            foreach (var label in repository.GroupBy(label => label.File).SelectMany(file => file))
                yield return application.Find(label.File, label.Line) is ({ } compilation, { } tree)
                    ? With(label, Of(tree, compilation, label))
                    : label;

            Diagnostic[] Of(SyntaxTree tree, CSharpCompilation compilation, Site label)
            {
                var near = Features.Near(label, lines[label.File], Found(tree));
                var explained = near.FirstOrDefault(diagnostic => diagnostic.Id == Explanation);
                if (label.Repository == CrossValidation.Programs)
                    return near;
                var elsewhere = new Elsewhere(
                    compilation,
                    other => Found(other).Where(diagnostic => diagnostic.Id == Explanation),
                    other => At(other).Any(diagnostic => diagnostic.Id != Explanation)
                );
                var found =
                    explained is null ? elsewhere.Of(tree, label.Line)
                    : IsUpToCallers(explained) ? elsewhere.AtCallers(explained)
                    : null;
                return found is null ? near : At(found);

                ImmutableArray<Diagnostic> Found(SyntaxTree other) =>
                    known.TryGetValue(other, out var found)
                        ? found
                        : known[other] = Diagnostics(compilation, other, analyzers);

                Diagnostic[] At(Diagnostic explained) =>
                    [
                        .. Found(explained.Location.SourceTree!)
                            .Where(diagnostic => diagnostic.Location == explained.Location),
                    ];
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

    // In our own programs each line has a label; elsewhere a write that is explained at the very line is the one, and
    // one at the line of another label is that one's.
    static Diagnostic[] Near(Site label, IEnumerable<int> labelled, ImmutableArray<Diagnostic> found)
    {
        var tolerance =
            label.Repository == CrossValidation.Programs
            || found.Any(diagnostic => diagnostic.Id == Explanation && LineOf(diagnostic) == label.Line)
                ? 0
                : Tolerance;
        return
        [
            .. found
                .Where(diagnostic =>
                    Math.Abs(LineOf(diagnostic) - label.Line) <= tolerance
                    && (LineOf(diagnostic) == label.Line || !labelled.Contains(LineOf(diagnostic)))
                )
                .OrderBy(diagnostic => Math.Abs(LineOf(diagnostic) - label.Line)),
        ];
    }

    static int LineOf(Diagnostic diagnostic) => diagnostic.Location.GetLineSpan().StartLinePosition.Line + 1;

    static bool IsUpToCallers(Diagnostic explained) =>
        explained.GetMessage(CultureInfo.InvariantCulture).Contains("its callers decide", StringComparison.Ordinal);

    static string VectorOf(Diagnostic explained) => explained.Properties.GetValueOrDefault("features") ?? "";

    static Site With(Site label, Diagnostic[] near) =>
        label with
        {
            Rules = [.. near.Select(diagnostic => diagnostic.Id).Where(id => id != Explanation).Distinct().Order()],
            Features = near.FirstOrDefault(diagnostic => diagnostic.Id == Explanation) is { } explained
                ? Site.Vector(VectorOf(explained))
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
