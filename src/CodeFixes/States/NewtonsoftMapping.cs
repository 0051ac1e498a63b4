using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// Whether Newtonsoft.Json, without settings, makes the same of a type as System.Text.Json with those that
/// <see cref="JsonSettings.OfNewtonsoft"/> has: the same members under the same names, and each as the same value.
/// </summary>
sealed class NewtonsoftMapping(StateProof proof)
{
    const string Converter = "JsonConverterAttribute";

    static readonly string[] Values = ["DateTimeOffset", "Guid", "TimeSpan"];
    static readonly string[] Collections = ["List", "HashSet", "ObservableCollection"];
    static readonly string[] Maps = ["Dictionary", "ConcurrentDictionary"];
    static readonly string[] Interfaces =
    [
        "INotifyPropertyChanged",
        "INotifyPropertyChanging",
        "IEquatable",
        "IComparable",
        "ICloneable",
    ];

    // Attributes that say nothing to the serializer.
    static readonly string[] Ignored =
    [
        "NullableAttribute",
        "NullableContextAttribute",
        "CompilerGeneratedAttribute",
        "ObsoleteAttribute",
        "SerializableAttribute",
        "SuppressMessageAttribute",
        "BrowsableAttribute",
        "CategoryAttribute",
        "DescriptionAttribute",
        "DisplayNameAttribute",
    ];

    readonly HashSet<ITypeSymbol> _seen = new(SymbolEqualityComparer.Default);
    readonly HashSet<bool> _enumsAreNames = [];

    /// <summary>Whether enums are written by their names: all of them, as options of the serializer can say.</summary>
    public bool WritesNames => _enumsAreNames.Contains(true);

    /// <summary>Whether public fields are written, too.</summary>
    public bool WritesFields { get; private set; }

    /// <summary>Whether a program sets what all calls without settings do.</summary>
    public static bool HasDefaultSettings(Compilation compilation, CancellationToken cancellationToken) =>
        compilation.SyntaxTrees.Any(tree =>
            tree.GetText(cancellationToken).ToString() is var text
            && text.Contains("JsonConvert")
            && text.Contains("DefaultSettings")
        );

    public bool IsSame(ITypeSymbol type) => proof.Holds(Is(type) && _enumsAreNames.Count < 2, StateRefusal.Newtonsoft);

    bool Is(ITypeSymbol type) =>
        type switch
        {
            { SpecialType: SpecialType.System_Char } => false,
            { SpecialType: >= SpecialType.System_Boolean and <= SpecialType.System_String } => true,
            { SpecialType: SpecialType.System_DateTime } => true,
            { TypeKind: TypeKind.Enum } => IsEnum((INamedTypeSymbol)type, isName: false),
            IArrayTypeSymbol { Rank: 1, ElementType: { SpecialType: not SpecialType.System_Byte } item } => Is(item),
            INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable => Is(
                nullable.TypeArguments[0]
            ),
            INamedTypeSymbol { TypeArguments: [var item] } list when IsOfSystem(list, Collections) => Is(item),
            INamedTypeSymbol { TypeArguments: [var key, var item] } map when IsOfSystem(map, Maps) => key.SpecialType
                is SpecialType.System_String
                    or SpecialType.System_Int32
                && Is(item),
            INamedTypeSymbol named when IsOfSystem(named, Values) => true,
            INamedTypeSymbol
            {
                TypeKind: TypeKind.Class,
                IsGenericType: false,
                DeclaringSyntaxReferences.IsEmpty: false
            } own => !_seen.Add(own) || IsOwn(own),
            _ => false,
        };

    bool IsOwn(INamedTypeSymbol type)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (
            type.IsRecord
            || !type.InstanceConstructors.Any(constructor =>
                constructor is { Parameters.IsEmpty: true, DeclaredAccessibility: Accessibility.Public }
            )
            || type.AllInterfaces.Any(other => !Interfaces.Contains(other.Name))
        )
            return false;
        for (INamedTypeSymbol? parent = type; parent is { SpecialType: SpecialType.None }; parent = parent.BaseType)
            if (
                !IsPlain(parent)
                || parent.IsGenericType
                || parent.GetMembers().Any(member => !IsPlain(member, Converter) || IsAsked(member))
                || parent
                    .GetMembers()
                    .Where(IsWritten)
                    .Any(member => !names.Add(member.Name) || !IsSame(member, parent))
            )
                return false;
        return true;
    }

    static bool IsWritten(ISymbol member) =>
        member
            is { IsStatic: false, DeclaredAccessibility: Accessibility.Public }
                and (IPropertySymbol or IFieldSymbol { IsConst: false });

    bool IsSame(ISymbol member, INamedTypeSymbol type) =>
        member is IFieldSymbol field
            ? IsSame(field, type)
            : member is IPropertySymbol { IsIndexer: false, IsRequired: false } property
                && (ConverterOf(property) is { } converter ? IsByName(property.Type, converter) : Is(property.Type))
                && (
                    property.SetMethod is null
                        ? IsValue(property.Type)
                        : property.SetMethod.DeclaredAccessibility == Accessibility.Public
                            && (IsValue(property.Type) || StartsEmpty(property, type))
                );

    // [JsonConverter(typeof(StringEnumConverter))]
    bool IsByName(ITypeSymbol type, AttributeData converter) =>
        converter
            is {
                ConstructorArguments: [{ Value: INamedTypeSymbol { Name: "StringEnumConverter" } }],
                NamedArguments.IsEmpty: true
            }
        && (
            type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
                ? nullable.TypeArguments[0]
                : type
        )
            is INamedTypeSymbol { TypeKind: TypeKind.Enum } named
        && IsEnum(named, isName: true);

    // By name where each value has one, which no attribute changes.
    bool IsEnum(INamedTypeSymbol type, bool isName)
    {
        _enumsAreNames.Add(isName);
        if (!isName)
            return IsPlain(type, "FlagsAttribute");
        var fields = type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue).ToArray();
        return !HasAttribute(type, "FlagsAttribute")
            && fields.Select(field => field.ConstantValue).Distinct().Count() == fields.Length
            && fields.Select(field => field.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count() == fields.Length
            && fields.All(HasItsName);
    }

    static bool HasItsName(IFieldSymbol field) =>
        field
            .GetAttributes()
            .Where(attribute =>
                attribute.AttributeClass?.Name is "EnumMemberAttribute" or "JsonStringEnumMemberNameAttribute"
            )
            .All(attribute =>
                attribute
                    is {
                        AttributeClass.Name: "EnumMemberAttribute",
                        NamedArguments: [{ Key: "Value", Value.Value: string name }]
                    }
                && name == field.Name
            );

    static AttributeData? ConverterOf(ISymbol member) =>
        member.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.Name == Converter);

    static bool HasAttribute(ISymbol symbol, string name) =>
        symbol.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == name);

    // Public fields, where a class has nothing else: who writes which first differs.
    bool IsSame(IFieldSymbol field, INamedTypeSymbol type)
    {
        WritesFields = true;
        return field is { IsReadOnly: false, IsRequired: false }
            && type.BaseType is { SpecialType: SpecialType.System_Object }
            && type.GetMembers().Where(IsWritten).All(member => member is IFieldSymbol)
            && ConverterOf(field) is null
            && Is(field.Type)
            && (IsValue(field.Type) || StartsEmpty(field, type));
    }

    static bool IsValue(ITypeSymbol type) =>
        type.IsValueType || type.SpecialType == SpecialType.System_String || type is IArrayTypeSymbol;

    // Newtonsoft.Json adds to a collection that is there, and fills an object that is there.
    static bool StartsEmpty(ISymbol member, INamedTypeSymbol type) =>
        member.DeclaringSyntaxReferences.All(reference =>
            reference.GetSyntax() switch
            {
                PropertyDeclarationSyntax { AccessorList.Accessors: var accessors, Initializer: var initializer } =>
                    accessors.All(accessor => accessor is { Body: null, ExpressionBody: null })
                        && (initializer is null || IsEmpty(initializer.Value)),
                VariableDeclaratorSyntax { Initializer: var initializer } => initializer is null
                    || IsEmpty(initializer.Value),
                _ => false,
            }
        ) && SourceIndex.AssignedTo(type, member.Name).Where(IsInConstructor).All(IsEmpty);

    static bool IsInConstructor(ExpressionSyntax value) => Names.Body(value) is ConstructorDeclarationSyntax;

    static bool IsEmpty(ExpressionSyntax value) =>
        value
            is BaseObjectCreationExpressionSyntax
                {
                    ArgumentList: null or { Arguments.Count: 0 },
                    Initializer: null or { Expressions.Count: 0 }
                }
                or CollectionExpressionSyntax { Elements.Count: 0 }
                or LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression }
        || value is PostfixUnaryExpressionSyntax { Operand: var inner } && IsEmpty(inner);

    // ShouldSerializeTheme(), ThemeSpecified
    static bool IsAsked(ISymbol member) =>
        member is IMethodSymbol && member.Name.StartsWith("ShouldSerialize", StringComparison.Ordinal)
        || member is IPropertySymbol && member.Name.EndsWith("Specified", StringComparison.Ordinal);

    static bool IsPlain(ISymbol symbol, string allowed = "") =>
        symbol
            .GetAttributes()
            .All(attribute =>
                attribute.AttributeClass is { } type && (type.Name == allowed || Ignored.Contains(type.Name))
            );

    static bool IsOfSystem(INamedTypeSymbol type, string[] names) =>
        names.Contains(type.Name)
        && type.DeclaringSyntaxReferences.IsEmpty
        && type.ContainingNamespace?.ToDisplayString()
            is "System"
                or "System.Collections.Generic"
                or "System.Collections.ObjectModel"
                or "System.Collections.Concurrent";
}
