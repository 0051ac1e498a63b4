using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>A call of System.Text.Json's serializer, or of Newtonsoft's.</summary>
/// <param name="Node">The call.</param>
/// <param name="IsRead">Whether it deserializes.</param>
/// <param name="State">The type of what is read or written.</param>
/// <param name="Content">What is read from, or the stream that is written to; null where it returns the text.</param>
/// <param name="Value">What is written.</param>
/// <param name="Options">The options, or the type information of a context.</param>
/// <param name="Cancellation">The token.</param>
/// <param name="Newtonsoft">What Newtonsoft's is told of the form, where it is that.</param>
sealed record JsonCall(
    InvocationExpressionSyntax Node,
    bool IsRead,
    ITypeSymbol State,
    ExpressionSyntax? Content,
    ExpressionSyntax? Value,
    ExpressionSyntax? Options,
    ExpressionSyntax? Cancellation,
    NewtonsoftForm? Newtonsoft = null
)
{
    const string Serializer = "System.Text.Json.JsonSerializer";
    const string NewtonsoftSerializer = "Newtonsoft.Json.JsonConvert";

    /// <summary>Names cost nothing; binding does.</summary>
    public static bool MayRead(SyntaxNode node) =>
        Names.Called(node) is "Deserialize" or "DeserializeAsync" or "DeserializeObject";

    /// <inheritdoc cref="MayRead"/>
    public static bool MayWrite(SyntaxNode node) =>
        Names.Called(node) is "Serialize" or "SerializeAsync" or "SerializeToUtf8Bytes" or "SerializeObject";

    /// <summary>Whether two are of one type of state.</summary>
    public bool IsOfSame(JsonCall other) => SymbolEqualityComparer.Default.Equals(State, other.State);

    public static JsonCall? Of(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        var isRead = MayRead(node);
        if (
            node is not InvocationExpressionSyntax call
            || !(isRead || MayWrite(node))
            || BoundCall.Of(node, model, cancellationToken) is not { Method.ContainingType: { } type } bound
        )
            return null;
        if (type.ToDisplayString() == NewtonsoftSerializer)
            return OfNewtonsoft();
        if (bound.Method.TypeArguments is not [var state] || type.ToDisplayString() != Serializer)
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

        JsonCall? OfNewtonsoft()
        {
            var value = Passed("value");
            var written =
                isRead ? bound.Method.TypeArguments.FirstOrDefault()
                : value is null ? null
                : model.GetTypeInfo(value, cancellationToken).Type;
            return value is null || written is null
                ? null
                : new(
                    call,
                    isRead,
                    written.WithNullableAnnotation(NullableAnnotation.None),
                    isRead ? value : null,
                    isRead ? null : value,
                    null,
                    null,
                    new(
                        Passed("formatting")?.ToString().EndsWith("Indented", StringComparison.Ordinal) == true,
                        bound.Arguments.Length == (Passed("formatting") is null ? 1 : 2)
                    )
                );
        }

        ExpressionSyntax? Passed(string parameter) => bound.For(parameter)?.Syntax as ExpressionSyntax;
    }
}

/// <summary>What a call of Newtonsoft's serializer is told.</summary>
/// <param name="IsIndented">Whether what it writes is.</param>
/// <param name="IsAll">Whether it is told nothing else, such as settings or converters.</param>
sealed record NewtonsoftForm(bool IsIndented, bool IsAll);
