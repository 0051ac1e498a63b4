using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>A method of which only the call is left has an expression for a body.</summary>
sealed class ExpressionBodies(string file) : CSharpSyntaxRewriter
{
    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        if (node.Body is not { Statements: [var only] } body || HasComment(body))
            return node;
        var call = only switch
        {
            ReturnStatementSyntax { Expression: var value } => value,
            ExpressionStatementSyntax { Expression: var value } => value,
            _ => null,
        };
        if (!StateFileSimplifier.IsCall(call, file))
            return node;
        var head = node.ConstraintClauses.Count > 0 ? (SyntaxNode)node.ConstraintClauses.Last() : node.ParameterList;
        var arrow = SyntaxFactory.ArrowExpressionClause(
            SyntaxFactory.Token(SyntaxKind.EqualsGreaterThanToken).WithTrailingTrivia(SyntaxFactory.Space),
            call!.WithoutTrivia()
        );
        return node.ReplaceNode(head, head.WithTrailingTrivia(SyntaxFactory.Space))
            .WithBody(null)
            .WithExpressionBody(arrow)
            .WithSemicolonToken(
                SyntaxFactory.Token(SyntaxKind.SemicolonToken).WithTrailingTrivia(body.GetTrailingTrivia())
            );
    }

    static bool HasComment(BlockSyntax body) =>
        body.DescendantTrivia()
            .Any(trivia =>
                trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)
            );
}
