using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// A stream or text writer that has a name only to be closed at once: <c>var s = File.Create(path); s.Close();</c>
/// </summary>
static class ClosedAtOnce
{
    /// <summary>
    /// <c>File.Create(path).Close();</c>, or null where the name stands anywhere else, or a comment would be lost.
    /// </summary>
    public static SyntaxNode? AsCall(SyntaxNode root, ExpressionSyntax creation)
    {
        if (
            creation
                is not {
                    RawKind: not (int)SyntaxKind.ImplicitObjectCreationExpression,
                    Parent: EqualsValueClauseSyntax
                    {
                        Parent: VariableDeclaratorSyntax
                        {
                            Identifier.ValueText: var name,
                            Parent: VariableDeclarationSyntax
                            {
                                Variables.Count: 1,
                                Parent: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 } opened
                            }
                        }
                    }
                }
            || StatementList.From(opened)?.FirstOrDefault()
                is not ExpressionStatementSyntax
                {
                    Expression: InvocationExpressionSyntax
                    {
                        Expression: MemberAccessExpressionSyntax
                        {
                            Expression: IdentifierNameSyntax receiver,
                            Name.Identifier.ValueText: "Close" or "Dispose"
                        }
                    }
                } closing
            || Names
                .Body(opened)
                .DescendantNodes()
                .OfType<IdentifierNameSyntax>()
                .Where(mention => mention.Identifier.ValueText == name)
                .ToArray()
                is not [var only]
            || only != receiver
            || Comments.AreWithin(root, opened.SpanStart, closing.Span.End)
        )
            return null;
        var call = closing.ReplaceNode(receiver, creation.WithoutTrivia()).WithLeadingTrivia(opened.GetLeadingTrivia());
        var tracked = root.TrackNodes<SyntaxNode>(opened, closing);
        tracked = tracked.ReplaceNode(tracked.GetCurrentNode<SyntaxNode>(closing)!, call);
        return tracked.RemoveNode(
            StatementList.Whole(tracked.GetCurrentNode<SyntaxNode>(opened)!),
            SyntaxRemoveOptions.KeepNoTrivia
        );
    }
}
