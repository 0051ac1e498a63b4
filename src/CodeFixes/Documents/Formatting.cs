using AtomicWrites.Analyzers.Rewriting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Options;

namespace AtomicWrites.CodeFixes.Documents;

/// <summary>The layout of what was changed, and its variables.</summary>
static class Formatting
{
    /// <summary>
    /// A document that is as its options want it stays so, and <c>dotnet format --verify-no-changes</c> goes on
    /// passing. In any other, what somebody laid out in another way stays as it is.
    /// </summary>
    public static async Task<Document> KeepAsync(Document before, Document after, CancellationToken cancellationToken)
    {
        if (before == after)
            return after;
        after = await VariableTypes.KeepAsync(before, after, cancellationToken).ConfigureAwait(false);
        var options = await OptionsAsync(before, cancellationToken).ConfigureAwait(false);
        var formatted = await Formatter.FormatAsync(before, options, cancellationToken).ConfigureAwait(false);
        return await (
            await IsSameAsync(before, formatted, cancellationToken).ConfigureAwait(false)
                ? Formatter.FormatAsync(after, options, cancellationToken)
                : Formatter.FormatAsync(after, Layout.Unformatted, options, cancellationToken)
        ).ConfigureAwait(false);
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
