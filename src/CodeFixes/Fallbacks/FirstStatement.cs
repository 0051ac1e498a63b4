using AtomicWrites.Analyzers.Rewriting;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.CodeFixes.Fallbacks;

/// <summary>Puts a statement before all others of a block, laid out as the block is.</summary>
static class FirstStatement
{
    public static TextChange Of(BlockSyntax block, string statement)
    {
        var text = block.SyntaxTree.GetText();
        var brace = block.OpenBraceToken.Span.End;
        var line = text.Lines.GetLineFromPosition(brace);
        var rest = text.ToString(TextSpan.FromBounds(brace, line.End)).Trim();
        if (rest.Length > 0 && !rest.StartsWith("//", StringComparison.Ordinal))
            return new(new(brace, 0), " " + statement);
        var indentation =
            block.Statements.FirstOrDefault() is { } first && Layout.BeginsLine(first)
                ? Layout.Indentation(first)
                : Layout.Indentation(block) + Layout.Unit(block);
        return new(new(line.EndIncludingLineBreak, 0), indentation + statement + Layout.EndOfLine(block));
    }

    /// <summary>
    /// The same for a statement that stands alone, with braces around both, and before one among others.
    /// </summary>
    public static IEnumerable<TextChange> Of(StatementSyntax alone, string statement)
    {
        if (alone.Parent is BlockSyntax)
            return [Before(alone, statement)];
        if (alone is BlockSyntax block)
            return [Of(block, statement)];
        if (!Layout.BeginsLine(alone))
            return [new(new(alone.SpanStart, 0), $"{{ {statement} "), new(new(alone.Span.End, 0), " }")];
        string outer = Layout.Indentation(alone.Parent!),
            inner = Layout.Indentation(alone),
            end = Layout.EndOfLine(alone);
        var line = alone.SyntaxTree.GetText().Lines.GetLineFromPosition(alone.SpanStart);
        return
        [
            new(new(line.Start, 0), $"{outer}{{{end}{inner}{statement}{end}"),
            new(new(alone.Span.End, 0), $"{end}{outer}}}"),
        ];
    }

    static TextChange Before(StatementSyntax next, string statement) =>
        new(
            new(next.SpanStart, 0),
            statement + (Layout.BeginsLine(next) ? Layout.EndOfLine(next) + Layout.Indentation(next) : " ")
        );
}
