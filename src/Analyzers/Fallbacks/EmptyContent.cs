using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>Code that takes a file without content, or with less of it, which a torn write leaves, for no file.</summary>
static class EmptyContent
{
    /// <summary>That of a <c>??</c> or an <c>if</c>; null where it asks something else.</summary>
    public static DroppedContent? At(
        SyntaxNode node,
        NullOfNothing deserializers,
        SemanticModel model,
        CancellationToken cancellationToken
    ) =>
        node switch
        {
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } fallback
                when fallback.Right is not ThrowExpressionSyntax
                    && IsOfAnotherKind(fallback.Left) is var isOfAnotherKind
                    && (isOfAnotherKind || deserializers.At(fallback.Left, model, cancellationToken) is not null) =>
                new(
                    fallback.Left,
                    fallback.Right,
                    Location.Create(
                        node.SyntaxTree,
                        Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(
                            fallback.OperatorToken.SpanStart,
                            fallback.Right.Span.End
                        )
                    ),
                    IsOfAnotherKind: isOfAnotherKind
                ),
            IfStatementSyntax branch
                when NullTest.Of(branch.Condition) is { } variable
                    && TreeIndex.Around(node).Local(variable) is { } value
                    && deserializers.At(value, model, cancellationToken) is { } made => new(
                made,
                branch.Statement,
                branch.Condition.GetLocation()
            ),
            IfStatementSyntax { Condition: var condition } => At(condition),
            ConditionalExpressionSyntax { Condition: var condition } => At(condition),
            _ => null,
        };

    // JsonNode.Parse(text) as JsonObject
    static bool IsOfAnotherKind(ExpressionSyntax value) =>
        Unwrapped.Of(value) is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AsExpression, Left: var parsed }
        && Names.Called(Unwrapped.Of(parsed)) == "Parse";

    static DroppedContent? At(ExpressionSyntax condition)
    {
        foreach (var test in condition.DescendantNodesAndSelf())
            if (
                Asked(test) is (var content, var isTrue, var isShort)
                && FailingBranch.Of(test, isTrue) is { } start
                && (start is StatementSyntax || NewValue.MakesDefaults(start))
                && !(isShort && Takes(start, content)) // of an older format
            )
                return new(content, start, condition.GetLocation(), IsText: true, IsOfAnotherKind: isShort);
        return null;
    }

    static bool Takes(SyntaxNode start, ExpressionSyntax content) =>
        start
            .DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .Any(name => name.Identifier.ValueText == Names.Simple(content));

    // string.IsNullOrWhiteSpace(text), text.Length == 0, text == ""; text.Length > 0; parts.Length != 3, which are fewer
    static (ExpressionSyntax Content, bool IsTrue, bool IsShort)? Asked(SyntaxNode test) =>
        test switch
        {
            InvocationExpressionSyntax { ArgumentList.Arguments: [var only] } call
                when Names.Called(call) is "IsNullOrEmpty" or "IsNullOrWhiteSpace" => (only.Expression, true, false),
            BinaryExpressionSyntax
            {
                Left: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Length", Expression: var content },
                Right: LiteralExpressionSyntax { Token.Value: int length }
            } => (test.Kind(), length) switch
            {
                (SyntaxKind.EqualsExpression or SyntaxKind.LessThanOrEqualExpression, 0) => (content, true, false),
                (SyntaxKind.NotEqualsExpression or SyntaxKind.GreaterThanExpression, 0) => (content, false, false),
                (SyntaxKind.NotEqualsExpression, _) => (content, true, true),
                (SyntaxKind.LessThanExpression or SyntaxKind.LessThanOrEqualExpression, _) => (content, true, true),
                (SyntaxKind.EqualsExpression, _) => (content, false, true),
                (SyntaxKind.GreaterThanExpression or SyntaxKind.GreaterThanOrEqualExpression, _) => (
                    content,
                    false,
                    true
                ),
                _ => null,
            },
            BinaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression,
                Left: IdentifierNameSyntax content,
                Right: LiteralExpressionSyntax { Token.Value: "" }
                    or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Empty" }
            } => (content, test.IsKind(SyntaxKind.EqualsExpression), false),
            _ => null,
        };
}
