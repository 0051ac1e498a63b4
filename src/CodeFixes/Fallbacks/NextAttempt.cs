using AtomicWrites.Analyzers.Fallbacks;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Fallbacks;

/// <summary>
/// A handler behind which the same load is tried again, so that the program starts anew behind the loop only:
/// <c>for (…) { try { return Load(); } catch (IOException) { Thread.Sleep(50); } } return new();</c>.
/// </summary>
static class NextAttempt
{
    /// <summary>Null where the handler starts anew itself.</summary>
    public static StatementSyntax? LoopOf(Fallback found) =>
        found is { Place: CatchClauseSyntax clause, Save: { IsDeletion: false, Node: var save } }
        && !clause.Span.Contains(save.Span)
        && !NewValue.MakesDefaults(clause.Block)
        && !Functions.Unnested(clause.Block).Any(node => node is ReturnStatementSyntax || IsDeletion(node))
            ? clause
                .Ancestors()
                .TakeWhile(node => !Functions.IsNested(node) && node is not MemberDeclarationSyntax)
                .OfType<StatementSyntax>()
                .FirstOrDefault(node =>
                    node
                        is ForStatementSyntax
                            or CommonForEachStatementSyntax
                            or WhileStatementSyntax
                            or DoStatementSyntax
                )
            : null;

    /// <summary>What runs after the last attempt alone; null where it may run after one that has succeeded.</summary>
    public static StatementSyntax? Behind(StatementSyntax loop, Fallback found, SemanticModel model) =>
        loop.Parent is BlockSyntax block
        && block.Statements.ElementAtOrDefault(block.Statements.IndexOf(loop) + 1) is { } next
        && !loop.DescendantNodes().Any(node => node is BreakStatementSyntax or GotoStatementSyntax)
        && found.Place.Parent is TryStatementSyntax { Block: var attempted }
        && model.AnalyzeControlFlow(attempted) is { Succeeded: true, EndPointIsReachable: false }
            ? next
            : null;

    static bool IsDeletion(SyntaxNode node) => Names.Called(node).StartsWith("Delete", StringComparison.Ordinal);
}
