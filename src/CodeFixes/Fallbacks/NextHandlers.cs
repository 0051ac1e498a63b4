using AtomicWrites.Analyzers.Sources;
using AtomicWrites.CodeFixes.States;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Fallbacks;

/// <summary>
/// The handlers of a method that get what one of them lets through: those behind it, and those around. They are for
/// other failures, such as content that is damaged, and may delete what can be read a moment later.
/// </summary>
static class NextHandlers
{
    /// <summary>Whether one does more than to throw it on.</summary>
    public static bool Take(CatchClauseSyntax clause, SemanticModel model)
    {
        var attempt = (TryStatementSyntax)clause.Parent!;
        return attempt
            .Catches.SkipWhile(other => other != clause)
            .Skip(1)
            .Concat(
                attempt
                    .Ancestors()
                    .TakeWhile(node => !Functions.IsNested(node) && node is not MemberDeclarationSyntax)
                    .OfType<TryStatementSyntax>()
                    .Where(around => around.Block.Span.Contains(clause.Span))
                    .SelectMany(around => around.Catches)
            )
            .Any(other => MayGet(other, clause, model) && !ThrowsOn(other.Block));
    }

    // A conversion there is from a base to what derives of it, and back; of other types no exception is both.
    static bool MayGet(CatchClauseSyntax other, CatchClauseSyntax clause, SemanticModel model) =>
        Caught(other, model) is not { } type
        || Caught(clause, model) is not { } through
        || model.Compilation.ClassifyCommonConversion(type, through).Exists;

    static ITypeSymbol? Caught(CatchClauseSyntax clause, SemanticModel model) =>
        clause.Declaration is { Type: var type } ? model.GetTypeInfo(type).Type : null;

    static bool ThrowsOn(BlockSyntax block) => Talk.Without(block) is [ThrowStatementSyntax { Expression: null }];
}
