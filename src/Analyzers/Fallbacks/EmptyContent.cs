using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>Code that takes a file without content, which a torn write leaves, for no file.</summary>
/// <param name="Content">What is asked whether it is empty.</param>
/// <param name="Start">What happens then.</param>
/// <param name="Location">Where it is reported.</param>
/// <param name="IsText">Whether it is the text of the file that is asked; else what was made of it.</param>
sealed record EmptyContent(SyntaxNode Content, SyntaxNode Start, Location Location, bool IsText = false)
{
    /// <summary>Whether a call reads what is asked: of a text the whole, not one value in it.</summary>
    public bool IsReadBy(SyntaxNode read) => !IsText || PathRead.Reads(read, Names.Called(read));

    /// <summary>That of a <c>??</c> or an <c>if</c>; null where it asks something else.</summary>
    public static EmptyContent? At(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken) =>
        node switch
        {
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } fallback
                when DeserializedOrNull(fallback.Left) is { } call
                    && fallback.Right is not ThrowExpressionSyntax
                    && MakesNullOfNothing(call, model, cancellationToken) => new(
                fallback.Left,
                fallback.Right,
                Location.Create(
                    node.SyntaxTree,
                    Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(
                        fallback.OperatorToken.SpanStart,
                        fallback.Right.Span.End
                    )
                )
            ),
            IfStatementSyntax branch
                when NullTest.Of(branch.Condition) is { } variable
                    && TreeIndex.Around(node).Local(variable) is { } value
                    && DeserializedOrNull(value) is { } made
                    && MakesNullOfNothing(made, model, cancellationToken) => new(
                made,
                branch.Statement,
                branch.Condition.GetLocation()
            ),
            IfStatementSyntax branch when Asked(branch.Condition) is { } content => new(
                content,
                branch.Statement,
                branch.Condition.GetLocation(),
                IsText: true
            ),
            _ => null,
        };

    static InvocationExpressionSyntax? DeserializedOrNull(ExpressionSyntax value)
    {
        while (true)
            switch (value)
            {
                case ParenthesizedExpressionSyntax { Expression: var inner }:
                    value = inner;
                    break;
                case AwaitExpressionSyntax { Expression: var inner }:
                    value = inner;
                    break;
                case CastExpressionSyntax { Expression: var inner }:
                    value = inner;
                    break;
                case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AsExpression, Left: var inner }:
                    value = inner;
                    break;
                case InvocationExpressionSyntax call
                    when Names.Called(call).StartsWith("Deserialize", StringComparison.Ordinal):
                    return call;
                default:
                    return null;
            }
    }

    // System.Text.Json throws there; it returns null for the text "null" alone, which has nothing to lose.
    static bool MakesNullOfNothing(
        InvocationExpressionSyntax call,
        SemanticModel model,
        CancellationToken cancellationToken
    ) =>
        model.GetSymbolInfo(call, cancellationToken).Symbol is IMethodSymbol { ContainingType: { } type }
            ? !IsStrict(type)
            : Names.Called(call).StartsWith("DeserializeObject", StringComparison.Ordinal);

    static bool IsStrict(INamedTypeSymbol type) =>
        type.ContainingNamespace?.ToDisplayString() is { } space
        && (
            space.StartsWith("System.Text.Json", StringComparison.Ordinal)
            || space.StartsWith("System.Xml", StringComparison.Ordinal)
            || space.StartsWith("System.Runtime", StringComparison.Ordinal)
        );

    // string.IsNullOrWhiteSpace(text), text.Length == 0, text == ""
    static ExpressionSyntax? Asked(ExpressionSyntax condition)
    {
        foreach (var part in Alternatives(condition))
            switch (part)
            {
                case InvocationExpressionSyntax { ArgumentList.Arguments: [var only] } call
                    when Names.Called(call) is "IsNullOrEmpty" or "IsNullOrWhiteSpace":
                    return only.Expression;
                case BinaryExpressionSyntax
                {
                    RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.LessThanOrEqualExpression,
                    Left: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Length", Expression: var content },
                    Right: LiteralExpressionSyntax { Token.Value: 0 }
                }:
                    return content;
                case BinaryExpressionSyntax
                {
                    RawKind: (int)SyntaxKind.EqualsExpression,
                    Left: IdentifierNameSyntax content,
                    Right: LiteralExpressionSyntax { Token.Value: "" }
                        or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Empty" }
                }:
                    return content;
            }
        return null;
    }

    static IEnumerable<ExpressionSyntax> Alternatives(ExpressionSyntax condition) =>
        condition switch
        {
            ParenthesizedExpressionSyntax { Expression: var inner } => Alternatives(inner),
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalOrExpression } either => Alternatives(either.Left)
                .Concat(Alternatives(either.Right)),
            _ => [condition],
        };
}
