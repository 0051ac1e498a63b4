using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace AtomicWrites.CodeFixes.Documents;

/// <summary>
/// A fix that is made before it is offered, and that mends any number of reports of one document in one pass.
/// </summary>
public abstract class DocumentCodeFix : CodeFixProvider
{
    readonly string _title;

    private protected DocumentCodeFix(string id, string title) =>
        (FixableDiagnosticIds, _title) = (ImmutableArray.Create(id), title);

    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; }

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() =>
        FixAllProvider.Create(
            async (context, document, diagnostics) =>
                await FormattedAsync(document, diagnostics, context.CancellationToken).ConfigureAwait(false)
        );

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var changed = await FormattedAsync(context.Document, context.Diagnostics, context.CancellationToken)
            .ConfigureAwait(false);
        if (changed != context.Document)
            context.RegisterCodeFix(
                CodeAction.Create(_title, _ => Task.FromResult(changed), equivalenceKey: _title),
                context.Diagnostics
            );
    }

    async Task<Document> FormattedAsync(
        Document document,
        ImmutableArray<Diagnostic> diagnostics,
        CancellationToken cancellationToken
    ) =>
        await Formatting
            .KeepAsync(
                document,
                await FixAsync(document, diagnostics, cancellationToken).ConfigureAwait(false),
                cancellationToken
            )
            .ConfigureAwait(false);

    /// <summary>The document as it was where nothing can be mended.</summary>
    private protected abstract Task<Document> FixAsync(
        Document document,
        ImmutableArray<Diagnostic> diagnostics,
        CancellationToken cancellationToken
    );
}
