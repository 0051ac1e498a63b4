using System.Collections.Immutable;
using System.Composition;
using AtomicWrites.Analyzers.Proofs;
using AtomicWrites.Analyzers.Replacing;
using AtomicWrites.Analyzers.Rewriting;
using AtomicWrites.CodeFixes.Documents;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Rules;

/// <summary>
/// Replaces a hand-written replace, where it is recognised whole, by the member of <c>AtomicFile</c> that does the
/// same.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class HandWrittenReplaceCodeFix() : DocumentCodeFix("ATW0003", "Write atomically")
{
    // One after the other: each changes the statements around it.
    private protected override async Task<Document> FixAsync(
        Document document,
        ImmutableArray<Diagnostic> diagnostics,
        CancellationToken cancellationToken
    )
    {
        if (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is not { } root)
            return document;
        var renames = diagnostics
            .Select(diagnostic =>
                root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true)
                    .FirstAncestorOrSelf<InvocationExpressionSyntax>()
            )
            .OfType<InvocationExpressionSyntax>()
            .Distinct()
            .ToDictionary(rename => new SyntaxAnnotation(), rename => rename);
        var annotations = renames.ToDictionary(pair => pair.Value, pair => pair.Key);
        var original = document;
        document = document.WithSyntaxRoot(
            root.ReplaceNodes(renames.Values, (before, after) => after.WithAdditionalAnnotations(annotations[before]))
        );
        var isChanged = false;
        foreach (var annotation in renames.OrderBy(pair => pair.Value.SpanStart).Select(pair => pair.Key))
        {
            if (await FixAsync(document, annotation, cancellationToken).ConfigureAwait(false) is not { } fixedDocument)
                continue;
            document = fixedDocument;
            isChanged = true;
        }

        return isChanged ? document : original;
    }

    static async Task<Document?> FixAsync(
        Document document,
        SyntaxAnnotation annotation,
        CancellationToken cancellationToken
    )
    {
        if (
            await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is not CompilationUnitSyntax root
            || await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } model
            || root.GetAnnotatedNodes(annotation).FirstOrDefault() is not InvocationExpressionSyntax rename
        )
            return null;
        if (DeletedFirst.At(rename, model, cancellationToken) is { } deleted)
            return await WithoutDeletionAsync(document, deleted, annotation, cancellationToken).ConfigureAwait(false);
        if (WholeReplaceProof.Of(rename, model, new Proof(), cancellationToken) is not { } whole)
            return null;
        var mark = new SyntaxAnnotation();
        if (whole.KeepsBackup)
        {
            var qualifier = AtomicFileName.QualifierAt(model, rename, "AtomicWriteOptions");
            if (WriteWithBackup.For(whole, qualifier, model) is not { } write)
                return null;
            var changed = (CompilationUnitSyntax)
                new WholeReplaceRewriter(whole, whole.Write.ReplaceNode(whole.Site.Node, write)).Visit(root)!;
            return await Checked(
                    document.WithSyntaxRoot(
                        qualifier.Length > 0 || AtomicFileName.IsInScope(model, rename)
                            ? changed
                            : UsingDirective.Add(changed, Imports.Of(document, root))
                    )
                )
                .ConfigureAwait(false);
        }

        // First as a write to the target, then as that is written atomically.
        var direct = document.WithSyntaxRoot(new WholeReplaceRewriter(whole, whole.Retargeted(mark)).Visit(root)!);
        if (
            (await direct.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!
                .GetAnnotatedNodes(mark)
                .FirstOrDefault()
            is not ExpressionSyntax site
        )
            return null;
        var (atomic, _) = await new SiteRewriter(dropsTail: false, cancellationToken, isAside: true)
            .RewriteAsync(direct, [site])
            .ConfigureAwait(false);
        return atomic == direct ? null : await Checked(atomic).ConfigureAwait(false);

        Task<Document?> Checked(Document result) => CheckedAsync(result, document, cancellationToken);
    }

    static async Task<Document?> CheckedAsync(
        Document result,
        Document document,
        CancellationToken cancellationToken
    ) =>
        (await Compiled.OfAsync(result, cancellationToken).ConfigureAwait(false)).IsNoWorseThan(
            await Compiled.OfAsync(document, cancellationToken).ConfigureAwait(false)
        )
            ? result
            : null;

    // The write that follows is made atomic, if it is not; the deletion goes with that, or nothing is changed.
    static async Task<Document?> WithoutDeletionAsync(
        Document document,
        DeletedFirst deleted,
        SyntaxAnnotation annotation,
        CancellationToken cancellationToken
    )
    {
        var root = (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        var model = (await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false))!;
        if (!WriterCall.Of(deleted.Write, model, cancellationToken).Any())
            return NeedlessDeletion.Before(deleted.Write, model, cancellationToken) is { } statement
                ? await CheckedAsync(
                        document.WithSyntaxRoot(NeedlessDeletion.Remove(root, statement)),
                        document,
                        cancellationToken
                    )
                    .ConfigureAwait(false)
                : null;
        var (atomic, _) = await new SiteRewriter(dropsTail: false, cancellationToken)
            .RewriteAsync(document, [deleted.Write])
            .ConfigureAwait(false);
        return (await atomic.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!
            .GetAnnotatedNodes(annotation)
            .Any()
            ? null
            : atomic;
    }
}
