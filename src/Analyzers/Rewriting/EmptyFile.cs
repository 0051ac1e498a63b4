using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// A stream or text writer that is opened and closed at once, or dropped for the garbage collector to close, to have an
/// empty file.
/// </summary>
static class EmptyFile
{
    public static SyntaxNode? Rewrite(
        SyntaxNode root,
        ExpressionSyntax creation,
        AtomicOpening opening,
        string qualifier
    )
    {
        if (opening is not { KeepsTail: false, Appends: false, CreatesNew: false, Encoding: null, Initializer: null })
            return null;
        var call = $"{qualifier}AtomicFile.WriteAllText({opening.Path}, \"\")";
        if (
            creation.Parent is MemberAccessExpressionSyntax
            {
                Name.Identifier.ValueText: "Dispose" or "Close",
                Parent: InvocationExpressionSyntax closing
            }
        )
            return root.ReplaceNode(closing, SyntaxFactory.ParseExpression(call).WithTriviaFrom(closing));
        if (creation.Parent is ExpressionStatementSyntax)
            return root.ReplaceNode(creation, SyntaxFactory.ParseExpression(call).WithTriviaFrom(creation));
        var block = creation.Parent as UsingStatementSyntax;
        if (
            creation.Parent is EqualsValueClauseSyntax
            {
                Parent.Parent: VariableDeclarationSyntax
                {
                    Variables.Count: 1,
                    Parent: UsingStatementSyntax { Statement: BlockSyntax } named
                }
            }
        )
            block = named;
        return
            block
                is {
                    AwaitKeyword.RawKind: 0,
                    Statement: BlockSyntax { Statements.Count: 0 } or EmptyStatementSyntax,
                    ContainsDirectives: false
                }
            ? root.ReplaceNode(
                block,
                SyntaxFactory
                    .ParseStatement(call + ";")
                    .WithTriviaFrom(block)
                    .WithLeadingTrivia(block.GetLeadingTrivia().Concat(Comments(block)))
            )
            : null;
    }

    // Why it is empty, above.
    static IEnumerable<SyntaxTrivia> Comments(UsingStatementSyntax block) =>
        block
            .Statement.DescendantTrivia()
            .Where(trivia =>
                trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)
            )
            .Where(trivia => !block.GetTrailingTrivia().Contains(trivia))
            .SelectMany(comment =>
                new[]
                {
                    comment,
                    SyntaxFactory.EndOfLine(Layout.EndOfLine(block)),
                    SyntaxFactory.Whitespace(Layout.Indentation(block)),
                }
            );
}
