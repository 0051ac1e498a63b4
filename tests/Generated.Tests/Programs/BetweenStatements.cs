using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Generated.Tests.Programs;

/// <summary>Puts a statement before each one of a list.</summary>
/// <param name="next">The source of the statement that comes next.</param>
sealed class BetweenStatements(Func<string> next) : CSharpSyntaxRewriter
{
    public override SyntaxNode? VisitBlock(BlockSyntax node)
    {
        var visited = (BlockSyntax)base.VisitBlock(node)!;
        return IsUnheard(node.Parent) ? visited : visited.WithStatements(Between(visited.Statements));
    }

    public override SyntaxNode? VisitSwitchSection(SwitchSectionSyntax node)
    {
        var visited = (SwitchSectionSyntax)base.VisitSwitchSection(node)!;
        return visited.WithStatements(Between(visited.Statements));
    }

    public override SyntaxNode? VisitCompilationUnit(CompilationUnitSyntax node)
    {
        var visited = (CompilationUnitSyntax)base.VisitCompilationUnit(node)!;
        return visited.WithMembers(
            SyntaxFactory.List(
                visited.Members.SelectMany(member =>
                    member is GlobalStatementSyntax { Statement: not LocalFunctionStatementSyntax }
                        ? [SyntaxFactory.GlobalStatement(Next()), member]
                        : new[] { member }
                )
            )
        );
    }

    SyntaxList<StatementSyntax> Between(SyntaxList<StatementSyntax> statements) =>
        SyntaxFactory.List(
            statements.SelectMany(statement =>
                statement is LocalFunctionStatementSyntax ? [statement] : new[] { Next(), statement }
            )
        );

    // What failed there would end the process: nobody has the task of an asynchronous method that returns nothing, as an
    // asynchronous lambda may be.
    static bool IsUnheard(SyntaxNode? function) =>
        function switch
        {
            LocalFunctionStatementSyntax { ReturnType: PredefinedTypeSyntax } local => local.Modifiers.Any(
                SyntaxKind.AsyncKeyword
            ),
            ParenthesizedLambdaExpressionSyntax lambda => lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword),
            _ => false,
        };

    // On a line of its own: a directive may follow.
    StatementSyntax Next() => SyntaxFactory.ParseStatement(next() + "\n");
}
