using System.Collections.Immutable;
using AtomicWrites.Analyzers.Rules;
using AtomicWrites.CodeFixes.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AtomicWrites.Generated.Tests.Programs;

/// <summary>A rule, and the fix that claims to change nothing but that the write is atomic.</summary>
sealed record Rule(string Id, DiagnosticAnalyzer Analyzer, CodeFixProvider Fix)
{
    public static readonly ImmutableArray<Rule> All =
    [
        new("ATW0001", new NonAtomicWriteAnalyzer(), new NonAtomicWriteCodeFix()),
        new("ATW0002", new UnlockedUpdateAnalyzer(), new UnlockedUpdateCodeFix()),
        new("ATW0003", new HandWrittenReplaceAnalyzer(), new HandWrittenReplaceCodeFix()),
    ];

    public override string ToString() => Id;
}

/// <summary>Applies fixes to a solution as the hosts do.</summary>
static class Fixing
{
    const int MaxRounds = 5;

    /// <summary>What rules report, by document.</summary>
    public static async Task<ILookup<DocumentId, Diagnostic>> ReportedAsync(
        Solution solution,
        params IEnumerable<DiagnosticAnalyzer> analyzers
    )
    {
        var all = new List<Diagnostic>();
        foreach (var project in solution.Projects.Where(project => project.HasDocuments))
            all.AddRange(
                await (await project.GetCompilationAsync())!.WithAnalyzers([.. analyzers]).GetAnalyzerDiagnosticsAsync()
            );
        return all.Where(diagnostic => diagnostic.Location.IsInSource)
            .OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)
            .ToLookup(diagnostic => solution.GetDocumentId(diagnostic.Location.SourceTree)!);
    }

    /// <summary>Solutions in which each document has one fix: the first of each in the first, and so on.</summary>
    public static async Task<IReadOnlyList<Solution>> EachAloneAsync(
        Solution solution,
        ILookup<DocumentId, Diagnostic> reported
    )
    {
        var results = new List<Solution>();
        foreach (var group in reported)
        {
            var count = 0;
            foreach (var diagnostic in group)
                if (await FixedAsync(solution.GetDocument(group.Key)!, diagnostic) is { } document)
                {
                    if (count == results.Count)
                        results.Add(solution);
                    results[count] = results[count].WithDocumentText(document.Id, await document.GetTextAsync());
                    count++;
                }
        }

        return results;
    }

    /// <summary>Fix All of each rule in this order, until there is nothing more to fix.</summary>
    public static async Task<Solution> InOrderAsync(Solution solution, IEnumerable<Rule> rules)
    {
        foreach (var rule in rules)
        {
            // What a round has left as it was, the next would leave, too.
            var open = solution;
            for (var round = 0; round < MaxRounds; round++)
            {
                var next = await AllAsync(open, rule);
                foreach (var id in open.Projects.SelectMany(project => project.DocumentIds).ToArray())
                {
                    var text = await next.GetDocument(id)!.GetTextAsync();
                    if (text.ContentEquals(await open.GetDocument(id)!.GetTextAsync()))
                        next = next.RemoveDocument(id);
                    else
                        solution = solution.WithDocumentText(id, text);
                }

                if (!next.Projects.Any(project => project.HasDocuments))
                    break;
                open = next;
            }
        }

        return solution;
    }

    /// <summary>Fix All of a rule.</summary>
    public static async Task<Solution> AllAsync(Solution solution, Rule rule)
    {
        var reported = await ReportedAsync(solution, rule.Analyzer);
        foreach (var projectId in solution.ProjectIds)
        {
            var project = solution.GetProject(projectId)!;
            if (!project.DocumentIds.Any(reported.Contains))
                continue;
            var context = new FixAllContext(
                project,
                rule.Fix,
                FixAllScope.Project,
                codeActionEquivalenceKey: "Write atomically",
                rule.Fix.FixableDiagnosticIds,
                new Known(reported),
                CancellationToken.None
            );
            if (await rule.Fix.GetFixAllProvider()!.GetFixAsync(context) is not { } action)
                continue;
            var changed = await ChangedAsync(action);
            foreach (var id in project.DocumentIds.Where(reported.Contains))
                solution = solution.WithDocumentText(id, await changed.GetDocument(id)!.GetTextAsync());
        }

        return solution;
    }

    // What says that it keeps nothing of a longer old file changes what is written, and says so.
    static async Task<Document?> FixedAsync(Document document, Diagnostic diagnostic)
    {
        CodeAction? offered = null;
        foreach (var rule in Rule.All.Where(rule => rule.Id == diagnostic.Id))
            await rule.Fix.RegisterCodeFixesAsync(
                new CodeFixContext(document, diagnostic, (action, _) => offered ??= action, CancellationToken.None)
            );
        return offered is null || offered.Title.Contains("keep nothing", StringComparison.Ordinal)
            ? null
            : (await ChangedAsync(offered)).GetDocument(document.Id);
    }

    static async Task<Solution> ChangedAsync(CodeAction action) =>
        (await action.GetOperationsAsync(CancellationToken.None))
            .OfType<ApplyChangesOperation>()
            .Single()
            .ChangedSolution;

    sealed class Known(ILookup<DocumentId, Diagnostic> reported) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(
            Document document,
            CancellationToken cancellationToken
        ) => Task.FromResult(reported[document.Id]);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(
            Project project,
            CancellationToken cancellationToken
        ) => Task.FromResult(Enumerable.Empty<Diagnostic>());

        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(
            Project project,
            CancellationToken cancellationToken
        ) => Task.FromResult(project.DocumentIds.SelectMany(id => reported[id]));
    }
}
