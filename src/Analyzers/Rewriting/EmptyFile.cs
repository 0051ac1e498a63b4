using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>A stream that is opened and closed at once, to have an empty file.</summary>
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
        return creation.Parent switch
        {
            MemberAccessExpressionSyntax
            {
                Name.Identifier.ValueText: "Dispose" or "Close",
                Parent: InvocationExpressionSyntax closing
            } => root.ReplaceNode(closing, SyntaxFactory.ParseExpression(call).WithTriviaFrom(closing)),
            UsingStatementSyntax
            {
                Statement: BlockSyntax { Statements.Count: 0 } or EmptyStatementSyntax,
                AwaitKeyword.RawKind: 0
            } block
                when !block
                    .Statement.DescendantTrivia()
                    .Any(trivia =>
                        trivia.IsKind(SyntaxKind.SingleLineCommentTrivia)
                        || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)
                    ) => root.ReplaceNode(block, SyntaxFactory.ParseStatement(call + ";").WithTriviaFrom(block)),
            _ => null,
        };
    }
}
