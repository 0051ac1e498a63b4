using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Sources;

/// <summary>
/// What a call deserializes to, by syntax: <c>Deserialize&lt;T&gt;(…)</c>, <c>Deserialize(…, typeof(T))</c>,
/// <c>(T)Deserialize(…)</c>.
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

    static string Name(TypeSyntax type) =>
        type is NullableTypeSyntax nullable ? Name(nullable.ElementType)
        : type is QualifiedNameSyntax qualified ? Name(qualified.Right)
        : type.ToString().Replace(" ", "");
}
