using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// A handler that asks within its block what it has caught: <c>if (failure is FileNotFoundException) …</c>. By then it
/// is a <c>StateFileException</c>, of which it knows nothing.
/// </summary>
static class AskedException
{
    public static bool In(CatchClauseSyntax clause) =>
        clause.Declaration is { Identifier.ValueText: { Length: > 0 } name }
        && clause
            .Block.DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .Any(use => use.Identifier.ValueText == name && (IsCompared(use) || IsDecided(use, clause.Block)));

    static bool IsCompared(IdentifierNameSyntax use) =>
        use.Parent
            is IsPatternExpressionSyntax
                or BinaryExpressionSyntax
                or CastExpressionSyntax
                or SwitchExpressionSyntax
                or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetType" or "HResult" };

    // if (IsHarmless(failure)), failure.HResult == -2147024864 ? … : …
    static bool IsDecided(IdentifierNameSyntax use, BlockSyntax block) =>
        use.Ancestors()
            .TakeWhile(node => node != block)
            .Select(node =>
                node switch
                {
                    IfStatementSyntax choice => choice.Condition,
                    ConditionalExpressionSyntax choice => choice.Condition,
                    SwitchStatementSyntax choice => choice.Expression,
                    WhileStatementSyntax choice => choice.Condition,
                    _ => null,
                }
            )
            .Any(asked => asked?.Span.Contains(use.Span) == true);
}
