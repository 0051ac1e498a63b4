using System.Text.RegularExpressions;
using AtomicWrites.Analyzers.Rules;
using AtomicWrites.Generated.Tests.Programs;
using AtomicWrites.Generated.Tests.Runs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Formatting;

namespace AtomicWrites.Generated.Tests;

/// <summary>Fixes programs in every way that a host would, and compares what they do before and after.</summary>
sealed partial class Differential
{
    readonly List<Difference> _differences = [];
    readonly Dictionary<(DocumentId, Situation, int), Outcome> _before = [];
    readonly HashSet<(DocumentId, string)> _seen = [];

    /// <summary>Whether the programs reference the library.</summary>
    public bool IsReferenced { get; init; } = true;

    public int Programs { get; private set; }

    public int Fixes { get; private set; }

    /// <summary>How many of the programs a fix was applied to.</summary>
    public int FixedPrograms { get; private set; }

    public int Runs { get; private set; }

    public IReadOnlyList<Difference> Differences => _differences;

    public override string ToString() =>
        $"{Programs} programs, {FixedPrograms} of them fixed in {Fixes} ways, {Runs} runs compared, {_differences.Count} differences";

    public async Task CompareAsync(IEnumerable<GeneratedProgram> programs)
    {
        using var batch = await Batch.OfAsync(programs, IsReferenced);
        _before.Clear();
        _seen.Clear();
        Programs += batch.Programs.Count;
        using var image = await Image.OfAsync(await batch.WatchedAsync(), batch.Programs.Keys);
        var reported = await Fixing.ReportedAsync(batch.Before, Rule.All.Select(rule => rule.Analyzer));
        var alone = await Fixing.EachAloneAsync(batch.Before, reported);
        for (var i = 0; i < alone.Count; i++)
            await CompareAsync(batch, image, alone[i], $"fix {i + 1} alone");
        var all = await Fixing.InOrderAsync(batch.ReportedBy(1, reported), Rule.All);
        await CompareAsync(batch, image, all, "Fix All of all rules");
        // The order can matter only where there is more than one.
        var mixed = batch.ReportedBy(2, reported);
        foreach (var rule in Rule.All)
            await CompareAsync(batch, image, await Fixing.AllAsync(mixed, rule), $"Fix All of {rule}");
        await CompareAsync(batch, image, await Fixing.InOrderAsync(mixed, Rule.All.Reverse()), "all rules, backwards");
        FixedPrograms += _seen.Select(seen => seen.Item1).Distinct().Count();
    }

    async Task CompareAsync(Batch batch, Image before, Solution fixedSolution, string fixes)
    {
        var changed = new List<DocumentId>();
        foreach (var id in batch.Programs.Keys)
        {
            if (fixedSolution.GetDocument(id) is not { } document)
                continue;
            var text = (await document.GetTextAsync()).ToString();
            if (text != (await batch.Before.GetDocument(id)!.GetTextAsync()).ToString() && _seen.Add((id, text)))
                changed.Add(id);
        }

        if (changed.Count == 0)
            return;
        Fixes += changed.Count;
        var broken = await Batch.BrokenAsync(fixedSolution);
        var uncommitted = await Fixing.ReportedAsync(fixedSolution, new UncommittedWriteAnalyzer());
        var left = await Fixing.ReportedAsync(fixedSolution, new NonAtomicWriteAnalyzer());
        var brokenInRelease = await BrokenInReleaseAsync(batch.Before, fixedSolution, changed);
        var running = changed.Where(id => !broken.Contains(id)).ToList();
        using var after = await Image.OfAsync(fixedSolution, running);
        foreach (var id in changed)
        {
            var document = fixedSolution.GetDocument(id)!;
            var original = batch.Before.GetDocument(id)!;
            var difference =
                broken.Contains(id) ? "does not compile"
                : brokenInRelease.Contains(id) ? "does not compile, or commit, without DEBUG"
                : uncommitted.Contains(id) ? "has an uncommitted write"
                : await LostCommentAsync(original, document) ? "loses or doubles a comment"
                : Compare(
                    batch.Programs[id],
                    id,
                    before.EntryOf(original),
                    after.EntryOf(document),
                    // A fix that only locks leaves the write as it is.
                    batch.Programs[id].WritesOnce && !left.Contains(id)
                )
                    ?? (
                        batch.Programs[id].Layout.IsKept && await IsMisformattedAsync(original, document)
                            ? "is no longer formatted"
                            : null
                    );
            if (difference is not null)
                _differences.Add(
                    new(
                        batch.Programs[id],
                        fixes,
                        difference,
                        (await original.GetTextAsync()).ToString(),
                        (await document.GetTextAsync()).ToString()
                    )
                );
        }
    }

    string? Compare(
        GeneratedProgram program,
        DocumentId id,
        System.Reflection.MethodInfo before,
        System.Reflection.MethodInfo after,
        bool writesOnce
    )
    {
        using var folders = new RunFolders();
        foreach (var situation in Enum.GetValues<Situation>())
        {
            if (situation == Situation.Folder && program.Replaces || situation == Situation.ReadOnly && program.Copies)
                continue;
            var then = Before(folders, id, before, situation, Point.None);
            var now = Outcome.Of(folders, after, situation, watches: true);
            Runs++;
            if (then.Exception == nameof(TimeoutException))
                return $"{situation}: does not end before, so that nothing is compared";
            if (Comparison.Of(then, now, writesOnce) is { } difference)
                return $"{situation}: {difference}";
            if (situation is not (Situation.Longer or Situation.Fresh))
                continue;
            foreach (var point in then.Points.Distinct())
            {
                var failedThen = Before(folders, id, before, situation, point);
                var failedNow = Outcome.Of(folders, after, situation, point);
                Runs++;
                if (Comparison.OfFailed(failedThen, failedNow, now, writesOnce) is { } other)
                    return $"{situation}, point {point} fails: {other}";
            }
        }

        return null;
    }

    Outcome Before(
        RunFolders folders,
        DocumentId id,
        System.Reflection.MethodInfo entry,
        Situation situation,
        int point
    )
    {
        if (!_before.TryGetValue((id, situation, point), out var outcome))
            _before.Add((id, situation, point), outcome = Outcome.Of(folders, entry, situation, point));
        return outcome;
    }

    // A fix made by somebody who has DEBUG on.
    static async Task<HashSet<DocumentId>> BrokenInReleaseAsync(
        Solution before,
        Solution after,
        IEnumerable<DocumentId> documents
    )
    {
        var conditional = new HashSet<DocumentId>();
        foreach (var id in documents)
            if ((await before.GetDocument(id)!.GetTextAsync()).ToString().Contains("#if", StringComparison.Ordinal))
                conditional.Add(id);
        if (conditional.Count == 0)
            return [];
        var then = await Batch.BrokenAsync(Release(before, conditional));
        var release = Release(after, conditional);
        var now = await Batch.BrokenAsync(release);
        var uncommitted = await Fixing.ReportedAsync(release, new UncommittedWriteAnalyzer());
        return [.. now.Union(uncommitted.Select(group => group.Key)).Except(then)];
    }

    static Solution Release(Solution solution, HashSet<DocumentId> documents)
    {
        foreach (var project in solution.Projects)
            solution = solution
                .RemoveDocuments([.. project.DocumentIds.Where(id => !documents.Contains(id))])
                .WithProjectParseOptions(project.Id, Batch.ParseOptions.WithPreprocessorSymbols());
        return solution;
    }

    static async Task<bool> LostCommentAsync(Document before, Document after)
    {
        var then = Comments(await before.GetSyntaxRootAsync());
        return !then.SequenceEqual(Comments(await after.GetSyntaxRootAsync()));
    }

    static IEnumerable<string> Comments(SyntaxNode? root) =>
        root!
            .DescendantTrivia()
            .Where(trivia =>
                trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)
            )
            .Select(trivia => trivia.ToString())
            .Order(StringComparer.Ordinal);

    static async Task<bool> IsMisformattedAsync(Document before, Document after) =>
        await IsFormattedAsync(before) && !await IsFormattedAsync(after);

    static async Task<bool> IsFormattedAsync(Document document)
    {
        var text = (await document.GetTextAsync()).ToString();
        var formatted = await Formatter.OrganizeImportsAsync(await Formatter.FormatAsync(document));
        return (await formatted.GetTextAsync()).ToString() == text
            && !text.Split('\n').Any(line => TrailingBlank().IsMatch(line));
    }

    [GeneratedRegex(@"[ \t]$")]
    private static partial Regex TrailingBlank();
}
