using Microsoft.CodeAnalysis;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// Whether all that System.Text.Json writes of a type comes back when it reads that: what a <c>StateFile</c> demands of
/// each state that it saves.
/// </summary>
static class RoundTrip
{
    const int MaxDepth = 6;

    static readonly string[] Values = ["DateTime", "DateTimeOffset", "Guid", "TimeSpan", "Uri", "Version"];

    public static bool Is(INamedTypeSymbol type) => Is(type, MaxDepth);

    static bool Is(ITypeSymbol type, int depth) =>
        depth > 0
        && type switch
        {
            IArrayTypeSymbol { Rank: 1 } array => Is(array.ElementType, depth - 1),
            { SpecialType: SpecialType.System_Object } => false,
            { SpecialType: >= SpecialType.System_Boolean and <= SpecialType.System_String } => true,
            { TypeKind: TypeKind.Enum } => true,
            INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable => Is(
                nullable.TypeArguments[0],
                depth - 1
            ),
            INamedTypeSymbol { Name: "List" or "HashSet", TypeArguments: [var item] } list when IsOfSystem(list) => Is(
                item,
                depth - 1
            ),
            INamedTypeSymbol
            {
                Name: "Dictionary",
                TypeArguments: [{ SpecialType: SpecialType.System_String }, var item]
            } map when IsOfSystem(map) => Is(item, depth - 1),
            INamedTypeSymbol named when IsOfSystem(named) => Values.Contains(named.Name),
            INamedTypeSymbol { TypeKind: TypeKind.Class, IsAbstract: false } own => HasOnlySettable(own, depth),
            _ => false,
        };

    static bool HasOnlySettable(INamedTypeSymbol type, int depth) =>
        !type.DeclaringSyntaxReferences.IsEmpty
        && type.BaseType is { SpecialType: SpecialType.System_Object }
        && type.GetAttributes().IsEmpty
        && type.InstanceConstructors.Any(constructor =>
            constructor is { Parameters.IsEmpty: true, DeclaredAccessibility: Accessibility.Public }
        )
        && type.GetMembers()
            .All(member =>
                member switch
                {
                    { IsStatic: true } or { IsImplicitlyDeclared: true } => true,
                    IPropertySymbol { DeclaredAccessibility: Accessibility.Public } property => property
                        .GetAttributes()
                        .IsEmpty
                        && property is { IsIndexer: false, SetMethod.DeclaredAccessibility: Accessibility.Public }
                        && Is(property.Type, depth - 1),
                    IPropertySymbol property => property.GetAttributes().IsEmpty,
                    IFieldSymbol { DeclaredAccessibility: Accessibility.Public } => false,
                    IFieldSymbol field => field.GetAttributes().IsEmpty,
                    _ => true,
                }
            );

    static bool IsOfSystem(INamedTypeSymbol type) =>
        type.ContainingNamespace?.ToDisplayString() is { } space
        && (space == "System" || space.StartsWith("System.", StringComparison.Ordinal));
}
