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
        return visited.WithStatements(Between(visited.Statements));
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

    // On a line of its own: a directive may follow.
    StatementSyntax Next() => SyntaxFactory.ParseStatement(next() + "\n");
}
