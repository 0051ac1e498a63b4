using System.Collections.Immutable;
using System.Diagnostics;
using AtomicWrites.Analyzers.Rules;
using AtomicWrites.CodeFixes.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AtomicWrites.Generated.Tests.Sources;

/// <summary>
/// Analyzers and fixes stand what is typed. ATOMICWRITES_MUTATIONS says how many sources, and ATOMICWRITES_SEED which.
/// </summary>
public class MutatedSourceTests(ITestOutputHelper output)
{
    static readonly TimeSpan MaxAnalysis = TimeSpan.FromSeconds(1);

    // Many files of a project are half typed at once, which is quicker than a compilation for each.
    const int Together = 40;

    // The first time, code is compiled; and another thread may have collected garbage.
    const int Attempts = 4;

    static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers = Instances<DiagnosticAnalyzer>(
        typeof(NonAtomicWriteAnalyzer)
    );

    static readonly ImmutableArray<CodeFixProvider> Fixes = Instances<CodeFixProvider>(typeof(NonAtomicWriteCodeFix));

    static ImmutableArray<T> Instances<T>(Type neighbour) =>
        [
            .. neighbour
                .Assembly.GetTypes()
                .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(T)))
                .Select(type => (T)Activator.CreateInstance(type)!),
        ];

    [Fact]
    public async Task No_source_makes_an_analyzer_or_a_fix_throw_or_an_analysis_last_a_second()
    {
        var count = Settings.Mutations;
        var random = new Random(Settings.Seed);
        using var workspace = new AdhocWorkspace();
        var projects = SourceProjects.All(workspace, random);
        var (mutated, reported, applied) = (0, 0, 0);
        while (mutated < count)
        {
            var project = projects[random.Next(2) == 0 ? 0 : random.Next(projects.Count)];
            var documents = project.Documents.Skip(1).Select(document => document.Id).ToArray();
            random.Shuffle(documents);
            documents = documents[..Math.Min(documents.Length, Together)];
            foreach (var id in documents)
                project = Mutated(project.GetDocument(id)!, random).Project;
            foreach (var id in documents)
            {
                var diagnostics = await ReportedAsync(project.GetDocument(id)!);
                reported += diagnostics.Count;
                foreach (var diagnostic in diagnostics)
                    applied += await AppliedAsync(project.GetDocument(id)!, diagnostic);
            }

            mutated += documents.Length;
        }

        output.WriteLine($"{mutated} mutated sources, {reported} diagnostics, {applied} fixes applied");
        Assert.NotEqual(0, reported);
        Assert.NotEqual(0, applied);
    }

    static Document Mutated(Document document, Random random) =>
        document.WithText(Mutation.Of(document.GetTextAsync().Result, random));

    static async Task<IReadOnlyList<Diagnostic>> ReportedAsync(Document document)
    {
        var tree = (await document.GetSyntaxTreeAsync())!;
        var compilation = (await document.Project.GetCompilationAsync())!;
        for (var attempt = 1; ; attempt++)
        {
            var failures = new List<string>();
            var options = new CompilationWithAnalyzersOptions(
                new AnalyzerOptions([], new Explained()),
                (exception, analyzer, _) => failures.Add($"{analyzer}: {exception}"),
                concurrentAnalysis: false,
                logAnalyzerExecutionTime: false
            );
            var analysis = new CompilationWithAnalyzers(compilation, Analyzers, options);
            var model = compilation.GetSemanticModel(tree);
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            var syntactic = await analysis.GetAnalyzerSyntaxDiagnosticsAsync(tree, default);
            var semantic = await analysis.GetAnalyzerSemanticDiagnosticsAsync(model, null, default);
            var spent = Process.GetCurrentProcess().TotalProcessorTime - before;
            Assert.True(failures.Count == 0, string.Join('\n', failures) + "\n" + tree);
            var all = syntactic.AddRange(semantic);
            Assert.DoesNotContain(all, diagnostic => diagnostic.Id == "AD0001");
            if (spent <= MaxAnalysis)
                return [.. all.Where(diagnostic => diagnostic.Location.SourceTree == tree)];
            Assert.True(attempt < Attempts, $"{spent.TotalSeconds} s of processor time:\n{tree}");
            compilation = compilation.Clone(); // for which nothing is remembered
        }
    }

    static async Task<int> AppliedAsync(Document document, Diagnostic diagnostic)
    {
        var actions = new List<CodeAction>();
        try
        {
            foreach (var fix in Fixes.Where(fix => fix.FixableDiagnosticIds.Contains(diagnostic.Id)))
                await fix.RegisterCodeFixesAsync(
                    new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), default)
                );
            foreach (var action in actions)
                Assert.NotEmpty(await action.GetOperationsAsync(default));
        }
        catch (Exception exception)
        {
            Assert.Fail($"{diagnostic}\n{exception}\n{await document.GetTextAsync()}");
        }

        return actions.Count;
    }

    /// <summary>With the explanations, which ask of every write all that is known of it.</summary>
    sealed class Explained : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Options();

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

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
