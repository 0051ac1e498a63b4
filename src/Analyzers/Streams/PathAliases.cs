using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Streams;

/// <summary>Variables that hold a path, or something that is made of it.</summary>
sealed class PathAliases(IEnumerable<ISymbol> symbols) : HashSet<ISymbol>(symbols, SymbolEqualityComparer.Default)
{
    /// <summary>The element of a collection that the path is, where it is known which; null elsewhere.</summary>
    public ElementAccessExpressionSyntax? Element { get; init; }

    /// <summary>Whether it is another element of that collection: <c>args[1]</c> beside <c>args[0]</c>.</summary>
    public bool IsBesideElement(ElementAccessExpressionSyntax element, SemanticModel model) =>
        Element?.ArgumentList.Arguments is [{ Expression: var own }]
        && element.ArgumentList.Arguments is [{ Expression: var other }]
        && SyntaxFactory.AreEquivalent(Element.Expression, element.Expression)
        && own is LiteralExpressionSyntax { Token.Value: var key }
        && model.GetConstantValue(other) is { HasValue: true, Value: var index }
        && !Equals(key, index);
}
