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
        var root = (CompilationUnitSyntax)(await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        var marked = document.WithSyntaxRoot(root.ReplaceNodes(marks.Keys, (site, current) => current.WithAdditionalAnnotations(marks[site])));
        var result = await TwinRewriter.RewriteAsync(marked, marks.Values, cancellationToken).ConfigureAwait(false);
        Compiled? before = null;
        foreach (var mark in marks.Values)
        {
            root = (CompilationUnitSyntax)(await result.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
            var model = (await result.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false))!;
            if (root.GetAnnotatedNodes(mark).FirstOrDefault() is not ExpressionSyntax site || model.Compilation.GetTypeByMetadataName(AtomicFileName.MetadataName) is null)
                continue;
            foreach (var candidate in Candidates(site, root, model, cancellationToken))
            {
                before ??= await Compiled.OfAsync(result, cancellationToken).ConfigureAwait(false);
                var fixedDocument = result.WithSyntaxRoot(candidate);
                if (await Compiled.OfAsync(fixedDocument, cancellationToken).ConfigureAwait(false) is not { } after || !after.IsNoWorseThan(before))
                    continue;
                (result, before) = (fixedDocument, after);
                break;
            }
        }

        return result == marked ? document : result;
    }

    static IEnumerable<SyntaxNode> Candidates(ExpressionSyntax site, CompilationUnitSyntax root, SemanticModel model, CancellationToken cancellationToken)
    {
        foreach (var qualifier in new[] { "", AtomicFileName.Qualifier })
        {
            if (qualifier.Length == 0 && AtomicFileName.IsHidden(model, site))
                continue;
            var needsUsing = qualifier.Length == 0 && !AtomicFileName.IsInScope(model, site);
            foreach (var changed in Rewritings(site, root, model, qualifier, cancellationToken))
                yield return needsUsing ? UsingDirective.Add((CompilationUnitSyntax)changed) : changed;
        }
    }

    static IEnumerable<SyntaxNode> Rewritings(ExpressionSyntax site, SyntaxNode root, SemanticModel model, string qualifier, CancellationToken cancellationToken)
    {
        var callback = new CallbackRewriter(root, model, qualifier, cancellationToken);
        if (AtomicOpening.Of(site, model, cancellationToken) is { } opening)
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
