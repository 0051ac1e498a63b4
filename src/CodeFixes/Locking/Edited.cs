using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.CodeFixes.Locking;

/// <summary>The text of code with some of its nodes said otherwise; all else, comments too, as it is.</summary>
static class Edited
{
    public static string Of(SyntaxNode node, params (SyntaxNode Node, string Text)[] replaced) =>
        Of(node.SyntaxTree.GetText(), node.Span, replaced);

    public static string Of(SourceText text, TextSpan span, params (SyntaxNode Node, string Text)[] replaced)
    {
        var result = text.ToString(span);
        foreach (var (inner, instead) in replaced.OrderByDescending(pair => pair.Node.SpanStart))
            result = result
                .Remove(inner.SpanStart - span.Start, inner.Span.Length)
                .Insert(inner.SpanStart - span.Start, instead);
        return result;
    }
}
