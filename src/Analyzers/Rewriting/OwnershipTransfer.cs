using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// What code analysis once asked for, so that nothing is disposed twice:
/// <c>Stream s = null; try { s = File.Create(path); using (var w = new StreamWriter(s)) { s = null; … } } finally { s?.Dispose(); }</c>
/// </summary>
static class OwnershipTransfer
{
    /// <summary>
    /// The using statement that it stands for; null where it is something else, or a comment would be lost.
    /// </summary>
    public static SyntaxNode? AsUsing(SyntaxNode root, ExpressionSyntax creation)
    {
        if (
            creation.Parent
                is not AssignmentExpressionSyntax
                {
                    RawKind: (int)SyntaxKind.SimpleAssignmentExpression,
                    Left: IdentifierNameSyntax { Identifier: { Text: var name } local },
                    Parent: ExpressionStatementSyntax
                    {
                        Parent: BlockSyntax
                        {
                            Parent: TryStatementSyntax
                            {
                                Catches.Count: 0,
                                Finally.Block.Statements: [var disposing]
                            } handler
                        } body
                    } opened
                }
            || body.Statements[0] != opened
            || handler.Parent is not BlockSyntax { Statements: var siblings }
            || siblings.TakeWhile(statement => statement != handler).LastOrDefault()
                is not LocalDeclarationStatementSyntax
                {
                    UsingKeyword.RawKind: 0,
                    Declaration:
                    {
                        Variables: [{ Initializer.Value.RawKind: (int)SyntaxKind.NullLiteralExpression } declarator]
                    } declaration
                } declared
            || declarator.Identifier.ValueText != local.ValueText
        )
            return null;
        if (
            string.Concat(
                disposing.DescendantTokens().Select(token => token.Text).Where(token => token is not ("{" or "}"))
            )
                is var text
            && text != $"{name}?.Dispose();"
            && text != $"if({name}!=null){name}.Dispose();"
            && text != $"if({name}isnotnull){name}.Dispose();"
        )
            return null;
        if (
            Comments.AreWithin(root, declared.SpanStart, body.OpenBraceToken.Span.End)
            || Comments.AreWithin(root, opened.FullSpan.Start - 1, opened.FullSpan.End)
            || Comments.AreWithin(root, handler.Finally.SpanStart, handler.Span.End)
        )
            return null;

        var assignments = body.DescendantNodes()
            .OfType<AssignmentExpressionSyntax>()
            .Where(assignment =>
                assignment.Left is IdentifierNameSyntax target && target.Identifier.ValueText == local.ValueText
            )
            .ToArray();
        if (
            assignments.Any(assignment =>
                assignment.Parent is not ExpressionStatementSyntax { Parent: BlockSyntax }
                || assignment.Parent != opened && !assignment.Right.IsKind(SyntaxKind.NullLiteralExpression)
            )
        )
            return null;

        var kept = body.RemoveNodes(
            assignments.Select(assignment => assignment.Parent!),
            SyntaxRemoveOptions.KeepNoTrivia
        )!;
        var block = (UsingStatementSyntax)
            SyntaxFactory.ParseStatement(
                $"using ({declaration.Type.WithoutTrivia()} {name} = _){Layout.EndOfLine(handler)};"
            );
        block = block
            .ReplaceNode(block.Declaration!.Variables[0].Initializer!.Value, creation.WithoutTrivia())
            .WithStatement(kept)
            .WithLeadingTrivia(declared.GetLeadingTrivia())
            .WithTrailingTrivia(handler.GetTrailingTrivia());
        var tracked = root.TrackNodes(declared, (SyntaxNode)handler);
        tracked = tracked.RemoveNode(tracked.GetCurrentNode<SyntaxNode>(declared)!, SyntaxRemoveOptions.KeepNoTrivia)!;
        return tracked.ReplaceNode(tracked.GetCurrentNode<SyntaxNode>(handler)!, block);
    }
}
