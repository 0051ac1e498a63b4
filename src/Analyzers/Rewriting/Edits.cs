using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>Changes of one tree, made one after the other; comments and line breaks stay where they are.</summary>
sealed class Edits(SyntaxNode root)
{
    readonly List<(SyntaxNode Node, Func<SyntaxNode, SyntaxNode, SyntaxNode> Apply)> _edits = [];

    public void Replace(SyntaxNode node, Func<SyntaxNode, SyntaxNode> with) =>
        _edits.Add((node, (tree, current) => tree.ReplaceNode(current, with(current))));

    /// <summary>With all that stands on its lines.</summary>
    public void Remove(StatementSyntax statement) =>
        _edits.Add(
            (statement, (tree, current) =>
                tree.RemoveNode(
                    current.Parent is GlobalStatementSyntax global ? global : current,
                    SyntaxRemoveOptions.KeepNoTrivia
                )!
            )
        );

    public void InsertAfter(StatementSyntax anchor, string statement)
    {
        var added = SyntaxFactory.ParseStatement(statement);
        string indentation = Layout.Indentation(anchor),
            endOfLine = Layout.EndOfLine(anchor);
        var isOnOneLine = !Layout.EndsLine(anchor);
        var isLast =
            anchor.GetLastToken().GetNextToken().IsKind(SyntaxKind.EndOfFileToken)
            && !anchor.GetTrailingTrivia().Any(SyntaxKind.EndOfLineTrivia);
        var separates = anchor.GetLastToken().IsKind(SyntaxKind.CloseBraceToken) && anchor.ToString().Contains("\n");
        _edits.Add((anchor, (tree, current) =>
            {
                var before = (StatementSyntax)current;
                if (isOnOneLine && !isLast)
                {
                    added = added.WithTrailingTrivia(before.GetTrailingTrivia());
                    return Insert(tree, before, before.WithTrailingTrivia(SyntaxFactory.Space), added, after: true);
                }

                added = added.WithLeadingTrivia(
                    SyntaxFactory.ParseLeadingTrivia((separates ? endOfLine : "") + indentation)
                );
                return isLast
                    ? Insert(
                        tree,
                        before,
                        before.WithTrailingTrivia(before.GetTrailingTrivia().Add(SyntaxFactory.EndOfLine(endOfLine))),
                        added,
                        after: true
                    )
                    : Insert(
                        tree,
                        before,
                        before,
                        added.WithTrailingTrivia(SyntaxFactory.EndOfLine(endOfLine)),
                        after: true
                    );
            }));
    }

    /// <summary>
    /// Puts statements before one; where it is the body of an <c>if</c> or the like, into a block with it.
    /// </summary>
    public void InsertBefore(StatementSyntax anchor, IReadOnlyList<string> statements, string? replacement = null)
    {
        string indentation = Layout.Indentation(anchor),
            endOfLine = Layout.EndOfLine(anchor);
        var beginsLine = Layout.BeginsLine(anchor);
        if (anchor.Parent is not (BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax))
        {
            Embrace(anchor, statements, replacement);
            return;
        }

        _edits.Add((anchor, (tree, current) =>
            {
                var after = (StatementSyntax)current;
                var changed = (
                    replacement is null
                        ? after
                        : SyntaxFactory.ParseStatement(replacement).WithTrailingTrivia(after.GetTrailingTrivia())
                ).WithLeadingTrivia(SyntaxFactory.ParseLeadingTrivia(beginsLine ? indentation : ""));
                var added = statements
                    .Select(
                        (statement, i) =>
                            SyntaxFactory
                                .ParseStatement(statement)
                                .WithLeadingTrivia(
                                    i == 0
                                        ? after.GetLeadingTrivia()
                                        : SyntaxFactory.ParseLeadingTrivia(beginsLine ? indentation : "")
                                )
                                .WithTrailingTrivia(
                                    beginsLine ? SyntaxFactory.EndOfLine(endOfLine) : SyntaxFactory.Space
                                )
                    )
                    .ToArray();
                return Insert(tree, after, changed, added, after: false);
            }));
    }

    /// <summary>Makes a block of a statement that is the body of another, with more before and after it.</summary>
    public void Embrace(
        StatementSyntax body,
        IReadOnlyList<string> before,
        string? replacement = null,
        string? after = null
    )
    {
        var owner = body.Parent!;
        string outer = Layout.Indentation(owner),
            unit = Layout.Unit(owner),
            endOfLine = Layout.EndOfLine(owner);
        var inner = outer + unit;
        var beginsLine = Layout.BeginsLine(body);
        var isLevel = beginsLine && Layout.Indentation(body).Length <= outer.Length;
        var separates =
            after is not null
            && body.GetLastToken().IsKind(SyntaxKind.CloseBraceToken)
            && body.ToString().Contains("\n");
        var endsLine = Layout.EndsLine(body);
        _edits.Add((body, (tree, current) =>
            {
                var kept = replacement is null
                    ? (StatementSyntax)current
                    : SyntaxFactory.ParseStatement(replacement).WithTriviaFrom(current);
                if (isLevel)
                    kept = Layout.Indent(kept, unit);
                var above = beginsLine ? kept.GetLeadingTrivia() : SyntaxFactory.ParseLeadingTrivia(inner);
                if (!beginsLine || before.Count > 0)
                    kept = kept.WithLeadingTrivia(SyntaxFactory.ParseLeadingTrivia(inner));
                if (!endsLine)
                    kept = kept.WithTrailingTrivia(kept.GetTrailingTrivia().Add(SyntaxFactory.EndOfLine(endOfLine)));
                var statements = before
                    .Select((item, i) => i == 0 ? Line(item, inner).WithLeadingTrivia(above) : Line(item, inner))
                    .Append(kept);
                if (after is not null)
                    statements = statements.Append(Line(after, (separates ? endOfLine : "") + inner));
                var block = SyntaxFactory.Block(
                    SyntaxFactory.Token(
                        SyntaxFactory.ParseLeadingTrivia(outer),
                        SyntaxKind.OpenBraceToken,
                        SyntaxFactory.TriviaList(SyntaxFactory.EndOfLine(endOfLine))
                    ),
                    SyntaxFactory.List(statements),
                    SyntaxFactory.Token(
                        SyntaxFactory.ParseLeadingTrivia(outer),
                        SyntaxKind.CloseBraceToken,
                        endsLine ? SyntaxFactory.TriviaList(SyntaxFactory.EndOfLine(endOfLine)) : default
                    )
                );
                var mark = new SyntaxAnnotation();
                tree = tree.ReplaceNode(current, block.WithAdditionalAnnotations(mark));
                if (beginsLine)
                    return tree;
                var header = tree.GetAnnotatedNodes(mark).Single().GetFirstToken().GetPreviousToken();
                var beside = header
                    .TrailingTrivia.Reverse()
                    .SkipWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia))
                    .Reverse()
                    .Append(SyntaxFactory.EndOfLine(endOfLine));
                return tree.ReplaceToken(header, header.WithTrailingTrivia(beside));
            }));

        StatementSyntax Line(string statement, string leading) =>
            SyntaxFactory
                .ParseStatement(statement)
                .WithLeadingTrivia(SyntaxFactory.ParseLeadingTrivia(leading))
                .WithTrailingTrivia(SyntaxFactory.EndOfLine(endOfLine));
    }

    public SyntaxNode Apply()
    {
        var tree = root.TrackNodes(_edits.Select(edit => edit.Node).Distinct());
        foreach (var (node, apply) in _edits)
            tree = apply(tree, tree.GetCurrentNode(node)!);
        return tree;
    }

    static SyntaxNode Insert(
        SyntaxNode tree,
        StatementSyntax anchor,
        StatementSyntax changed,
        StatementSyntax added,
        bool after
    ) => Insert(tree, anchor, changed, [added], after);

    static SyntaxNode Insert(
        SyntaxNode tree,
        StatementSyntax anchor,
        StatementSyntax changed,
        StatementSyntax[] added,
        bool after
    )
    {
        if (anchor.Parent is GlobalStatementSyntax global)
        {
            var members = added.Select(statement => SyntaxFactory.GlobalStatement(statement));
            var self = global.WithStatement(changed);
            return tree.ReplaceNode(global, after ? members.Prepend(self) : members.Append(self));
        }

        return tree.ReplaceNode(anchor, after ? added.Prepend(changed) : added.Append(changed));
    }
}
