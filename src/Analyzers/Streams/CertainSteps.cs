using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.Analyzers.Streams;

/// <summary>Statements that run whatever the way, and not only where a condition or a caught exception leads.</summary>
static class CertainSteps
{
    /// <summary>Those that have run, in the same function or one around it, when <paramref name="site"/> does.</summary>
    public static IEnumerable<StatementSyntax> Before(SyntaxNode site) =>
        site.AncestorsAndSelf()
            .TakeWhile(node => node is not (TypeDeclarationSyntax or LocalFunctionStatementSyntax))
            .SelectMany(Preceding)
            .SelectMany(AtAnyRate);

    /// <summary>
    /// Those that run on every way from <paramref name="start"/> to <paramref name="site"/>, if such a way is gone.
    /// </summary>
    public static IEnumerable<StatementSyntax> Between(SyntaxNode start, SyntaxNode site) => Between(start, site.Span);

    /// <summary>Those on every way to what has that place, behind <paramref name="start"/>.</summary>
    public static IEnumerable<StatementSyntax> Between(SyntaxNode start, TextSpan site)
    {
        List<StatementSyntax> steps = [];
        List<StatementSyntax> last = []; // also where something is thrown in between
        foreach (var node in start.AncestorsAndSelf().TakeWhile(node => !Functions.IsNested(node)))
        {
            if (node is TryStatementSyntax attempt && attempt.Block.Span.Contains(start.Span))
            {
                if (attempt.Catches.Any() && !attempt.Span.Contains(site))
                    steps.Clear();
                last.AddRange(Finally(attempt));
            }
            else if (node is UsingStatementSyntax held && !held.Statement.Span.Contains(start.Span))
                steps.AddRange(AtAnyRate(held.Statement));
            else if (node == start.FirstAncestorOrSelf<StatementSyntax>())
                last.AddRange(Following(node).Take(1).OfType<TryStatementSyntax>().SelectMany(Finally));
            steps.AddRange(Following(node).SelectMany(AtAnyRate).Where(step => !IsLeft(start, step)));
        }

        return steps.Concat(last).Where(step => step.Span.End <= site.Start);
    }

    /// <summary>What stands before a statement among the same statements.</summary>
    public static IEnumerable<StatementSyntax> Preceding(SyntaxNode node) =>
        Siblings(node).TakeWhile(other => other.SpanStart < node.SpanStart);

    /// <summary>Whether what is in there may run again.</summary>
    public static bool IsLoop(SyntaxNode node) =>
        node is ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax or CommonForEachStatementSyntax;

    static IEnumerable<StatementSyntax> Following(SyntaxNode node) =>
        Siblings(node).Where(other => other.SpanStart > node.SpanStart);

    static IEnumerable<StatementSyntax> Siblings(SyntaxNode node) =>
        node switch
        {
            StatementSyntax { Parent: BlockSyntax block } => block.Statements,
            StatementSyntax { Parent: SwitchSectionSyntax section } => section.Statements,
            GlobalStatementSyntax { Parent: CompilationUnitSyntax unit } => unit
                .Members.OfType<GlobalStatementSyntax>()
                .Select(other => other.Statement),
            _ => [],
        };

    /// <summary>
    /// Those of a block, what a using statement is around, a finally; what is tried only where nothing catches.
    /// </summary>
    public static IEnumerable<StatementSyntax> AtAnyRate(StatementSyntax statement) =>
        statement switch
        {
            BlockSyntax block => block.Statements.SelectMany(AtAnyRate),
            UsingStatementSyntax { Statement: var held } => AtAnyRate(held).Prepend(statement),
            TryStatementSyntax { Catches.Count: 0 } attempt => AtAnyRate(attempt.Block).Concat(Finally(attempt)),
            TryStatementSyntax attempt => Finally(attempt),
            _ => [statement],
        };

    static IEnumerable<StatementSyntax> Finally(TryStatementSyntax attempt) =>
        attempt.Finally is { } last ? AtAnyRate(last.Block) : [];

    // if (…) break; in between, of a loop that is around the start.
    static bool IsLeft(SyntaxNode start, StatementSyntax step) =>
        Names
            .Body(start)
            .DescendantNodes(node => !Functions.IsNested(node))
            .Where(node => node.SpanStart > start.Span.End && node.Span.End < step.SpanStart)
            .Any(node =>
                node is GotoStatementSyntax
                || node is BreakStatementSyntax or ContinueStatementSyntax
                    && node.Ancestors()
                        .FirstOrDefault(around =>
                            IsLoop(around) || around is SwitchStatementSyntax && node is BreakStatementSyntax
                        )
                        ?.Span.Contains(start.Span) == true
            );
}
