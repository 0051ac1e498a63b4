using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Sources;

/// <summary>
/// What a call deserializes to, by syntax: <c>Deserialize&lt;T&gt;(…)</c>, <c>Deserialize(…, typeof(T))</c>,
/// <c>Deserialize(…, Context.Default.T)</c>, <c>(T)Deserialize(…)</c>.
/// </summary>
static class Deserialized
{
    public static IEnumerable<string> By(SyntaxNode call)
    {
        if (
            call is InvocationExpressionSyntax { Expression: var callee }
            && callee.DescendantNodesAndSelf().OfType<GenericNameSyntax>().LastOrDefault() is { } generic
        )
            foreach (var type in generic.TypeArgumentList.Arguments)
                yield return Name(type);
        foreach (var argument in Names.Arguments(call))
            if (argument.Expression is TypeOfExpressionSyntax { Type: var type })
                yield return Name(type);
            else if (
                argument.Expression is MemberAccessExpressionSyntax
                {
                    Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Default" },
                    Name.Identifier.ValueText: var ofContext
                }
            )
                yield return ofContext;
        for (
            var parent = call.Parent;
            parent
                is ParenthesizedExpressionSyntax
                    or CastExpressionSyntax
                    or PostfixUnaryExpressionSyntax
                    or BinaryExpressionSyntax
                    or AwaitExpressionSyntax;
            parent = parent.Parent
        )
        {
            if (parent is CastExpressionSyntax cast)
                yield return Name(cast.Type);
            if (
                parent is BinaryExpressionSyntax
                {
                    RawKind: (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.AsExpression,
                    Right: TypeSyntax to
                }
            )
                yield return Name(to);
        }
    }

    /// <summary>The names that stand for a type where it is deserialized.</summary>
    public static IEnumerable<string> NamesOf(ITypeSymbol type) =>
        [
            type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat).Replace(" ", "").TrimEnd('?'),
            OfContext(type),
        ];

    // The property of a JsonSerializerContext: ListSettings of List<Settings>.
    static string OfContext(ITypeSymbol type) =>
        type switch
        {
            IArrayTypeSymbol array => OfContext(array.ElementType) + "Array",
            INamedTypeSymbol named => named.Name + string.Concat(named.TypeArguments.Select(OfContext)),
            _ => type.Name,
        };

    static string Name(TypeSyntax type) =>
        type is NullableTypeSyntax nullable ? Name(nullable.ElementType)
        : type is QualifiedNameSyntax qualified ? Name(qualified.Right)
        : type.ToString().Replace(" ", "");
}
