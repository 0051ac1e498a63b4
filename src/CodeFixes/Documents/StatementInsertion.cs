using AtomicWrites.Analyzers.Rewriting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace AtomicWrites.CodeFixes.Documents;

/// <summary>
/// Puts a statement before or behind another, laid out as that one is, and in braces with it where it stood alone.
/// </summary>
static class StatementInsertion
{
    public static void InsertBefore(StatementSyntax statement, StatementSyntax added, SyntaxEditor editor)
    {
        if (IsListed(statement))
            editor.InsertBefore(
                Listed(statement),
                Listed(
                    statement,
                    Indented(added, statement)
                        .WithTrailingTrivia(Layout.BeginsLine(statement) ? EndOfLine(statement) : SyntaxFactory.Space)
                )
            );
        else
            Brace(statement, editor, current =>
                [
                    Indented(added, statement)
                        .WithTrailingTrivia(Layout.BeginsLine(statement) ? EndOfLine(statement) : SyntaxFactory.Space),
                    current,
                ]
            );
    }

    public static void InsertAfter(StatementSyntax statement, StatementSyntax added, SyntaxEditor editor)
    {
        if (!IsListed(statement))
        {
            Brace(statement, editor, current =>
                [
                    current,
                    Indented(added, statement)
                        .WithTrailingTrivia(Layout.BeginsLine(statement) ? EndOfLine(statement) : SyntaxFactory.Space),
                ]
            );
            return;
        }

        var behind = Indented(added, statement);
        if (EndsLine(statement))
            behind = behind.WithLeadingTrivia(Indentation(statement)).WithTrailingTrivia(EndOfLine(statement));
        else if (statement.GetLastToken().GetNextToken().IsKind(SyntaxKind.None)) // the file's last line
            behind = behind.WithLeadingTrivia(behind.GetLeadingTrivia().Insert(0, EndOfLine(statement)));
        else
            behind = behind.WithTrailingTrivia(SyntaxFactory.Space);
        editor.InsertAfter(Listed(statement), Listed(statement, behind));
    }

    static void Brace(StatementSyntax statement, SyntaxEditor editor, Func<StatementSyntax, StatementSyntax[]> contents)
    {
        var end = EndOfLine(statement);
        var isOnOneLine = !Layout.BeginsLine(statement);
        var outer = isOnOneLine ? default : SyntaxFactory.TriviaList(Indentation(statement.Parent!));
        editor.ReplaceNode(statement, (node, _) =>
        {
            var current = (StatementSyntax)node;
            if (isOnOneLine)
                return SyntaxFactory
                    .Block(contents(current.WithTrailingTrivia(SyntaxFactory.Space)))
                    .WithOpenBraceToken(
                        SyntaxFactory.Token(
                            default,
                            SyntaxKind.OpenBraceToken,
                            SyntaxFactory.TriviaList(SyntaxFactory.Space)
                        )
                    )
                    .WithCloseBraceToken(
                        SyntaxFactory.Token(default, SyntaxKind.CloseBraceToken, current.GetTrailingTrivia())
                    );
            var block = SyntaxFactory
                .Block(
                    contents(
                        EndsLine(current) ? current : current.WithTrailingTrivia(current.GetTrailingTrivia().Add(end))
                    )
                )
                .WithOpenBraceToken(
                    SyntaxFactory.Token(outer, SyntaxKind.OpenBraceToken, SyntaxFactory.TriviaList(end))
                )
                .WithCloseBraceToken(
                    SyntaxFactory.Token(outer, SyntaxKind.CloseBraceToken, SyntaxFactory.TriviaList(end))
                );
            // A using below a using is not indented, and has to be now.
            return statement is UsingStatementSyntax ? block.WithAdditionalAnnotations(Formatter.Annotation) : block;
        });
    }

    static bool IsListed(StatementSyntax statement) =>
        statement.Parent is BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax;

    static SyntaxNode Listed(StatementSyntax statement) =>
        statement.Parent is GlobalStatementSyntax global ? global : statement;

    static SyntaxNode Listed(StatementSyntax neighbour, StatementSyntax added) =>
        neighbour.Parent is GlobalStatementSyntax ? SyntaxFactory.GlobalStatement(added) : added;

    static StatementSyntax Indented(StatementSyntax added, StatementSyntax neighbour) =>
        Layout.BeginsLine(neighbour) ? added.WithLeadingTrivia(Indentation(neighbour)) : added;

    static bool EndsLine(StatementSyntax statement) => statement.GetTrailingTrivia().Any(SyntaxKind.EndOfLineTrivia);

    static SyntaxTrivia Indentation(SyntaxNode node) => SyntaxFactory.Whitespace(Layout.Indentation(node));

    static SyntaxTrivia EndOfLine(SyntaxNode node) => SyntaxFactory.EndOfLine(Layout.EndOfLine(node));
}
