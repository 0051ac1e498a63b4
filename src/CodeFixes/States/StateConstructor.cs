using Microsoft.CodeAnalysis;
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

    /// <summary>Whether all that it does is to set members.</summary>
    public bool IsPlain(PlainCode code) =>
        _declaration is not ConstructorDeclarationSyntax declared
        || declared.Initializer is null
            && !declared
                .DescendantNodes()
                .Any(node =>
                    code.ChangesShared(node)
                    || node is InvocationExpressionSyntax call
                        && !code.IsPure(call)
                        && Analyzers.Sources.Names.Called(call) != "ThrowIfNull"
                    || node
                        is AwaitExpressionSyntax
                            or AssignmentExpressionSyntax
                            {
                                RawKind: (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.AddAssignmentExpression
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
        || value
            is BinaryExpressionSyntax { RawKind: (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.CoalesceExpression } or
            && IsValue(or.Left, name);

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
