using AtomicWrites.Analyzers.Rewriting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Options;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.CodeFixes.Documents;

/// <summary>The layout of what was changed, and its variables.</summary>
static class Formatting
{
    // A statement that the formatter puts on a line of its own is indented by the next pass.
    const int MaxPasses = 4;

    /// <summary>
    /// A document that is as its options want it stays so, and <c>dotnet format --verify-no-changes</c> goes on
    /// passing. In any other, what somebody laid out in another way stays as it is, but for lines that are broken.
    /// </summary>
    public static async Task<Document> KeepAsync(Document before, Document after, CancellationToken cancellationToken)
    {
        if (before == after)
            return after;
        after = await VariableTypes.KeepAsync(before, after, cancellationToken).ConfigureAwait(false);
        var options = await OptionsAsync(before, cancellationToken).ConfigureAwait(false);
        var formatted = await Formatter.FormatAsync(before, options, cancellationToken).ConfigureAwait(false);
        var isLaidOut = await IsSameAsync(before, formatted, cancellationToken).ConfigureAwait(false);
        for (var pass = 0; pass < MaxPasses; pass++)
        {
            var spans = isLaidOut
                ? null
                : await BrokenLinesAsync(before, after, cancellationToken).ConfigureAwait(false);
            var next = await (
                spans is null
                    ? Formatter.FormatAsync(after, options, cancellationToken)
                    : Formatter.FormatAsync(after, spans, options, cancellationToken)
            ).ConfigureAwait(false);
            if (await IsSameAsync(after, next, cancellationToken).ConfigureAwait(false))
                return next;
            after = next;
        }

        return after;
    }

    // One line of code that has become several. What had lines of its own is laid out as its neighbours are.
    static async Task<IEnumerable<TextSpan>> BrokenLinesAsync(
        Document before,
        Document after,
        CancellationToken cancellationToken
    )
    {
        var old = await before.GetTextAsync(cancellationToken).ConfigureAwait(false);
        var text = await after.GetTextAsync(cancellationToken).ConfigureAwait(false);
        var spans = new List<TextSpan>();
        var moved = 0;
        foreach (var change in await after.GetTextChangesAsync(before, cancellationToken).ConfigureAwait(false))
        {
            var start = change.Span.Start + moved;
            var end = start + change.NewText!.Length;
            moved += change.NewText.Length - change.Span.Length;
            if (change.NewText.Contains('\n') && IsWithinLine(old, change.Span))
                spans.Add(
                    TextSpan.FromBounds(
                        text.Lines.GetLineFromPosition(start).Start,
                        text.Lines.GetLineFromPosition(end).End
                    )
                );
        }

        return spans;
    }

    static bool IsWithinLine(SourceText text, TextSpan span)
    {
        var line = text.Lines.GetLineFromPosition(span.Start);
        return span.End <= line.End
            && !string.IsNullOrWhiteSpace(text.ToString(TextSpan.FromBounds(line.Start, span.Start)))
            && !string.IsNullOrWhiteSpace(text.ToString(TextSpan.FromBounds(span.End, line.End)));
    }

    // Its lines end as they do in the file.
    static async Task<OptionSet> OptionsAsync(Document document, CancellationToken cancellationToken)
    {
        var root = (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        var options = await document.GetOptionsAsync(cancellationToken).ConfigureAwait(false);
        return options.WithChangedOption(FormattingOptions.NewLine, LanguageNames.CSharp, Layout.EndOfLine(root));
    }

    static async Task<bool> IsSameAsync(Document one, Document other, CancellationToken cancellationToken) =>
        (await one.GetTextAsync(cancellationToken).ConfigureAwait(false)).ContentEquals(
            await other.GetTextAsync(cancellationToken).ConfigureAwait(false)
        );
}
