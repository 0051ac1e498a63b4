using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States.Inlining;

/// <summary>Loads and saves that are not seen as a pair, and why.</summary>
static class SharedPair
{
    /// <summary>
    /// Whether a type loads and saves something through methods which could not be written out:
    /// <c>_store.Load&lt;Settings&gt;("settings")</c>. They read and write JSON in files, of a type or to a path that they are
    /// told here.
    /// </summary>
    public static bool IsIn(
        TypeDeclarationSyntax type,
        ProgramSources sources,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        var calls = type.DescendantNodes().OfType<InvocationExpressionSyntax>().ToArray();
        var saved = CallsOf(PartKinds.Writes)
            .SelectMany(call =>
                Names
                    .Operands(call)
                    .Select(passed => model.GetTypeInfo(passed, cancellationToken).Type)
                    .Where(state => IsState(state) && Use(call).Saves(state))
            )
            .ToArray();
        return saved.Length > 0
            && CallsOf(PartKinds.Reads)
                .Any(call =>
                    model.GetTypeInfo(call, cancellationToken).Type?.Awaited() is { } loaded
                    && saved.Contains(loaded, SymbolEqualityComparer.Default)
                    && Use(call).Loads(loaded)
                );

        IEnumerable<InvocationExpressionSyntax> CallsOf(PartKinds kind) =>
            calls.Where(call => PartMethods.Of(Names.Called(call), sources).HasFlag(kind | PartKinds.Files));

        StoreUse Use(InvocationExpressionSyntax call) => StoreUse.OfCall(call, model, sources, cancellationToken);
    }

    /// <summary>
    /// Whether a part of a type loads what only another part saves, or saves what only another loads.
    /// </summary>
    public static bool IsInParts(
        TypeDeclarationSyntax type,
        ProgramSources sources,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        if (
            !type.Modifiers.Any(SyntaxKind.PartialKeyword)
            || model.GetDeclaredSymbol(type, cancellationToken) is not { DeclaringSyntaxReferences.Length: > 1 } symbol
        )
            return false;
        var parts = symbol
            .DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellationToken))
            .ToArray();
        // Names cost nothing.
        if (
            !parts.Any(part => part.DescendantNodes().Any(JsonCall.MayRead))
            || !parts.Any(part => part.DescendantNodes().Any(JsonCall.MayWrite))
        )
            return false;
        var own = StoreUse.Of(type, model, sources, cancellationToken);
        return parts
            .Where(part => part != type && sources.Model(part.SyntaxTree) is not null)
            .Select(part => StoreUse.Of(part, sources.Model(part.SyntaxTree)!, sources, cancellationToken))
            .Any(other => own.LoadsWhatIsSavedBy(other) || other.LoadsWhatIsSavedBy(own));
    }

    static bool IsState(ITypeSymbol? type) =>
        type
            is INamedTypeSymbol { SpecialType: SpecialType.None, IsReferenceType: true }
                and not { TypeKind: TypeKind.Delegate };
}
