using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Locks;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.Analyzers.Updates;

/// <summary>
/// Whether a lock that is put around some code would be taken inside itself, which throws, or inside or around that of
/// another file, which others may take in the other order. In doubt it would.
/// </summary>
sealed class LockNesting(SourceIndex sources, FileEffects effects)
{
    const int MaxLayers = 3;
    const int MaxCallers = 32;

    /// <summary>
    /// Whether the code within <paramref name="held"/>, or what it calls, takes a lock of this library.
    /// </summary>
    public bool IsTakenWithin(
        SyntaxNode body,
        TextSpan held,
        SemanticModel model,
        CancellationToken cancellationToken
    ) =>
        LockRegions
            .In(body, model, cancellationToken)
            .Any(region => region.Kind.IsOfLibrary && held.Contains(region.Taken.Span))
        || body.DescendantNodes()
            .Any(node => held.Contains(node.Span) && MayTake(node, model, MaxLayers, cancellationToken));

    /// <summary>Whether some caller of the code calls it with a lock of this library held.</summary>
    public bool IsHeldAround(SyntaxNode body, SemanticModel model, CancellationToken cancellationToken) =>
        IsHeldAround(body, model, MaxLayers, cancellationToken);

    bool IsHeldAround(SyntaxNode body, SemanticModel model, int layers, CancellationToken cancellationToken)
    {
        if (
            body
            is AccessorDeclarationSyntax
                or BasePropertyDeclarationSyntax
                or OperatorDeclarationSyntax
                or ConversionOperatorDeclarationSyntax
        )
            return true; // who uses a property or an operator is not looked for
        if (
            layers == 0
            || body is not (MethodDeclarationSyntax or LocalFunctionStatementSyntax)
            || model.GetDeclaredSymbol(body, cancellationToken) is not IMethodSymbol method
        )
            return false;
        foreach (var call in sources.AllCalls(method.Name).Take(MaxCallers))
        {
            if (
                sources.Model(call.SyntaxTree) is not { } other
                || other.GetSymbolInfo(call, cancellationToken).Symbol is not IMethodSymbol called
                || !Callers.Reaches(called, method)
            )
                continue;
            var caller = Names.Body(call);
            if (
                LockRegions.Around(caller, [call], other, cancellationToken).Any(region => region.Kind.IsOfLibrary)
                || IsHeldAround(caller, other, layers - 1, cancellationToken)
            )
                return true;
        }

        return false;
    }

    bool MayTake(SyntaxNode node, SemanticModel model, int layers, CancellationToken cancellationToken)
    {
        if (layers == 0)
            return false;
        foreach (
            var reference in Entered(node, model, cancellationToken).SelectMany(code => code.DeclaringSyntaxReferences)
        )
        {
            var declaration = reference.GetSyntax(cancellationToken);
            if (
                sources.Model(declaration.SyntaxTree) is { } other
                && (
                    LockRegions.In(declaration, other, cancellationToken).Any(region => region.Kind.IsOfLibrary)
                    || declaration.DescendantNodes().Any(inner => MayTake(inner, other, layers - 1, cancellationToken))
                )
            )
                return true;
        }

        return false;
    }

    // What runs where a node stands: the method, the constructor, the accessors.
    IEnumerable<ISymbol> Entered(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken) =>
        node switch
        {
            InvocationExpressionSyntax call => effects.Target(call, model, cancellationToken) is { } target
                ? [target]
                : [],
            BaseObjectCreationExpressionSyntax => model.GetSymbolInfo(node, cancellationToken).Symbol is { } made
                ? [made]
                : [],
            IdentifierNameSyntax => model.GetSymbolInfo(node, cancellationToken).Symbol is IPropertySymbol property
                ? [property]
                : [],
            _ => [],
        };
}
