using System.Collections.Immutable;
using System.Composition;
using AtomicWrites.Analyzers.Options;
using AtomicWrites.Analyzers.Rewriting;
using AtomicWrites.Analyzers.Updates;
using AtomicWrites.CodeFixes.Documents;
using AtomicWrites.CodeFixes.Locking;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Rules;

/// <summary>
/// Puts the lock around what reads, changes and writes a state file: <c>Update</c>, <c>WithLock</c> or a
/// <c>FileLock</c>.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class UnlockedUpdateCodeFix() : DocumentCodeFix("ATW0002", "Hold the lock from the read to the write")
{
    private protected override async Task<Document> FixAsync(
        Document document,
        ImmutableArray<Diagnostic> diagnostics,
        CancellationToken cancellationToken
    )
    {
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        if (root is null || model is null || model.Compilation.GetTypeByMetadataName("AtomicWrites.AtomicFile") is null)
            return document;
        var sequences = UpdateSequences.Of(model.Compilation);
        var options = StatePathOptions.Of(document.Project.AnalyzerOptions, root.SyntaxTree);
        var before = await Compiled.OfAsync(document, cancellationToken).ConfigureAwait(false);
        var edits = new List<LockEdit>();
        foreach (var diagnostic in diagnostics.OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start))
        {
            var write = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true)
                .FirstAncestorOrSelf<ExpressionSyntax>(node => node.Span == diagnostic.Location.SourceSpan);
            if (write is null || sequences.EndingAt(write, model, options, cancellationToken) is not { } sequence)
                continue;
            foreach (
                var edit in LockEdit.Of(
                    sequence,
                    model,
                    sequences,
                    AtomicFileName.QualifierAt(model, write, "FileLock"),
                    options,
                    cancellationToken
                )
            )
            {
                if (
                    !(
                        await Compiled
                            .OfAsync(
                                await ApplyAsync(document, root, model, [edit], cancellationToken)
                                    .ConfigureAwait(false),
                                cancellationToken
                            )
                            .ConfigureAwait(false)
                    ).IsNoWorseThan(before)
                )
                    continue;
                edits.Add(edit);
                break;
            }
        }

        // No lock is taken within another, nor do two edits touch each other.
        var applied = edits
            .Where((edit, number) => !edits.Take(number).Any(other => other.Held.IntersectsWith(edit.Held)))
            .ToArray();
        return applied.Length == 0
            ? document
            : await ApplyAsync(document, root, model, applied, cancellationToken).ConfigureAwait(false);
    }

    static async Task<Document> ApplyAsync(
        Document document,
        SyntaxNode root,
        SemanticModel model,
        IReadOnlyList<LockEdit> edits,
        CancellationToken cancellationToken
    )
    {
        var changes = edits.SelectMany(edit => edit.Changes).OrderBy(change => change.Span.Start).ToArray();
        var changed = document.WithText(
            (await document.GetTextAsync(cancellationToken).ConfigureAwait(false)).WithChanges(changes)
        );
        if (
            !edits.Any(edit => edit.NeedsUsing)
            || AtomicFileName.IsInScope(model, root.FindToken(changes[0].Span.Start).Parent!)
        )
            return changed;
        return await changed.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is CompilationUnitSyntax unit
            ? changed.WithSyntaxRoot(UsingDirective.Add(unit, Imports.Of(document, root)))
            : changed;
    }
}
