using System.Collections.Immutable;
using System.Composition;
using AtomicWrites.Analyzers.Rewriting;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.CodeFixes.Documents;
using AtomicWrites.CodeFixes.Wrappers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Rules;

/// <summary>
/// Replaces a non-atomic write by what <c>AtomicFile</c> has for it, however sure it is that the path is state.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class NonAtomicWriteCodeFix : CodeFixProvider
{
    const string Title = "Write atomically";

    // One by one: whether the rest of a longer old file is wanted, only somebody who looks can say.
    const string TailTitle = "Write atomically, and keep nothing of a longer old file";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds =>
        ImmutableArray.Create("ATW0001", "ATW0007", "ATW0008");

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => FixAll.Instance;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (
            await FindAsync(context.Document, context.Diagnostics, context.CancellationToken).ConfigureAwait(false)
            is not [var first, ..] writes
        )
            return;
        foreach (var title in InteractiveHost.Is(context.Document) ? new[] { Title, TailTitle } : [Title])
        {
            var rewriter = new SiteRewriter(dropsTail: title == TailTitle, context.CancellationToken);
            if (
                await FixAsync(context.Document.Project.Solution, writes, rewriter, context.CancellationToken)
                    .ConfigureAwait(false)
                is not { } solution
            )
                continue;
            context.RegisterCodeFix(
                CodeAction.Create(
                    first.Wrapper is null ? title : $"{title} within '{first.Wrapper}'",
                    _ => Task.FromResult(solution),
                    title
                ),
                context.Diagnostics
            );
            return;
        }
    }

    static async Task<IReadOnlyList<Write>> FindAsync(
        Document document,
        ImmutableArray<Diagnostic> diagnostics,
        CancellationToken cancellationToken
    )
    {
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        if (root is null || model is null)
            return [];
        var writes = new List<Write>();
        foreach (var diagnostic in diagnostics)
        {
            if (
                root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true)
                    .FirstAncestorOrSelf<ExpressionSyntax>(node =>
                        node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax
                    )
                is not { } call
            )
                continue;
            if (WriterCall.Of(call, model, cancellationToken).Any())
                writes.Add(new(new([(document, call)], []), null));
            else if (
                await WritesWithin.OfAsync(document.Project, call, model, cancellationToken).ConfigureAwait(false) is
                { Sites.Count: > 0 } within
            )
                writes.Add(new(within, Names.Called(call)));
        }

        return writes;
    }

    // A document at a time, each in one pass, so that any number of fixes adds the using directive once.
    static async Task<Solution?> FixAsync(
        Solution solution,
        IEnumerable<Write> writes,
        SiteRewriter rewriter,
        CancellationToken cancellationToken
    )
    {
        var sites = new List<(Document Document, ExpressionSyntax Call)>();
        var methods = new List<(ProjectId, string)>();
        foreach (var (within, wrapper) in writes)
            if (wrapper is null || await IsWholeAsync(within).ConfigureAwait(false))
            {
                sites.AddRange(within.Sites);
                methods.AddRange(within.Methods);
            }

        Solution? result = null;
        foreach (var group in sites.GroupBy(site => site.Document.Id))
        {
            var document = group.First().Document;
            var (changed, _) = await rewriter
                .RewriteAsync(document, group.Select(site => site.Call))
                .ConfigureAwait(false);
            if (changed != document)
                result = (result ?? solution).WithDocumentSyntaxRoot(
                    document.Id,
                    (await changed.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!
                );
        }

        return result is null || methods.Count == 0
            ? result
            : await WritesWithin.MarkAsync(result, methods, cancellationToken).ConfigureAwait(false);

        // Some of what a wrapper writes, atomic, and some not, would hide the rest.
        async Task<bool> IsWholeAsync(WritesWithin within)
        {
            foreach (var group in within.Sites.GroupBy(site => site.Document.Id))
                if (
                    !(
                        await rewriter
                            .RewriteAsync(group.First().Document, group.Select(site => site.Call))
                            .ConfigureAwait(false)
                    ).IsWhole
                )
                    return false;
            return true;
        }
    }

    /// <summary>What is to be replaced.</summary>
    /// <param name="Within">The calls and creations that write; together, or none of them.</param>
    /// <param name="Wrapper">The method that forwards to them, where that is what was reported.</param>
    sealed record Write(WritesWithin Within, string? Wrapper);

    /// <summary>A write within a method stands in another file than the calls that are reported.</summary>
    sealed class FixAll : FixAllProvider
    {
        public static readonly FixAll Instance = new();

        public override async Task<CodeAction?> GetFixAsync(FixAllContext context)
        {
            var writes = new List<Write>();
            foreach (var document in FixAllDocuments.Of(context))
                writes.AddRange(
                    await FindAsync(
                            document,
                            await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false),
                            context.CancellationToken
                        )
                        .ConfigureAwait(false)
                );
            var rewriter = new SiteRewriter(dropsTail: false, context.CancellationToken);
            return
                await FixAsync(context.Solution, writes, rewriter, context.CancellationToken).ConfigureAwait(false)
                    is { } solution
                ? CodeAction.Create(Title, _ => Task.FromResult(solution), Title)
                : null;
        }
    }
}
