using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Locks;

/// <summary>Finds locks that are taken inside themselves.</summary>
sealed class NestedLocks(SourceIndex sources)
{
    const int MaxCalls = 32;

    /// <summary>The taker of the same lock around a taker.</summary>
    public LockTaker? Outer(LockTaker taker, string key, SemanticModel model, CancellationToken cancellationToken)
    {
        foreach (
            var region in LockRegions.Around(
                Function(taker.Node, model, cancellationToken),
                [taker.Node],
                model,
                cancellationToken
            )
        )
            if (
                region.Taken != taker.Node
                && LockTaker.Of(region.Taken, model, cancellationToken) is { } outer
                && LockFiles.Key(outer.Path, outer.Node, sources) == key
                && !IsDisposedBetween(region, taker.Node)
            )
                return outer;
        return null;
    }

    /// <summary>A call within the region of a taker of a method of the same type that takes the same lock.</summary>
    public (InvocationExpressionSyntax Call, LockTaker Inner)? Inner(
        LockTaker taker,
        string key,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        if (
            LockRegions
                .In(Function(taker.Node, model, cancellationToken), model, cancellationToken)
                .FirstOrDefault(region => region.Taken == taker.Node)
                is not { Taken: { } taken } held
            || taken.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type
        )
            return null;
        foreach (
            var call in Names
                .Within(Names.Body(taker.Node))
                .OfType<InvocationExpressionSyntax>()
                .Where(held.Covers)
                .Take(MaxCalls)
        )
        {
            var method = type
                .Members.OfType<MethodDeclarationSyntax>()
                .FirstOrDefault(member =>
                    member.Identifier.ValueText == Names.Simple(call.Expression)
                    && member
                        .DescendantNodes()
                        .OfType<InvocationExpressionSyntax>()
                        .Any(inner => LockTaker.Names.Contains(Names.Simple(inner.Expression)))
                );
            if (
                method is null
                || IsLater(call, held)
                || model.GetSymbolInfo(call, cancellationToken).Symbol
                    is not IMethodSymbol { DeclaringSyntaxReferences: [var declared] }
                || declared.GetSyntax(cancellationToken) != method
            )
                continue;
            foreach (
                var inner in method
                    .DescendantNodes()
                    .OfType<InvocationExpressionSyntax>()
                    .Where(inner => !IsInLambda(inner, method))
            )
                if (
                    LockTaker.Names.Contains(Names.Simple(inner.Expression))
                    && LockTaker.Of(inner, model, cancellationToken) is { } again
                    && LockFiles.Key(again.Path, again.Node, sources) == key
                )
                    return (call, again);
        }

        return null;
    }

    static bool IsDisposedBetween(LockRegion region, SyntaxNode inner) =>
        region.Taken.Parent
            is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Identifier.ValueText: var holder } }
        && Names
            .Body(inner)
            .DescendantNodes()
            .OfType<MemberAccessExpressionSyntax>()
            .Any(access =>
                access.Name.Identifier.ValueText is "Dispose" or "DisposeAsync"
                && access.Expression.ToString() == holder
                && access.SpanStart < inner.SpanStart
            );

    /// <summary>
    /// The code around a taker that runs at once with it: up to a lambda that is not itself run under a lock.
    /// </summary>
    public static SyntaxNode Function(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        foreach (var ancestor in node.Ancestors())
        {
            if (
                ancestor is AnonymousFunctionExpressionSyntax lambda
                && !(
                    lambda.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call }
                    && LockTaker.Of(call, model, cancellationToken) is not null
                )
            )
                return lambda;
            if (
                ancestor
                is LocalFunctionStatementSyntax
                    or AccessorDeclarationSyntax
                    or MemberDeclarationSyntax
                    and not GlobalStatementSyntax
            )
                return ancestor;
        }

        return node.SyntaxTree.GetRoot(cancellationToken);
    }

    static bool IsInLambda(SyntaxNode node, SyntaxNode method) =>
        node.Ancestors().TakeWhile(ancestor => ancestor != method).Any(Functions.IsNested);

    // A lambda within the region runs when somebody calls it.
    static bool IsLater(SyntaxNode call, LockRegion held) =>
        call.Ancestors().TakeWhile(held.Covers).Any(Functions.IsNested);
}
