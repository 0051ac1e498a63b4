using System.Collections.Immutable;
using System.Composition;
using AtomicWrites.CodeFixes.Documents;
using AtomicWrites.CodeFixes.Fallbacks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Rules;

/// <summary>
/// Narrows the handler to a missing file, or throws in place of the defaults for a file without content; what cannot be
/// read is then the caller's to deal with.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class LetFailCodeFix : CodeFixProvider
{
    const string MissingTitle = "Handle only a missing file here, and let other failures through";
    const string NoContentTitle = "Let a file without content fail";
    const string TriedTitle = "Let a file that does not parse fail";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("ATW0011");

    /// <summary>None: the program may end where it went on before. Somebody has to look at each.</summary>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var document = context.Document;
        if (
            !InteractiveHost.Is(document)
            || await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root
            || await document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model
        )
            return;
        foreach (var diagnostic in context.Diagnostics)
        {
            if (NewStart.At(diagnostic, document, root, model, context.CancellationToken) is not { } found)
                continue;
            var clause = found.Place as CatchClauseSyntax;
            if (
                (
                    clause is not null
                        ? MissingOnly.Of(found, model, context.CancellationToken)
                        : NoContentFails.Of(found, model, context.CancellationToken)
                )
                    is not { } change
                || new MadeEmpty(found, model, context.CancellationToken).Is
                || SavedAnyhow.Is(found, model.Compilation, context.CancellationToken)
                || OuterStart.Follows(found, change, document, model, context.CancellationToken)
            )
                continue;
            var title =
                clause is not null ? MissingTitle
                : found.IsTried ? TriedTitle
                : NoContentTitle;
            var text = await document.GetTextAsync(context.CancellationToken).ConfigureAwait(false);
            var changed = document.WithText(text.WithChanges(change));
            var before = await Compiled.OfAsync(document, context.CancellationToken).ConfigureAwait(false);
            var after = await Compiled.OfAsync(changed, context.CancellationToken).ConfigureAwait(false);
            if (after.IsNoWorseThan(before))
                context.RegisterCodeFix(
                    CodeAction.Create(title, _ => Task.FromResult(changed), equivalenceKey: title),
                    diagnostic
                );
        }
    }
}
