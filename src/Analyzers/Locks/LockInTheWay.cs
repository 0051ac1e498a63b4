using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Locks;

/// <summary>
/// Where a lock of this library is held already, in a way that does not get along with what a fix would put there.
/// </summary>
static class LockInTheWay
{
    const int MaxLayers = 3;

    /// <summary>Whether a write runs within an <c>Update</c>, whose result alone may change the file.</summary>
    public static bool OfWrite(SyntaxNode site, SemanticModel model, CancellationToken cancellationToken) =>
        IsWithin(site, model, IsUpdate, MaxLayers, cancellationToken);

    /// <summary>
    /// Whether what takes the lock would take it within a shared one, or wait for one that is kept longer than a
    /// <c>using</c>, which the flow of its caller does not know of.
    /// </summary>
    public static bool OfTaking(SyntaxNode site, SemanticModel model, CancellationToken cancellationToken) =>
        IsWithin(
            site,
            model,
            static kind => kind is { IsOfLibrary: true, IsShared: true },
            MaxLayers,
            cancellationToken
        )
        || (
            (SyntaxNode?)site.FirstAncestorOrSelf<TypeDeclarationSyntax>() ?? site.SyntaxTree.GetRoot(cancellationToken)
        )
            .DescendantNodes()
            .OfType<InvocationExpressionSyntax>()
            .Any(call =>
                Names.Called(call) is "Acquire" or "AcquireAsync" or "TryAcquire" or "TryAcquireAsync"
                && !IsUsed(call)
                && Library.Has(model.GetSymbolInfo(call, cancellationToken).Symbol?.ContainingType, "FileLock")
            );

    static bool IsUpdate(LockKind kind) => kind.Name is "AtomicFile.Update" or "AtomicFile.UpdateAsync";

    // using (await FileLock.AcquireAsync(path))
    static bool IsUsed(ExpressionSyntax call) =>
        call.Ancestors().First(node => node is not ExpressionSyntax)
            is UsingStatementSyntax
                or EqualsValueClauseSyntax
                {
                    Parent.Parent: VariableDeclarationSyntax
                    {
                        Parent: UsingStatementSyntax or LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 }
                    }
                };

    static bool IsWithin(
        SyntaxNode site,
        SemanticModel model,
        Func<LockKind, bool> isMeant,
        int layers,
        CancellationToken cancellationToken
    )
    {
        var body = Names.Body(site);
        return LockRegions.Around(body, [site], model, cancellationToken).Any(region => isMeant(region.Kind))
            || layers > 0
                && body is MethodDeclarationSyntax or LocalFunctionStatementSyntax
                && model.GetDeclaredSymbol(body, cancellationToken) is IMethodSymbol method
                && new SourceIndex(model.Compilation) is var sources
                && Callers
                    .All(method, sources, cancellationToken)
                    .Any(call =>
                        sources.Model(call.SyntaxTree) is { } caller
                        && IsWithin(call, caller, isMeant, layers - 1, cancellationToken)
                    );
    }
}
