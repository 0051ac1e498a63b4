using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// A handler that asks what it has caught, in its block or in a method that it tells:
/// <c>if (failure is FileNotFoundException) …</c>. By then it is a <c>StateFileException</c>, of which it knows nothing.
/// </summary>
static class AskedException
{
    const int MaxDepth = 3;

    public static bool In(CatchClauseSyntax clause, SourceIndex sources) =>
        clause.Declaration is { Identifier.ValueText: { Length: > 0 } name }
        && In(clause.Block, name, MaxDepth, sources);

    static bool In(SyntaxNode code, string name, int depth, SourceIndex sources) =>
        code.DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .Any(use =>
                use.Identifier.ValueText == name
                && (IsCompared(use) || IsDecided(use, code) || IsAskedBy(use, depth, sources))
            );

    // OnFailed(failure), failure.Show(): a method of the program that asks, by its name.
    static bool IsAskedBy(IdentifierNameSyntax use, int depth, SourceIndex sources) =>
        use.Parent switch
        {
            ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } => call,
            MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } access
                when access.Expression == use && call.Expression == access => call,
            _ => null,
        }
            is { } told
        && sources
            .Methods(Names.Called(told))
            .Any(method =>
                depth == 0
                || method.ParameterList.Parameters.Any(parameter =>
                    Names.Simple(parameter.Type).EndsWith("Exception", StringComparison.Ordinal)
                    && In(method, parameter.Identifier.ValueText, depth - 1, sources)
                )
            );

    static bool IsCompared(IdentifierNameSyntax use) =>
        use.Parent
            is IsPatternExpressionSyntax
                or BinaryExpressionSyntax
                or CastExpressionSyntax
                or SwitchExpressionSyntax
                or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetType" or "HResult" };

    // if (IsHarmless(failure)), failure.HResult == -2147024864 ? … : …
    static bool IsDecided(IdentifierNameSyntax use, SyntaxNode block) =>
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
