using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>Makes the changes of a plan. Comments of what goes, go; all others stay.</summary>
sealed class StateEditsRewriter(StateEdits edits, string file) : CSharpSyntaxRewriter
{
    public override SyntaxNode? Visit(SyntaxNode? node) =>
        node is not null && edits.Replaced.TryGetValue(node, out var text)
            ? SyntaxFactory.ParseExpression(text(file)).WithTriviaFrom(node)
            : base.Visit(node);

    public override SyntaxNode? VisitCatchClause(CatchClauseSyntax node)
    {
        var visited = (CatchClauseSyntax)base.VisitCatchClause(node)!;
        if (!edits.Narrowed.TryGetValue(node, out var head))
            return visited;
        var parsed = ((TryStatementSyntax)SyntaxFactory.ParseStatement($"try {{ }} {head} {{ }}")).Catches[0];
        var last = (SyntaxNode?)node.Filter ?? node.Declaration;
        return visited
            .WithCatchKeyword(visited.CatchKeyword.WithTrailingTrivia(SyntaxFactory.Space))
            .WithDeclaration(parsed.Declaration)
            .WithFilter(
                parsed.Filter!.WithTrailingTrivia(last?.GetTrailingTrivia() ?? node.CatchKeyword.TrailingTrivia)
            );
    }

    public override SyntaxList<TNode> VisitList<TNode>(SyntaxList<TNode> list)
    {
        var nodes = new List<TNode>();
        SyntaxTrivia? blankLine = null;
        foreach (var node in list)
        {
            if (edits.Removed.Contains(node))
            {
                blankLine ??= BlankLine(node);
                continue;
            }

            var at = nodes.Count;
            if (edits.Opened.Contains(node))
                nodes.AddRange(Within((StatementSyntax)(SyntaxNode)node).Cast<TNode>());
            else if (Visit(node) is TNode kept)
                nodes.Add(kept);
            // What went has separated the others.
            if (at > 0 && at < nodes.Count && blankLine is { } line && BlankLine(nodes[at]) is null)
                nodes[at] = nodes[at].WithLeadingTrivia(nodes[at].GetLeadingTrivia().Insert(0, line));
            blankLine = null;
        }

        // A blank line at the start of a block separates nothing.
        if (nodes.Count > 0 && list.Count > 0 && edits.Removed.Contains(list[0]) && nodes[0] is StatementSyntax)
            nodes[0] = nodes[0]
                .WithLeadingTrivia(
                    nodes[0].GetLeadingTrivia().SkipWhile(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia))
                );
        return SyntaxFactory.List(nodes);
    }

    static SyntaxTrivia? BlankLine(SyntaxNode node) =>
        node.GetLeadingTrivia() is [{ RawKind: (int)SyntaxKind.EndOfLineTrivia } first, ..] ? first : null;

    // The statements of the block stand where it stood, less indented.
    IEnumerable<StatementSyntax> Within(StatementSyntax statement)
    {
        var block = statement switch
        {
            TryStatementSyntax attempt => attempt.Block,
            LockStatementSyntax { Statement: BlockSyntax inner } => inner,
            UsingStatementSyntax { Statement: BlockSyntax inner } => inner,
            UsingStatementSyntax { Statement: var only } => SyntaxFactory.Block(only),
            _ => throw new InvalidOperationException($"There is no block in {statement.Kind()}"),
        };
        var visited = VisitList(block.Statements);
        return Outdented.Statements(statement, block, visited);
    }
}
