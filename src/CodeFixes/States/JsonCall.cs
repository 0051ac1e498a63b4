using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>A call of System.Text.Json's serializer.</summary>
/// <param name="Node">The call.</param>
/// <param name="IsRead">Whether it deserializes.</param>
/// <param name="State">The type of what is read or written.</param>
/// <param name="Content">What is read from, or the stream that is written to; null where it returns the text.</param>
/// <param name="Value">What is written.</param>
/// <param name="Options">The options, or the type information of a context.</param>
/// <param name="Cancellation">The token.</param>
sealed record JsonCall(
    InvocationExpressionSyntax Node,
    bool IsRead,
    ITypeSymbol State,
    ExpressionSyntax? Content,
    ExpressionSyntax? Value,
    ExpressionSyntax? Options,
    ExpressionSyntax? Cancellation
)
{
    const string Serializer = "System.Text.Json.JsonSerializer";

    /// <summary>Names cost nothing; binding does.</summary>
    public static bool MayRead(SyntaxNode node) => Names.Called(node) is "Deserialize" or "DeserializeAsync";

    /// <inheritdoc cref="MayRead"/>
    public static bool MayWrite(SyntaxNode node) =>
        Names.Called(node) is "Serialize" or "SerializeAsync" or "SerializeToUtf8Bytes";

    public static JsonCall? Of(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        var isRead = MayRead(node);
        if (
            node is not InvocationExpressionSyntax call
            || !(isRead || MayWrite(node))
            || BoundCall.Of(node, model, cancellationToken)
                is not { Method: { TypeArguments: [var state], ContainingType: { } type } } bound
            || type.ToDisplayString() != Serializer
        )
            return null;
        return new(
            call,
            isRead,
            state.WithNullableAnnotation(NullableAnnotation.None),
            Passed("json") ?? Passed("utf8Json") ?? Passed("reader") ?? Passed("writer"),
            Passed("value"),
            Passed("options") ?? Passed("jsonTypeInfo"),
            Passed("cancellationToken")
        );

        ExpressionSyntax? Passed(string parameter) => bound.For(parameter)?.Syntax as ExpressionSyntax;
    }
}
