using AtomicWrites.Analyzers.Proofs;
using AtomicWrites.Analyzers.Rewriting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Documents;

/// <summary>
/// Replaces writes of a document, each by the first rewriting that compiles without a new diagnostic.
/// </summary>
/// <param name="dropsTail">Whether nothing of a longer old file has to stay where the write began at its
/// beginning.</param>
/// <param name="cancellationToken">Ends the work.</param>
/// <param name="isAside">Whether the file was written aside so far, so that its path has meant the old one all the
/// time.</param>
sealed class SiteRewriter(bool dropsTail, CancellationToken cancellationToken, bool isAside = false)
{
    /// <returns>The document itself where nothing could be replaced, and whether everything was.</returns>
    public async Task<(Document Document, bool IsWhole)> RewriteAsync(
        Document document,
        IEnumerable<ExpressionSyntax> writes
    )
    {
        var sites = writes.Distinct().ToArray(); // what two methods call is found twice
        var marks = sites.ToDictionary(site => (SyntaxNode)site, _ => new SyntaxAnnotation());
        var root = (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        var before = (await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false))!;
        var deletions = sites
            .Select(site => (Site: site, Deletion: NeedlessDeletion.Before(site, before, cancellationToken)))
            .Where(pair => pair.Deletion is not null)
            .ToDictionary(pair => (SyntaxNode)pair.Deletion!, pair => (Mark: new SyntaxAnnotation(), pair.Site));
        var marked = document.WithSyntaxRoot(
            root.ReplaceNodes(marks.Keys.Concat(deletions.Keys), (node, current) =>
                current.WithAdditionalAnnotations(
                    deletions.TryGetValue(node, out var deletion) ? deletion.Mark : marks[node]
                )
            )
        );
        if (
            !ProofClauses.Holds(
                ProofClause.Runtime,
                before.Compilation.GetTypeByMetadataName(AtomicFileName.MetadataName) is not null
            )
        )
            return (document, false);

        // The many simple ones at once, then one after the other.
        var candidates = new Candidates(dropsTail, Imports.Of(document, root), new Proof(), cancellationToken)
        {
            IsAside = isAside,
        };
        var start = (marked, await Compiled.OfAsync(marked, cancellationToken).ConfigureAwait(false));
        var result = await FirstAsync(start, marks.Values, candidates.Twins).ConfigureAwait(false);
        foreach (var mark in marks.Values)
            result = await OneAsync(result, mark, candidates).ConfigureAwait(false);
        if (result.Document == marked)
            return (document, false);
        foreach (var (mark, site) in deletions.Values)
            result = await WithoutDeletionAsync(result, mark, marks[site]).ConfigureAwait(false);
        var isWhole = await IsWholeAsync(result.Document, marks.Values).ConfigureAwait(false);
        return (
            await Formatting.KeepAsync(document, result.Document, cancellationToken).ConfigureAwait(false),
            isWhole
        );
    }

    // Of what was to be replaced, nothing writes as it did.
    async Task<bool> IsWholeAsync(Document document, IEnumerable<SyntaxAnnotation> marks)
    {
        var root = (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        var model = (await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false))!;
        return !marks
            .SelectMany(root.GetAnnotatedNodes)
            .Any(node => WriterCall.Of(node, model, cancellationToken).Any());
    }

    // Where the write is atomic now, nothing has to go first.
    async Task<(Document Document, Compiled Compiled)> WithoutDeletionAsync(
        (Document Document, Compiled Compiled) before,
        SyntaxAnnotation deletion,
        SyntaxAnnotation write
    )
    {
        var root = (await before.Document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        if (
            !await IsWholeAsync(before.Document, [write]).ConfigureAwait(false)
            || root.GetAnnotatedNodes(deletion).FirstOrDefault() is not StatementSyntax statement
        )
            return before;
        var document = before.Document.WithSyntaxRoot(NeedlessDeletion.Remove(root, statement));
        var after = await Compiled.OfAsync(document, cancellationToken).ConfigureAwait(false);
        return after.IsNoWorseThan(before.Compiled) ? (document, after) : before;
    }

    async Task<(Document Document, Compiled Compiled)> OneAsync(
        (Document Document, Compiled Compiled) before,
        SyntaxAnnotation mark,
        Candidates candidates
    )
    {
        IEnumerable<SyntaxNode> Rewritings(CompilationUnitSyntax unit, ExpressionSyntax[] sites, SemanticModel model) =>
            sites is [var only] ? candidates.Of(unit, only, model) : [];

        var result = await FirstAsync(before, [mark], Rewritings).ConfigureAwait(false);
        var root = (await before.Document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        if (
            result.Document != before.Document
            || root.GetAnnotatedNodes(mark).FirstOrDefault() is not ExpressionSyntax site
        )
            return result;
        var model = (await before.Document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false))!;
        foreach (var plainer in PlainerForms.Of(root, site, model))
        {
            var other = before.Document.WithSyntaxRoot(plainer);
            result = await FirstAsync((other, before.Compiled), [mark], Rewritings).ConfigureAwait(false);
            if (result.Document != other)
                return result;
        }

        return before;
    }

    async Task<(Document Document, Compiled Compiled)> FirstAsync(
        (Document Document, Compiled Compiled) before,
        IEnumerable<SyntaxAnnotation> marks,
        Func<CompilationUnitSyntax, ExpressionSyntax[], SemanticModel, IEnumerable<SyntaxNode>> rewritings
    )
    {
        var root = (CompilationUnitSyntax)
            (await before.Document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        var model = (await before.Document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false))!;
        foreach (
            var candidate in rewritings(
                root,
                [.. marks.SelectMany(root.GetAnnotatedNodes).OfType<ExpressionSyntax>()],
                model
            )
        )
        {
            var document = before.Document.WithSyntaxRoot(candidate);
            if (
                await Compiled.OfAsync(document, cancellationToken).ConfigureAwait(false) is { } after
                && ProofClauses.Holds(ProofClause.Compiles, after.IsNoWorseThan(before.Compiled))
            )
                return (document, after);
        }

        return before;
    }
}
