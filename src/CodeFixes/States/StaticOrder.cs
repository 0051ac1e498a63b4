using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>Static fields are set in the order of the text.</summary>
static class StaticOrder
{
    /// <summary>
    /// Whether a static field or property calls the type itself, or one that names it, before one of these members is
    /// set, or before a field that goes behind them is.
    /// </summary>
    public static bool CallsBefore(
        IEnumerable<ISymbol> members,
        bool isField,
        TypeDeclarationSyntax type,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        var set = members
            .Where(member => member.IsStatic)
            .SelectMany(member => member.DeclaringSyntaxReferences)
            .Where(reference => reference.SyntaxTree == type.SyntaxTree && type.Span.Contains(reference.Span))
            .Select(reference => reference.GetSyntax(cancellationToken))
            .Where(member =>
                isField
                || member
                    is VariableDeclaratorSyntax { Initializer: not null }
                        or PropertyDeclarationSyntax { Initializer: not null }
            )
            .Select(member => member.SpanStart)
            .DefaultIfEmpty()
            .Max();
        return type
            .Members.Where(member => member.SpanStart < set && member.Modifiers.Any(SyntaxKind.StaticKeyword))
            .SelectMany(member => member.DescendantNodes().OfType<EqualsValueClauseSyntax>())
            .SelectMany(value => value.DescendantNodes())
            .Any(node =>
                node is SimpleNameSyntax or BaseObjectCreationExpressionSyntax
                && model.GetSymbolInfo(node, cancellationToken).Symbol
                    is (IMethodSymbol or IPropertySymbol)
                        and { ContainingType.DeclaringSyntaxReferences: var parts }
                && parts.Any(part => Names(part.GetSyntax(cancellationToken), type))
            );
    }

    static bool Names(SyntaxNode code, TypeDeclarationSyntax type) =>
        code.DescendantTokens().Any(token => token.ValueText == type.Identifier.ValueText);
}
