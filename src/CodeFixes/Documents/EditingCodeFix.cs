using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Editing;

namespace AtomicWrites.CodeFixes.Documents;

/// <summary>
/// A fix that edits the syntax at each report, and is offered only if the document compiles no worse with all of them.
/// </summary>
public abstract class EditingCodeFix : DocumentCodeFix
{
    private protected EditingCodeFix(string id, string title)
        : base(id, title) { }

    private protected sealed override async Task<Document> FixAsync(
        Document document,
        ImmutableArray<Diagnostic> diagnostics,
        CancellationToken cancellationToken
    )
    {
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        if (root is null || model is null)
            return document;

        var editor = new SyntaxEditor(root, document.Project.Solution.Services);
        foreach (var diagnostic in diagnostics)
            Fix(root.FindNode(diagnostic.Location.SourceSpan), model, editor, cancellationToken);
        var newRoot = editor.GetChangedRoot();
        if (newRoot == root)
            return document;
        var changed = document.WithSyntaxRoot(newRoot);
        var before = await Compiled.OfAsync(document, cancellationToken).ConfigureAwait(false);
        return (await Compiled.OfAsync(changed, cancellationToken).ConfigureAwait(false)).IsNoWorseThan(before)
            ? changed
            : document;
    }

    /// <summary>Edits what stands at a report; nothing where it cannot be mended.</summary>
    private protected abstract void Fix(
        SyntaxNode reported,
        SemanticModel model,
        SyntaxEditor editor,
        CancellationToken cancellationToken
    );
}
