using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States.Inlining;

/// <summary>
/// A type that loads and saves something through methods which could not be written out:
/// <c>_store.Load&lt;Settings&gt;("settings")</c>.
/// </summary>
static class SharedPair
{
    public static bool IsIn(
        TypeDeclarationSyntax type,
        SourceIndex sources,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        var calls = type.DescendantNodes().OfType<InvocationExpressionSyntax>().ToArray();
        var saved = CallsOf(PartKinds.Writes)
            .SelectMany(call => Names.Operands(call))
            .Select(passed => model.GetTypeInfo(passed, cancellationToken).Type)
            .Where(IsState)
            .ToArray();
        return saved.Length > 0
            && CallsOf(PartKinds.Reads)
                .Select(call => Awaited(model.GetTypeInfo(call, cancellationToken).Type))
                .Any(loaded => saved.Contains(loaded, SymbolEqualityComparer.Default));

        IEnumerable<InvocationExpressionSyntax> CallsOf(PartKinds kind) =>
            calls.Where(call => PartMethods.Of(Names.Called(call), sources).HasFlag(kind | PartKinds.Files));
    }

    static bool IsState(ITypeSymbol? type) =>
        type
            is INamedTypeSymbol { SpecialType: SpecialType.None, IsReferenceType: true }
                and not { TypeKind: TypeKind.Delegate };

    static ITypeSymbol? Awaited(ITypeSymbol? type) =>
        type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: [var result] } ? result : type;
}
