using AtomicWrites.Analyzers.Rewriting;
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

    public override SyntaxList<TNode> VisitList<TNode>(SyntaxList<TNode> list) => SyntaxFactory.List(Kept(list));

    // Of the nodes themselves, not of copies, which no edit knows.
    List<TNode> Kept<TNode>(IReadOnlyList<TNode> list)
        where TNode : SyntaxNode
    {
        var nodes = new List<TNode>();
        SyntaxTrivia? blankLine = null;
        for (var i = 0; i < list.Count; i++)
        {
            var node = list[i];
            if (edits.Removed.Contains(node))
            {
                blankLine ??= BlankLine(node);
                continue;
            }

            var at = nodes.Count;
            if (edits.Emptied.Keys.FirstOrDefault(guard => guard.If == (SyntaxNode)node) is { } guard)
            {
                nodes.AddRange(Without(guard).Cast<TNode>());
                if (guard.Full is null)
                    i = list.Count;
            }
            else if (edits.Opened.Contains(node))
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
        return nodes;
    }

    static SyntaxTrivia? BlankLine(SyntaxNode node) =>
        node.GetLeadingTrivia() is [{ RawKind: (int)SyntaxKind.EndOfLineTrivia } first, ..] ? first : null;

    // The statements of the block stand where it stood, less indented.
    IEnumerable<StatementSyntax> Within(StatementSyntax statement) =>
        Within(
            statement,
            statement switch
            {
                TryStatementSyntax attempt => attempt.Block,
                LockStatementSyntax { Statement: var inner } => inner,
                UsingStatementSyntax { Statement: var inner } => inner,
                _ => throw new InvalidOperationException($"There is no block in {statement.Kind()}"),
            }
        );

    IEnumerable<StatementSyntax> Within(StatementSyntax around, StatementSyntax inner) =>
        Outdented.Statements(around, inner, SyntaxFactory.List(Kept(StatementsOf(inner))));

    static StatementSyntax[] StatementsOf(StatementSyntax? statement) =>
        statement switch
        {
            null => [],
            BlockSyntax block => [.. block.Statements],
            _ => [statement],
        };

    // if (text.Length == 0) return new(); …   try { … } catch (…) when (… && text.Length == 0) { return new(); }
    IEnumerable<StatementSyntax> Without(EmptyGuard guard)
    {
        if (edits.Emptied[guard] is not { } handler)
            return Within(guard.If, guard.Full!);
        var endOfLine = Layout.EndOfLine(guard.If);
        var indentation = Layout.Indentation(guard.If);
        var inner = indentation + Layout.Unit(guard.If);
        var text =
            $"try{endOfLine}{Block(guard.Others)}{indentation}{handler}{endOfLine}{Block(StatementsOf(guard.Empty))}";
        return
        [
            SyntaxFactory
                .ParseStatement(text.TrimEnd())
                .WithLeadingTrivia(guard.If.GetLeadingTrivia())
                .WithTrailingTrivia(SyntaxFactory.EndOfLine(endOfLine)),
        ];

        string Block(IReadOnlyList<StatementSyntax> statements) =>
            $"{indentation}{{{endOfLine}"
            + string.Concat(Kept(statements).Select((statement, i) => Line(statements, statement, i == 0)))
            + $"{indentation}}}{endOfLine}";

        string Line(IReadOnlyList<StatementSyntax> statements, StatementSyntax statement, bool isFirst)
        {
            var moved = new Outdent(Layout.Indentation(statements[0]), inner).Visit(statement).ToFullString();
            if (isFirst)
                moved = inner + moved.TrimStart();
            return moved.EndsWith(endOfLine, StringComparison.Ordinal) ? moved : moved.TrimEnd() + endOfLine;
        }
    }
}
