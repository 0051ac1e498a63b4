using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>A member that the serializer writes.</summary>
sealed class StateMember
{
    readonly JsonSettings _settings;
    readonly PlainCode _code;
    readonly SetterCode _setters;
    readonly INamedTypeSymbol _type;
    readonly SyntaxNode? _declaration;

    StateMember(ISymbol symbol, INamedTypeSymbol type, JsonSettings settings, PlainCode code, SetterCode setters)
    {
        (Symbol, _type, _settings, _code, _setters) = (symbol, type, settings, code, setters);
        _declaration = symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();
    }

    public ISymbol Symbol { get; }

    public ITypeSymbol Type => Symbol is IPropertySymbol property ? property.Type : ((IFieldSymbol)Symbol).Type;

    /// <summary>
    /// Those of a type and what it derives from; with public fields, of which the serializer writes none unless it is
    /// told to.
    /// </summary>
    public static IEnumerable<StateMember> Of(
        INamedTypeSymbol type,
        JsonSettings settings,
        PlainCode code,
        SetterCode setters
    )
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (
            var parent = type;
            parent is { SpecialType: not (SpecialType.System_Object or SpecialType.System_ValueType) };
            parent = parent.BaseType
        )
            foreach (var member in parent.GetMembers())
                if (IsWritten(member, settings) && seen.Add(member.Name))
                    yield return new(member, type, settings, code, setters);
    }

    static bool IsWritten(ISymbol member, JsonSettings settings) =>
        member is { IsStatic: false, IsImplicitlyDeclared: false }
        && (member.DeclaredAccessibility == Accessibility.Public || Has(member, "JsonIncludeAttribute"))
        && !IsIgnored(member)
        && member switch
        {
            IPropertySymbol { IsIndexer: false, GetMethod: { } get } property => (
                get.DeclaredAccessibility == Accessibility.Public || Has(member, "JsonIncludeAttribute")
            ) && !(settings.Has("IgnoreReadOnlyProperties", "true") && property.SetMethod is null),
            IFieldSymbol { IsConst: false } => true,
            _ => false,
        };

    /// <summary>Whether the serializer calls a setter.</summary>
    public bool IsSettable =>
        Symbol switch
        {
            IPropertySymbol { SetMethod: { } set } => set.DeclaredAccessibility == Accessibility.Public
                || Has(Symbol, "JsonIncludeAttribute"),
            IFieldSymbol { IsReadOnly: false } => Has(Symbol, "JsonIncludeAttribute")
                || _settings.Has("IncludeFields", "true"),
            _ => false,
        };

    /// <summary>
    /// Whether its accessors do no more than to set and to return, and to say that something has changed.
    /// </summary>
    public bool IsPlain =>
        _declaration is not PropertyDeclarationSyntax property
        || (property.ExpressionBody is null || IsPure(property.ExpressionBody))
            && (property.AccessorList?.Accessors ?? default).All(accessor =>
                accessor is { Body: null, ExpressionBody: null }
                || (
                    accessor.IsKind(SyntaxKind.GetAccessorDeclaration)
                        ? IsMadeLate(accessor) || IsPure(accessor)
                        : _setters.OnlySets(accessor, _type)
                )
            );

    // get => _names ??= new();
    static bool IsMadeLate(AccessorDeclarationSyntax get) =>
        (
            get.ExpressionBody?.Expression
            ?? (get.Body?.Statements is [ReturnStatementSyntax { Expression: { } only }] ? only : null)
        )
            is AssignmentExpressionSyntax
            {
                RawKind: (int)SyntaxKind.CoalesceAssignmentExpression,
                Left: IdentifierNameSyntax,
                Right: var value
            }
        && (Defaults.IsMade(value) || value is LiteralExpressionSyntax);

    /// <summary>Whether it follows from other members alone, and so is the same again when these are.</summary>
    public bool IsComputed =>
        Symbol is IPropertySymbol { SetMethod: null }
        && _declaration is PropertyDeclarationSyntax { Initializer: null } property
        && (
            property.ExpressionBody is { } body
                ? IsPure(body)
                : property.AccessorList?.Accessors
                    is [{ Body: null, ExpressionBody: not null } or { Body: not null }] accessors
                    && IsPure(accessors[0])
        );

    /// <summary>Whether its value may be left out of the JSON although a new object has another one.</summary>
    public bool MayLose(StateConstructor constructor)
    {
        var own = Symbol
            .GetAttributes()
            .FirstOrDefault(attribute => attribute.AttributeClass?.Name == "JsonIgnoreAttribute")
            ?.NamedArguments.Where(pair => pair.Key == "Condition")
            .Select(pair => (int?)(pair.Value.Value as int?))
            .FirstOrDefault();
        var ofDefaults = own is 2 || own is null && _settings.Has("DefaultIgnoreCondition", "WhenWritingDefault");
        var ofNull =
            own is 3
            || own is null && _settings.Has("DefaultIgnoreCondition", "WhenWritingNull")
            || _settings.Has("IgnoreNullValues", "true");
        if (!(ofDefaults || ofNull) || !(HasInitializer || constructor.HasDefault(Symbol)))
            return false;
        // Whatever the annotation says: what people or older versions have written may be null.
        return !(
            ofNull
            && !ofDefaults
            && Type.IsValueType
            && Type.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T
        );
    }

    bool HasInitializer =>
        _declaration switch
        {
            PropertyDeclarationSyntax { Initializer.Value: var value } => IsValue(value),
            VariableDeclaratorSyntax { Initializer.Value: var value } => IsValue(value),
            PropertyDeclarationSyntax { AccessorList.Accessors: var accessors } => accessors.Any(accessor =>
                accessor.Body is not null || accessor.ExpressionBody is not null
            ),
            _ => false,
        };

    static bool IsValue(ExpressionSyntax value) =>
        !(
            value is LiteralExpressionSyntax { Token.ValueText: "null" or "default" or "false" or "0" }
            || value
                is PostfixUnaryExpressionSyntax
                {
                    Operand: LiteralExpressionSyntax { Token.ValueText: "null" or "default" }
                }
        );

    // Nothing is called that is not known to be the same each time.
    bool IsPure(SyntaxNode code) =>
        code.DescendantNodes()
            .All(node =>
                node switch
                {
                    AssignmentExpressionSyntax assignment => assignment.IsKind(SyntaxKind.CoalesceAssignmentExpression),
                    InvocationExpressionSyntax call => _code.IsPure(call),
                    IdentifierNameSyntax
                    {
                        Identifier.ValueText: "DateTime" or "DateTimeOffset" or "Environment" or "Random"
                    } => false,
                    BaseObjectCreationExpressionSyntax => false,
                    _ => true,
                }
            );

    /// <summary>A type, and what it derives from.</summary>
    public static IEnumerable<INamedTypeSymbol> Bases(INamedTypeSymbol type)
    {
        for (var parent = type; parent is not null; parent = parent.BaseType)
            yield return parent;
    }

    static bool IsIgnored(ISymbol member) =>
        member
            .GetAttributes()
            .Any(attribute =>
                attribute.AttributeClass?.Name == "JsonIgnoreAttribute"
                && (
                    attribute.NamedArguments.IsEmpty
                    || attribute.NamedArguments.Any(pair => pair is { Key: "Condition", Value.Value: 1 })
                )
            );

    static bool Has(ISymbol member, string attribute) =>
        member.GetAttributes().Any(other => other.AttributeClass?.Name == attribute);
}
