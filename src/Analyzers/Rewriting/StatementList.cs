using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// Statements that follow each other: of a block, of a section of a <c>switch</c>, or those of a program without a class.
/// </summary>
static class StatementList
{
    /// <summary>What follows a statement in its list; null where it stands in none.</summary>
    public static IEnumerable<StatementSyntax>? From(StatementSyntax statement) =>
        statement.Parent switch
        {
            BlockSyntax block => block.Statements.SkipWhile(other => other != statement).Skip(1),
            SwitchSectionSyntax section => section.Statements.SkipWhile(other => other != statement).Skip(1),
            GlobalStatementSyntax { Parent: CompilationUnitSyntax unit } global => unit
                .Members.OfType<GlobalStatementSyntax>()
                .SkipWhile(other => other != global)
                .Skip(1)
                .Select(other => other.Statement),
            _ => null,
        };

    /// <summary>What goes where a statement goes.</summary>
    public static SyntaxNode Whole(SyntaxNode statement) =>
        statement.Parent is GlobalStatementSyntax global ? global : statement;
}
