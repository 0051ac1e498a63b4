using AtomicWrites.Analyzers.Rewriting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>Statements of a block that stand where the statement around it stood.</summary>
static class Outdented
{
    public static IEnumerable<StatementSyntax> Statements(
        StatementSyntax around,
        StatementSyntax within,
        SyntaxList<StatementSyntax> statements
    )
    {
        if (statements.Count == 0)
            yield break;
        string outer = Layout.Indentation(around),
            inner = within is not BlockSyntax block ? Layout.Indentation(within)
            : block.Statements.Count > 0 && block.Parent is not null ? Layout.Indentation(block.Statements[0])
            : outer;
        var outdent = new Outdent(inner, outer);
        for (var i = 0; i < statements.Count; i++)
        {
            var statement = (StatementSyntax)outdent.Visit(statements[i]);
            if (i == 0)
                statement = statement.WithLeadingTrivia(
                    around.GetLeadingTrivia().Concat(statement.GetLeadingTrivia().SkipWhile(IsBlank))
                );
            if (i == statements.Count - 1 && Layout.EndsLine(around))
                statement = Layout.WithEndOfLine(statement, Layout.EndOfLine(around));
            yield return statement;
        }
    }

    static bool IsBlank(SyntaxTrivia trivia) =>
        trivia.IsKind(SyntaxKind.WhitespaceTrivia) || trivia.IsKind(SyntaxKind.EndOfLineTrivia);
}
