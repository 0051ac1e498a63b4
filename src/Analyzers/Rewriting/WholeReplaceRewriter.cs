using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// Puts one statement in the place of a hand-written replace, takes the others away, and keeps their comments.
/// </summary>
sealed class WholeReplaceRewriter(WholeReplace whole, StatementSyntax replacement) : CSharpSyntaxRewriter
{
    public override SyntaxNode? Visit(SyntaxNode? node) =>
        node == whole.Write ? WithComments(replacement.WithTriviaFrom(node))
        : node is not null && node.Span.IntersectsWith(Range) ? base.Visit(node)
        : node;

    Microsoft.CodeAnalysis.Text.TextSpan Range { get; } =
        Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(
            whole.Removed.Append(whole.Write).Min(node => node.SpanStart),
            whole.Removed.Append(whole.Write).Max(node => node.Span.End)
        );

    public override SyntaxList<TNode> VisitList<TNode>(SyntaxList<TNode> list)
    {
        if (!list.Any(node => whole.Removed.Contains(Bare(node)) || Bare(node) is TryStatementSyntax))
            return base.VisitList(list);
        var nodes = new List<TNode>();
        var lineStart = default(SyntaxTriviaList); // of what went, for what stood behind it
        foreach (var node in list)
        {
            if (whole.Removed.Contains(Bare(node)))
            {
                if (Layout.BeginsLine(node))
                    lineStart = SyntaxFactory.TriviaList(SyntaxFactory.Whitespace(Layout.Indentation(node)));
                else if (nodes.Count > 0 && Layout.EndsLine(node))
                    nodes[nodes.Count - 1] = Layout.WithEndOfLine(nodes[nodes.Count - 1], Layout.EndOfLine(node));
                continue;
            }

            var visited = Visit(node);
            if (visited is not null && lineStart.Count > 0 && !Layout.BeginsLine(node))
                visited = visited.WithLeadingTrivia(lineStart.AddRange(visited.GetLeadingTrivia()));
            lineStart = default;
            if (visited is not null && Bare(visited) is TryStatementSyntax { Catches.Count: 0, Finally: null } bare)
                nodes.AddRange(
                    Unwrapped((TryStatementSyntax)Bare(node), bare)
                        .Select(statement =>
                            Bare(node) == node ? statement : (SyntaxNode)SyntaxFactory.GlobalStatement(statement)
                        )
                        .Cast<TNode>()
                );
            else if (visited is TNode kept)
                nodes.Add(kept);
        }

        // A blank line at the start of a block separates nothing; before top-level statements it does.
        if (nodes.Count > 0 && whole.Removed.Contains(Bare(list[0])) && Bare(nodes[0]) is StatementSyntax)
            nodes[0] = nodes[0]
                .WithLeadingTrivia(
                    (list[0] is GlobalStatementSyntax ? BlankLines(list[0]) : []).Concat(
                        nodes[0].GetLeadingTrivia().Skip(BlankLines(nodes[0]).Count())
                    )
                );
        return SyntaxFactory.List(nodes);
    }

    static SyntaxNode Bare(SyntaxNode node) => node is GlobalStatementSyntax global ? global.Statement : node;

    static IEnumerable<SyntaxTrivia> BlankLines(SyntaxNode node) =>
        node.GetLeadingTrivia().TakeWhile(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));

    public override SyntaxNode? VisitTryStatement(TryStatementSyntax node)
    {
        var visited = (TryStatementSyntax)base.VisitTryStatement(node)!;
        return node.Finally is { } last && whole.Removed.Contains(last) ? visited.WithFinally(null) : visited;
    }

    // The statements of a try that has nothing to catch stand where it stood, less indented.
    static IEnumerable<StatementSyntax> Unwrapped(TryStatementSyntax original, TryStatementSyntax bare)
    {
        var statements = bare.Block.Statements;
        for (var i = 0; i < statements.Count; i++)
        {
            var statement = (StatementSyntax)
                new Outdent(Indentation(original.Block.Statements[0]), Indentation(original)).Visit(statements[i]);
            yield return i == 0
                ? statement.WithLeadingTrivia(
                    original
                        .GetLeadingTrivia()
                        .Reverse()
                        .SkipWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia))
                        .Reverse()
                        .Concat(statement.GetLeadingTrivia())
                )
                : statement;
        }
    }

    StatementSyntax WithComments(StatementSyntax statement)
    {
        var indentation = statement
            .GetLeadingTrivia()
            .Reverse()
            .TakeWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia))
            .Reverse()
            .ToArray();
        var comments = whole
            .Removed.Where(node => !node.Ancestors().Any(whole.Removed.Contains))
            .OrderBy(node => node.SpanStart)
            .SelectMany(node => node.DescendantTrivia())
            .Where(IsComment)
            .SelectMany(comment => indentation.Append(comment).Append(EndOfLine(statement)))
            .ToArray();
        if (comments.Length == 0)
            return statement;
        var leading = statement.GetLeadingTrivia();
        var blank = BlankLines(statement).ToArray();
        return statement.WithLeadingTrivia(blank.Concat(comments).Concat(leading.Skip(blank.Length)));
    }

    static bool IsComment(SyntaxTrivia trivia) =>
        trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia);

    static string Indentation(SyntaxNode node) =>
        string.Concat(
            node.GetLeadingTrivia().Reverse().TakeWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Reverse()
        );

    static SyntaxTrivia EndOfLine(SyntaxNode node) =>
        node.GetTrailingTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia))
            is { RawKind: not 0 } found
            ? found
            : SyntaxFactory.ElasticLineFeed;
}
