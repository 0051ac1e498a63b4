using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>Static fields are set in the order of the text.</summary>
static class StaticOrder
{
    /// <summary>Whether a static field or property calls the type itself before one of these members is set.</summary>
    public static bool CallsBefore(
        IEnumerable<ISymbol> members,
        TypeDeclarationSyntax type,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        var set = members
            .SelectMany(member => member.DeclaringSyntaxReferences)
            .Where(reference => reference.SyntaxTree == type.SyntaxTree && type.Span.Contains(reference.Span))
            .Select(reference => reference.GetSyntax(cancellationToken))
            .Where(member =>
                member
                    is VariableDeclaratorSyntax { Initializer: not null }
                        or PropertyDeclarationSyntax { Initializer: not null }
            )
            .Select(member => member.SpanStart)
            .DefaultIfEmpty()
            .Max();
        var self = model.GetDeclaredSymbol(type, cancellationToken);
        return type
            .Members.Where(member => member.SpanStart < set && member.Modifiers.Any(SyntaxKind.StaticKeyword))
            .SelectMany(member => member.DescendantNodes().OfType<EqualsValueClauseSyntax>())
            .SelectMany(value => value.DescendantNodes())
            .Any(node =>
                node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax
                && SymbolEqualityComparer.Default.Equals(
                    model.GetSymbolInfo(node, cancellationToken).Symbol?.ContainingType,
                    self
                )
            );
    }
}
