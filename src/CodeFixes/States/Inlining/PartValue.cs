using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States.Inlining;

/// <summary>What statements return, as one expression.</summary>
static class PartValue
{
    /// <summary>Null where it takes statements to say it.</summary>
    public static ExpressionSyntax? Of(IReadOnlyList<StatementSyntax> statements) =>
        statements switch
        {
            [BlockSyntax inner] => Of(inner.Statements),
            [ReturnStatementSyntax { Expression: { } value }] => value,
            // var text = File.ReadAllText(path); return JsonSerializer.Deserialize<T>(text);
            [
                LocalDeclarationStatementSyntax
                {
                    UsingKeyword.RawKind: 0,
                    Declaration.Variables: [{ Initializer.Value: var set, Identifier.ValueText: var name }]
                },
                ..,
            ] => Of([.. statements.Skip(1)]) is { } rest and not ConditionalExpressionSyntax
            && Uses(rest, name) is [var use]
                ? rest.ReplaceNode(use, Within(use, set))
                : null,
            // if (!File.Exists(path)) return null; …
            [IfStatementSyntax { Else: null, Condition: var test, Statement: var then }, ..] => Of([then]) is { } first
            && Of([.. statements.Skip(1)]) is { } second
                ? Either(test, first, second)
                : null,
            [IfStatementSyntax { Else.Statement: var otherwise, Condition: var test, Statement: var then }] => Of([
                then,
            ])
                is { } first
            && Of([otherwise]) is { } second
                ? Either(test, first, second)
                : null,
            _ => null,
        };

    /// <summary>A value, or the defaults that a caller has for null.</summary>
    public static ExpressionSyntax Or(ExpressionSyntax value, ExpressionSyntax? defaults) =>
        (defaults, value) switch
        {
            (null, _) => value,
            (_, ConditionalExpressionSyntax either) => either
                .WithWhenTrue(Or(either.WhenTrue, defaults))
                .WithWhenFalse(Or(either.WhenFalse, defaults)),
            _ when IsNull(value) => defaults.WithoutTrivia(),
            (_, BaseObjectCreationExpressionSyntax) => value,
            _ => SyntaxFactory.ParseExpression($"{value.WithoutTrivia()} ?? {defaults.WithoutTrivia()}"),
        };

    public static bool IsNull(ExpressionSyntax value) =>
        Unwrapped.Of(value).Expression
            is DefaultExpressionSyntax
                or LiteralExpressionSyntax
                {
                    RawKind: (int)SyntaxKind.NullLiteralExpression or (int)SyntaxKind.DefaultLiteralExpression
                };

    static ConditionalExpressionSyntax Either(ExpressionSyntax test, ExpressionSyntax first, ExpressionSyntax second) =>
        test is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Operand: var positive }
            ? Conditional(positive, second, first)
            : Conditional(test, first, second);

    static ConditionalExpressionSyntax Conditional(
        ExpressionSyntax test,
        ExpressionSyntax whenTrue,
        ExpressionSyntax whenFalse
    ) =>
        (ConditionalExpressionSyntax)
            SyntaxFactory.ParseExpression(
                $"{InParentheses(test)} ? {InParentheses(whenTrue)} : {InParentheses(whenFalse)}"
            );

    static string InParentheses(ExpressionSyntax part) =>
        part.WithoutTrivia() is ConditionalExpressionSyntax or AssignmentExpressionSyntax
            ? $"({part.WithoutTrivia()})"
            : part.WithoutTrivia().ToString();

    static IdentifierNameSyntax[] Uses(ExpressionSyntax value, string name) =>
        [
            .. value
                .DescendantNodesAndSelf()
                .OfType<IdentifierNameSyntax>()
                .Where(use =>
                    use.Identifier.ValueText == name
                    && !(use.Parent is MemberAccessExpressionSyntax access && access.Name == use)
                ),
        ];

    static ExpressionSyntax Within(IdentifierNameSyntax use, ExpressionSyntax value) =>
        use.Parent is ArgumentSyntax or null
        || value is InvocationExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax
            ? value.WithoutTrivia()
            : SyntaxFactory.ParenthesizedExpression(value.WithoutTrivia());
}
