using System.Collections.Immutable;
using System.Composition;
using AtomicWrites.Analyzers.Fallbacks;
using AtomicWrites.Analyzers.Rewriting;
using AtomicWrites.Analyzers.Updates;
using AtomicWrites.CodeFixes.Documents;
using AtomicWrites.CodeFixes.Fallbacks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.CodeFixes.Rules;

/// <summary>Keeps a copy of the file before the program starts anew: <c>AtomicFile.KeepAside(path);</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class KeepAsideCodeFix() : DocumentCodeFix("ATW0011", "Keep the file aside first")
{
    private protected override async Task<Document> FixAsync(
        Document document,
        ImmutableArray<Diagnostic> diagnostics,
        CancellationToken cancellationToken
    )
    {
        if (
            await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is not CompilationUnitSyntax root
            || await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } model
            || model.Compilation.GetTypeByMetadataName(AtomicFileName.MetadataName) is null
        )
            return document;
        var changes = diagnostics
            .Select(diagnostic => NewStart.At(diagnostic, document, root, model, cancellationToken))
            .OfType<Fallback>()
            .OrderBy(found => found.Place.SpanStart)
            .SelectMany(found => Changes(found, document, model, cancellationToken))
            .Distinct() // two handlers of one attempt
            .OrderBy(change => change.Span.Start)
            .ToArray();
        if (changes.Length == 0)
            return document;
        var text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        var changed = document.WithText(text.WithChanges(changes));
        if (
            !AtomicFileName.IsHidden(model, root.FindToken(changes[0].Span.Start).Parent!)
            && !AtomicFileName.IsInScope(model, root.FindToken(changes[0].Span.Start).Parent!)
            && await changed.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is CompilationUnitSyntax unit
        )
            changed = changed.WithSyntaxRoot(UsingDirective.Add(unit, Imports.Of(document, root)));
        var before = await Compiled.OfAsync(document, cancellationToken).ConfigureAwait(false);
        var after = await Compiled.OfAsync(changed, cancellationToken).ConfigureAwait(false);
        return after.IsNoWorseThan(before) ? changed : document;
    }

    static IEnumerable<TextChange> Changes(
        Fallback found,
        Document document,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        var sources = UpdateSequences.Of(model.Compilation).Sources;
        if (
            HasDefaultsInTheEnd(found)
            || PlaceOf(found, model) is not { ContainsDirectives: false } start
            || HeldOpen.Is(found, model, sources)
            || OthersFiles.AreRead(found, model, sources, cancellationToken)
            || OuterStart.Follows(found, document, model, cancellationToken)
            || new KeptPath(start.SpanStart, found, model, cancellationToken).Text is not { } path
        )
            return [];
        var name = AtomicFileName.IsHidden(model, start) ? AtomicFileName.Qualified : AtomicFileName.Simple;
        return FirstStatement.Of(start, $"{name}.KeepAside({path});");
    }

    // They are there also where the copy fails.
    static bool HasDefaultsInTheEnd(Fallback found) =>
        found.Place is CatchClauseSyntax { Parent: TryStatementSyntax attempt } && LastingDefaults.In(attempt).Any();

    // Of one file after another each is kept in its turn; of attempts at one file it is the last that counts.
    static StatementSyntax? PlaceOf(Fallback found, SemanticModel model) =>
        NextAttempt.LoopOf(found) is { } loop and not CommonForEachStatementSyntax
            ? NextAttempt.Behind(loop, found, model)
            : found.Start as StatementSyntax;
}
