using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>How the user's file is laid out, so that what is added looks like it.</summary>
static class Layout
{
    /// <summary>The white space that the line of a node begins with.</summary>
    public static string Indentation(SyntaxNode node)
    {
        var line = node.SyntaxTree.GetText().Lines.GetLineFromPosition(node.SpanStart).ToString();
        return line.Substring(0, line.Length - line.TrimStart().Length);
    }

    public static string EndOfLine(SyntaxNode node) =>
        node.SyntaxTree.GetRoot().DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia))
            is { RawKind: not 0 } found
            ? found.ToString()
            : "\n";

    /// <summary>What one level of blocks adds to the indentation: as the block around a node does it.</summary>
    public static string Unit(SyntaxNode node)
    {
        foreach (
            var block in node.AncestorsAndSelf()
                .OfType<BlockSyntax>()
                .Concat(node.SyntaxTree.GetRoot().DescendantNodes().OfType<BlockSyntax>())
        )
        {
            if (block.Statements.Count == 0)
                continue;
            string outer = Indentation(block),
                inner = Indentation(block.Statements[0]);
            if (inner.Length > outer.Length && inner.StartsWith(outer, StringComparison.Ordinal))
                return inner.Substring(outer.Length);
        }

        return Indentation(node).StartsWith("\t", StringComparison.Ordinal) ? "\t" : "    ";
    }

    /// <summary>Whether a node begins its line.</summary>
    public static bool BeginsLine(SyntaxNode node)
    {
        var text = node.SyntaxTree.GetText();
        var line = text.Lines.GetLineFromPosition(node.SpanStart);
        return string.IsNullOrWhiteSpace(
            text.ToString(Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(line.Start, node.SpanStart))
        );
    }

    /// <summary>What the blocks that begin on the line of a statement add to its indentation, once each has its own.</summary>
    public static string OnItsLine(StatementSyntax statement, string unit) =>
        string.Concat(
            statement
                .Ancestors()
                .OfType<BlockSyntax>()
                .TakeWhile(block => IsOnLine(block.OpenBraceToken, statement))
                .Select(_ => unit)
        );

    static bool IsOnLine(SyntaxToken token, SyntaxNode node)
    {
        var lines = node.SyntaxTree.GetText().Lines;
        return lines.IndexOf(token.SpanStart) == lines.IndexOf(node.SpanStart);
    }

    public static bool EndsLine(SyntaxNode node) =>
        node.GetTrailingTrivia().Any(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia))
        || node.GetLastToken().GetNextToken().IsKind(SyntaxKind.None);

    /// <summary>The statement with the end of its line behind it, and no blanks before that.</summary>
    public static T WithEndOfLine<T>(T statement, string endOfLine)
        where T : SyntaxNode
    {
        var trailing = statement.GetTrailingTrivia();
        return trailing.Any(SyntaxKind.EndOfLineTrivia)
            ? statement
            : statement.WithTrailingTrivia(
                trailing
                    .Reverse()
                    .SkipWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia))
                    .Reverse()
                    .Append(SyntaxFactory.EndOfLine(endOfLine))
            );
    }

    /// <summary>The node with each of its lines one level deeper; literals of several lines stay as they are.</summary>
    public static T Indent<T>(T node, string unit)
        where T : SyntaxNode => (T)new Indenter(unit).Visit(node);

    sealed class Indenter(string unit) : CSharpSyntaxRewriter
    {
        bool _atLineStart = true;

        public override SyntaxToken VisitToken(SyntaxToken token)
        {
            if (token.IsKind(SyntaxKind.None))
                return token;
            var leading = new List<SyntaxTrivia>();
            var before = token.LeadingTrivia;
            for (var i = 0; i < before.Count; i++)
            {
                var trivia = before[i];
                var isBlank =
                    trivia.IsKind(SyntaxKind.WhitespaceTrivia)
                    && i + 1 < before.Count
                    && before[i + 1].IsKind(SyntaxKind.EndOfLineTrivia);
                if (
                    _atLineStart
                    && !isBlank
                    && !trivia.IsKind(SyntaxKind.EndOfLineTrivia)
                    && !trivia.IsDirective
                    && !trivia.IsKind(SyntaxKind.DisabledTextTrivia)
                )
                {
                    leading.Add(
                        SyntaxFactory.Whitespace(trivia.IsKind(SyntaxKind.WhitespaceTrivia) ? unit + trivia : unit)
                    );
                    _atLineStart = false;
                    if (trivia.IsKind(SyntaxKind.WhitespaceTrivia))
                        continue;
                }

                leading.Add(trivia);
                _atLineStart |= trivia.ToFullString().EndsWith("\n", StringComparison.Ordinal);
            }

            if (_atLineStart && token.FullSpan.Length > 0)
                leading.Add(SyntaxFactory.Whitespace(unit));
            _atLineStart = token.TrailingTrivia.Any(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
            return token.WithLeadingTrivia(leading);
        }
    }
}
