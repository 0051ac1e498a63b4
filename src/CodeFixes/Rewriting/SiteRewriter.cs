using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Rewriting;

/// <summary>Replaces writes of a document, each by the first rewriting that compiles without a new diagnostic.</summary>
static class SiteRewriter
{
    /// <returns>The document itself where nothing could be replaced.</returns>
    public static async Task<Document> RewriteAsync(Document document, IReadOnlyList<ExpressionSyntax> sites, CancellationToken cancellationToken)
    {
        var marks = sites.ToDictionary(site => (SyntaxNode)site, _ => new SyntaxAnnotation());
        var root = (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        var marked = document.WithSyntaxRoot(root.ReplaceNodes(marks.Keys, (site, current) => current.WithAdditionalAnnotations(marks[site])));
        if ((await marked.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false))?.Compilation.GetTypeByMetadataName(AtomicFileName.MetadataName) is null)
            return document;

        // The many simple ones at once, then one after the other.
        var start = (marked, await Compiled.OfAsync(marked, cancellationToken).ConfigureAwait(false));
        var result = await FirstAsync(start, marks.Values, Twins, cancellationToken).ConfigureAwait(false);
        foreach (var mark in marks.Values)
            result = await FirstAsync(result, [mark], Rewritings, cancellationToken).ConfigureAwait(false);
        return result.Document == marked ? document : result.Document;
    }

    static async Task<(Document Document, Compiled Compiled)> FirstAsync((Document Document, Compiled Compiled) before, IEnumerable<SyntaxAnnotation> marks, Func<CompilationUnitSyntax, ExpressionSyntax[], SemanticModel, CancellationToken, IEnumerable<SyntaxNode>> rewritings, CancellationToken cancellationToken)
    {
        var root = (CompilationUnitSyntax)(await before.Document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        var model = (await before.Document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false))!;
        foreach (var candidate in rewritings(root, [.. marks.SelectMany(root.GetAnnotatedNodes).OfType<ExpressionSyntax>()], model, cancellationToken))
        {
            var document = before.Document.WithSyntaxRoot(candidate);
            if (await Compiled.OfAsync(document, cancellationToken).ConfigureAwait(false) is { } after && after.IsNoWorseThan(before.Compiled))
                return (document, after);
        }

        return before;
    }

    static IEnumerable<SyntaxNode> Twins(CompilationUnitSyntax root, ExpressionSyntax[] sites, SemanticModel model, CancellationToken cancellationToken) =>
        TwinRewriter.Rewrite(root, sites, model, [AtomicFileName.Simple, AtomicFileName.Qualified], cancellationToken) is { } replaced ? [replaced] : [];

    static IEnumerable<SyntaxNode> Rewritings(CompilationUnitSyntax root, ExpressionSyntax[] sites, SemanticModel model, CancellationToken cancellationToken)
    {
        if (sites is not [var site])
            yield break;
        foreach (var qualifier in new[] { "", AtomicFileName.Qualifier })
        {
            if (qualifier.Length == 0 && AtomicFileName.IsHidden(model, site))
                continue;
            if (TwinRewriter.Rewrite(root, [site], model, [qualifier + AtomicFileName.Simple], cancellationToken) is { } twin)
                yield return twin;
            var needsUsing = qualifier.Length == 0 && !AtomicFileName.IsInScope(model, site);
            foreach (var changed in Rewritings(site, root, model, qualifier, cancellationToken))
                yield return needsUsing ? UsingDirective.Add((CompilationUnitSyntax)changed) : changed;
        }
    }

    static IEnumerable<SyntaxNode> Rewritings(ExpressionSyntax site, SyntaxNode root, SemanticModel model, string qualifier, CancellationToken cancellationToken)
    {
        var callback = new CallbackRewriter(root, model, qualifier, cancellationToken);
        if (AtomicOpening.Of(site, model, cancellationToken) is { Appends: true } appending)
        {
            if (new AppendedText(root, model, qualifier, cancellationToken).Rewrite(site, appending) is { } appended)
                yield return appended;
        }
        else if (AtomicOpening.Of(site, model, cancellationToken) is { } opening)
        {
            if (EmptyFile.Rewrite(root, site, opening, qualifier) is { } emptied)
                yield return emptied;
            if (new CommitRewriter(root, model, qualifier, cancellationToken).Rewrite(site, opening) is { } committed)
                yield return committed;
            if (!opening.KeepsTail && callback.Rewrite(site, opening.Path, opening.Options(qualifier), opening.Over) is { } called)
                yield return called;
        }
        else if (CallOverPath.Of(site, model, cancellationToken) is { } call)
        {
            if (call.Rewrite(root, qualifier) is { } replaced)
                yield return replaced;
            else if (callback.Rewrite(site, call.Path, "", call.Over) is { } called)
                yield return called;
        }
    }
}
