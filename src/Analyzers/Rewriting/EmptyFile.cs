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
        if (opening is not { KeepsTail: false, Appends: false, CreatesNew: null, Encoding: null, Initializer: null })
            return null;
        var call = $"{qualifier}AtomicFile.WriteAllText({opening.Path}, \"\")";
        if (IsAtOnce(creation))
        {
            var whole = creation.Parent?.Parent as InvocationExpressionSyntax ?? creation;
            return root.ReplaceNode(whole, SyntaxFactory.ParseExpression(call).WithTriviaFrom(whole));
        }

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
        // using (File.Create(path)) { break; }
        if (
            block
                is {
                    AwaitKeyword.RawKind: 0,
                    Parent: BlockSyntax or SwitchSectionSyntax,
                    Statement: BlockSyntax
                    {
                        Statements: [
                            BreakStatementSyntax
                            or ContinueStatementSyntax
                            or ReturnStatementSyntax { Expression: null },
                        ],
                        Statements: [var exit],
                    },
                    ContainsDirectives: false
                }
            && !Comments.AreWithin(root, block.SpanStart, block.Span.End)
        )
            return root.ReplaceNode(
                block,
                [
                    SyntaxFactory
                        .ParseStatement(call + ";")
                        .WithLeadingTrivia(block.GetLeadingTrivia())
                        .WithTrailingTrivia(SyntaxFactory.EndOfLine(Layout.EndOfLine(block))),
                    exit.WithLeadingTrivia(SyntaxFactory.Whitespace(Layout.Indentation(block)))
                        .WithTrailingTrivia(block.GetTrailingTrivia()),
                ]
            );
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
                    .WithLeadingTrivia(block.GetLeadingTrivia().Concat(Kept(block)))
            )
            : null;
    }

    /// <summary><c>File.Create(path).Dispose()</c>, or <c>File.Create(path)</c> alone.</summary>
    public static bool IsAtOnce(ExpressionSyntax creation) =>
        creation.Parent
            is ExpressionStatementSyntax
                or MemberAccessExpressionSyntax
                {
                    Name.Identifier.ValueText: "Dispose" or "Close",
                    Parent: InvocationExpressionSyntax
                };

    // Why it is empty, above.
    static IEnumerable<SyntaxTrivia> Kept(UsingStatementSyntax block) =>
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
