using Microsoft.CodeAnalysis;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// Whether all that System.Text.Json writes of a type comes back when it reads that: what a <c>StateFile</c> demands of
/// each state that it saves, and makes sure of by loading it once more.
/// </summary>
sealed class RoundTrip(Compilation compilation, JsonSettings settings, StateProof proof)
{
    static readonly string[] Values =
    [
        "DateTime",
        "DateTimeOffset",
        "DateOnly",
        "TimeOnly",
        "Guid",
        "TimeSpan",
        "Uri",
        "Version",
        "Int128",
        "UInt128",
        "JsonElement",
        "JsonNode",
        "JsonObject",
        "JsonArray",
    ];

    static readonly string[] Sequences =
    [
        "IEnumerable",
        "ICollection",
        "IList",
        "IReadOnlyCollection",
        "IReadOnlyList",
        "ISet",
        "IReadOnlySet",
        "List",
        "HashSet",
        "SortedSet",
        "LinkedList",
        "Queue",
        "Collection",
        "ObservableCollection",
        "ImmutableArray",
        "ImmutableList",
        "ImmutableHashSet",
    ];

    static readonly string[] Maps =
    [
        "IDictionary",
        "IReadOnlyDictionary",
        "Dictionary",
        "SortedDictionary",
        "ConcurrentDictionary",
        "ImmutableDictionary",
    ];

    static readonly string[] Callbacks =
    [
        "IJsonOnDeserialized",
        "IJsonOnDeserializing",
        "IJsonOnSerialized",
        "IJsonOnSerializing",
    ];

    // Types that contain themselves are looked at once.
    /// <summary>The types of the program that were seen.</summary>
    public IEnumerable<INamedTypeSymbol> Types => _seen.OfType<INamedTypeSymbol>();

    readonly PlainCode _code = new(compilation);
    readonly HashSet<ITypeSymbol> _seen = new(SymbolEqualityComparer.Default);

    public bool Is(ITypeSymbol type) =>
        type switch
        {
            IArrayTypeSymbol { Rank: 1 } array => Is(array.ElementType),
            { SpecialType: SpecialType.System_Object } => true, // it is a JsonElement, which is written as it was
            { SpecialType: SpecialType.System_DateTime } => true,
            { SpecialType: >= SpecialType.System_Boolean and <= SpecialType.System_String } => true,
            { TypeKind: TypeKind.Enum } => IsPlain(type),
            INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable => Is(
                nullable.TypeArguments[0]
            ),
            INamedTypeSymbol { Name: "SortedSet" or "SortedDictionary" } when HasOrders => proof.Holds(
                false,
                StateRefusal.UnknownType
            ),
            INamedTypeSymbol { TypeArguments: [var item] } list when IsOfSystem(list, Sequences) => Is(item),
            INamedTypeSymbol { TypeArguments: [var key, var item] } map when IsOfSystem(map, Maps) => IsKey(key)
                && proof.Holds(!settings.Values.ContainsKey("DictionaryKeyPolicy"), StateRefusal.UnknownOptions)
                && Is(item),
            INamedTypeSymbol { Name: "KeyValuePair", TypeArguments: [var key, var item] } => Is(key) && Is(item),
            INamedTypeSymbol named when IsOfSystem(named, Values) => true,
            INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } own => IsOwn(own),
            _ => proof.Holds(false, StateRefusal.UnknownType),
        };

    bool IsOwn(INamedTypeSymbol type) =>
        !_seen.Add(type)
        || proof.Holds(!type.DeclaringSyntaxReferences.IsEmpty, StateRefusal.UnknownType)
            && proof.Holds(!type.IsAbstract && !Inheritance.Of(compilation).HasDerived(type), StateRefusal.Derived)
            && proof.Holds(!Inherits(type, "IEnumerable"), StateRefusal.UnknownType)
            && proof.Holds(!Callbacks.Any(name => Inherits(type, name)), StateRefusal.Effects)
            && HasKnownBases(type)
            && HasOnlyReadBack(type);

    bool HasKnownBases(INamedTypeSymbol type)
    {
        for (
            var parent = type;
            parent is { SpecialType: not (SpecialType.System_Object or SpecialType.System_ValueType) };
            parent = parent.BaseType
        )
            if (!proof.Holds(!parent.DeclaringSyntaxReferences.IsEmpty, StateRefusal.UnknownType) || !IsPlain(parent))
                return false;
        return true;
    }

    bool HasOnlyReadBack(INamedTypeSymbol type) =>
        StateConstructor.Of(type) is { } constructor
            ? proof.Holds(constructor.IsPlain(_code) && _code.InitializesOnly(type), StateRefusal.Effects)
                && StateMember
                    .Of(type, settings, _code, new(compilation, _code))
                    .All(member => IsReadBack(member, constructor))
            : proof.Holds(false, StateRefusal.NotReadBack);

    bool IsReadBack(StateMember member, StateConstructor constructor) =>
        IsPlain(member.Symbol)
        && (
            member.IsSettable || constructor.Sets(member.Symbol)
                ? proof.Holds(member.IsPlain, StateRefusal.Effects)
                    && proof.Holds(!member.MayLose(constructor), StateRefusal.LeftOut)
                    && Is(member.Type)
                : proof.Holds(member.IsComputed, StateRefusal.NotReadBack)
        );

    // What the serializer's attributes say is understood, or there is none.
    bool IsPlain(ISymbol symbol)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            var name = attribute.AttributeClass?.Name ?? "";
            if (attribute.AttributeClass?.ContainingNamespace?.ToDisplayString() != "System.Text.Json.Serialization")
            {
                if (
                    !proof.Holds(
                        attribute.AttributeClass?.TypeKind != TypeKind.Error || name is "ObservableProperty",
                        StateRefusal.UnknownType
                    )
                )
                    return false;
                continue;
            }

            var isKnown =
                name
                    is "JsonPropertyNameAttribute"
                        or "JsonIgnoreAttribute"
                        or "JsonIncludeAttribute"
                        or "JsonPropertyOrderAttribute"
                        or "JsonRequiredAttribute"
                        or "JsonConstructorAttribute"
                        or "JsonExtensionDataAttribute"
                        or "JsonStringEnumMemberNameAttribute"
                || name == "JsonConverterAttribute"
                    && attribute.ConstructorArguments
                        is [{ Value: INamedTypeSymbol { Name: "JsonStringEnumConverter" } }];
            if (!proof.Holds(isKnown, StateRefusal.Converter))
                return false;
        }

        return true;
    }

    // What is read back is in the usual order.
    bool HasOrders => compilation.SyntaxTrees.Any(tree => tree.GetText().ToString().Contains("Comparer"));

    bool IsKey(ITypeSymbol key) =>
        proof.Holds(
            key
                is { SpecialType: >= SpecialType.System_Boolean and <= SpecialType.System_String }
                    or { TypeKind: TypeKind.Enum }
                    or { Name: "Guid" },
            StateRefusal.UnknownType
        );

    static bool Inherits(INamedTypeSymbol type, string name) => type.AllInterfaces.Any(other => other.Name == name);

    static bool IsOfSystem(INamedTypeSymbol type, string[] names) =>
        names.Contains(type.Name)
        && type.ContainingNamespace?.ToDisplayString() is { } space
        && (space == "System" || space.StartsWith("System.", StringComparison.Ordinal))
        && type.DeclaringSyntaxReferences.IsEmpty;
}
