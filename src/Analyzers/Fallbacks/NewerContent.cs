using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>
/// Content that a newer version of the program has written, taken for none: <c>if (state.Version > Current) return
/// new();</c>.
/// </summary>
static class NewerContent
{
    /// <summary>That of an <c>if</c>; null where it asks something else, or makes another object than was loaded.</summary>
    public static DroppedContent? At(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        if (node is not IfStatementSyntax { Condition: var condition })
            return null;
        foreach (var test in condition.DescendantNodesAndSelf())
            if (
                Asked(test) is { } loaded
                && FailingBranch.Of(test, isTrue: true) is StatementSyntax start
                && model.GetTypeInfo(loaded, cancellationToken).Type is { } type
                && start
                    .DescendantNodes()
                    .OfType<BaseObjectCreationExpressionSyntax>()
                    .Any(made =>
                        Names.Arguments(made).Count == 0
                        && !made.DescendantNodes()
                            .OfType<IdentifierNameSyntax>()
                            .Any(name => Names.Simple(name) == Names.Simple(loaded))
                        && SymbolEqualityComparer.Default.Equals(model.GetTypeInfo(made, cancellationToken).Type, type)
                    )
            )
                return new(loaded, start, condition.GetLocation(), IsOfAnotherKind: true);
        return null;
    }

    // state.Version > Current, Current < state.FormatVersion
    static IdentifierNameSyntax? Asked(SyntaxNode test) =>
        test is not BinaryExpressionSyntax compared
            ? null
            : test.Kind() switch
            {
                SyntaxKind.GreaterThanExpression => VersionOf(compared.Left),
                SyntaxKind.LessThanExpression => VersionOf(compared.Right),
                _ => null,
            };

    static IdentifierNameSyntax? VersionOf(ExpressionSyntax asked) =>
        asked is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax loaded } member
        && NameVocabulary.Of(Names.Simple(member)).Contains("version")
            ? loaded
            : null;
}
