using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// <c>var state = file.Read(); return state;</c> is <c>return file.Read();</c>, and <c>T state; state = file.Read();</c>
/// one statement.
/// </summary>
sealed class NeedlessVariables(string file) : CSharpSyntaxRewriter
{
    /// <summary>On the type of a declaration that said <c>var</c>, before it was split from its value.</summary>
    public static readonly SyntaxAnnotation WasVar = new();

    public override SyntaxNode? VisitBlock(BlockSyntax node)
    {
        var visited = (BlockSyntax)base.VisitBlock(node)!;
        for (var i = 0; i + 1 < visited.Statements.Count; i++)
        {
            if (SetAtOnce(visited.Statements[i], visited.Statements[i + 1]) is { } set)
                visited = visited.WithStatements(
                    visited.Statements.Replace(visited.Statements[i], set).RemoveAt(i + 1)
                );
            if (i + 1 == visited.Statements.Count)
                break;
            if (
                visited.Statements[i]
                    is not LocalDeclarationStatementSyntax
                    {
                        UsingKeyword.RawKind: 0,
                        Declaration.Variables: [{ Initializer.Value: var value } local]
                    }
                || visited.Statements[i + 1]
                    is not ReturnStatementSyntax { Expression: IdentifierNameSyntax returned } statement
                || returned.Identifier.ValueText != local.Identifier.ValueText
                || !StateFileSimplifier.IsCall(value, file)
            )
                continue;
            return visited.WithStatements(
                visited
                    .Statements.Replace(
                        statement,
                        statement
                            .WithExpression(value.WithoutTrivia())
                            .WithLeadingTrivia(visited.Statements[i].GetLeadingTrivia())
                    )
                    .RemoveAt(i)
            );
        }

        return visited;
    }

    LocalDeclarationStatementSyntax? SetAtOnce(StatementSyntax first, StatementSyntax second) =>
        first is LocalDeclarationStatementSyntax { Declaration.Variables: [{ Initializer: null } local] } declared
        && second
            is ExpressionStatementSyntax
            {
                Expression: AssignmentExpressionSyntax
                {
                    RawKind: (int)SyntaxKind.SimpleAssignmentExpression,
                    Left: IdentifierNameSyntax { Identifier.ValueText: var name },
                    Right: var value
                }
            }
        && name == local.Identifier.ValueText
        && StateFileSimplifier.IsCall(value, file)
            ? declared.WithDeclaration(
                declared
                    .Declaration.WithType(
                        declared.Declaration.Type is var type && type.HasAnnotation(WasVar)
                            ? SyntaxFactory.IdentifierName("var").WithTriviaFrom(type)
                            : type
                    )
                    .WithVariables(
                        SyntaxFactory.SingletonSeparatedList(
                            local
                                .WithIdentifier(local.Identifier.WithTrailingTrivia(SyntaxFactory.Space))
                                .WithInitializer(
                                    SyntaxFactory.EqualsValueClause(
                                        SyntaxFactory
                                            .Token(SyntaxKind.EqualsToken)
                                            .WithTrailingTrivia(SyntaxFactory.Space),
                                        value.WithoutTrivia()
                                    )
                                )
                        )
                    )
            )
            : null;
}
