using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>The constructor that the serializer calls.</summary>
sealed class StateConstructor
{
    readonly IMethodSymbol? _symbol;
    readonly SyntaxNode? _declaration;

    StateConstructor(IMethodSymbol? symbol)
    {
        _symbol = symbol;
        _declaration = symbol?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();
    }

    /// <summary>Null where the serializer finds none.</summary>
    public static StateConstructor? Of(INamedTypeSymbol type)
    {
        var all = type
            .InstanceConstructors.Where(constructor =>
                !(constructor is { IsImplicitlyDeclared: true, Parameters: [{ Type: var only }] } && Same(only, type)) // of a record
            )
            .ToArray();
        if (all.FirstOrDefault(constructor => Names(constructor).Contains("JsonConstructorAttribute")) is { } marked)
            return new(marked);
        var open = all.Where(constructor => constructor.DeclaredAccessibility == Accessibility.Public).ToArray();
        if (open.FirstOrDefault(constructor => constructor.Parameters.IsEmpty) is { } simple)
            return new(simple);
        return type.IsValueType ? new(null)
            : open is [var single] ? new(single)
            : null;
    }

    /// <summary>Whether all that it does, and what runs before it, is to set members.</summary>
    public bool IsPlain(PlainCode code) =>
        _declaration is not ConstructorDeclarationSyntax { Initializer: not null }
        && (_symbol is null ? [] : Before(_symbol.ContainingType))
            .Concat(_declaration is ConstructorDeclarationSyntax ? [_declaration] : [])
            .All(part => OnlySets(part, code));

    // All of what it derives from, whichever of them is called, and what a type without a body for its own passes on.
    static IEnumerable<SyntaxNode> Before(INamedTypeSymbol type) =>
        StateMember
            .Bases(type)
            .Skip(1)
            .SelectMany(parent => parent.InstanceConstructors)
            .SelectMany(constructor => constructor.DeclaringSyntaxReferences)
            .Select(reference => reference.GetSyntax())
            .OfType<ConstructorDeclarationSyntax>()
            .Concat<SyntaxNode>(
                StateMember
                    .Bases(type)
                    .SelectMany(parent => parent.DeclaringSyntaxReferences)
                    .Select(reference => (reference.GetSyntax() as TypeDeclarationSyntax)?.BaseList)
                    .OfType<BaseListSyntax>()
            );

    static bool OnlySets(SyntaxNode part, PlainCode code) =>
        !part.DescendantNodes()
            .Any(node =>
                code.ChangesShared(node)
                || node switch
                {
                    InvocationExpressionSyntax call => !code.IsPure(call)
                        && Analyzers.Sources.Names.Called(call) != "ThrowIfNull",
                    BaseObjectCreationExpressionSyntax made => !code.MakesOnly(made),
                    AwaitExpressionSyntax => true,
                    _ => node.IsKind(SyntaxKind.AddAssignmentExpression),
                }
            );

    /// <summary>Whether it takes what a member is to be.</summary>
    public bool Sets(ISymbol member) =>
        ParameterOf(member) is { } parameter
        && (_declaration is not ConstructorDeclarationSyntax declared || IsSetTo(member, parameter, declared));

    // Name = name; as it is.
    static bool IsSetTo(ISymbol member, IParameterSymbol parameter, ConstructorDeclarationSyntax declared) =>
        declared
            .DescendantNodes()
            .OfType<AssignmentExpressionSyntax>()
            .SelectMany(Pairs)
            .Where(pair => Analyzers.Sources.Names.Simple(pair.Left) == member.Name)
            .ToArray()
            is { Length: > 0 } all
        && all.All(pair => IsValue(pair.Right, parameter.Name));

    // (A, B) = (a, b)
    static IEnumerable<(ExpressionSyntax Left, ExpressionSyntax Right)> Pairs(AssignmentExpressionSyntax set) =>
        set is { Left: TupleExpressionSyntax left, Right: TupleExpressionSyntax right }
            ? left.Arguments.Zip(right.Arguments, (one, other) => (one.Expression, other.Expression))
            : [(set.Left, set.Right)];

    // name ?? [], too: what is written is not null.
    static bool IsValue(ExpressionSyntax value, string name) =>
        value is IdentifierNameSyntax only && only.Identifier.ValueText == name
        || value is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } or && IsValue(or.Left, name);

    /// <summary>Whether a new object has something else than nothing in a member.</summary>
    public bool HasDefault(ISymbol member) =>
        ParameterOf(member) is { HasExplicitDefaultValue: true, ExplicitDefaultValue: not null }
        || _declaration is ConstructorDeclarationSyntax declared
            && declared
                .DescendantNodes()
                .OfType<AssignmentExpressionSyntax>()
                .Any(assignment =>
                    ParameterOf(member) is null && Analyzers.Sources.Names.Simple(assignment.Left) == member.Name
                );

    IParameterSymbol? ParameterOf(ISymbol member) =>
        _symbol?.Parameters.FirstOrDefault(parameter =>
            string.Equals(parameter.Name, member.Name, StringComparison.OrdinalIgnoreCase)
        );

    static bool Same(ISymbol one, ISymbol other) => SymbolEqualityComparer.Default.Equals(one, other);

    static IEnumerable<string> Names(IMethodSymbol constructor) =>
        constructor.GetAttributes().Select(attribute => attribute.AttributeClass?.Name ?? "");
}
