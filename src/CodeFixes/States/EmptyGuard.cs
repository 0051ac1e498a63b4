using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// A test for a file without content, before it is deserialized: <c>if (string.IsNullOrWhiteSpace(text)) …</c>.
/// </summary>
/// <param name="If">The statement.</param>
/// <param name="Test">The test for a content that stands where <c>{0}</c> does; true for one that is empty.</param>
/// <param name="Empty">What is done with an empty file; null for nothing.</param>
/// <param name="Full">What is done with any other; null for all that stands behind it in its block.</param>
sealed record EmptyGuard(IfStatementSyntax If, string Test, StatementSyntax? Empty, StatementSyntax? Full)
{
    /// <summary>Null where a use of the text, or of the bytes, is no such test.</summary>
    public static EmptyGuard? Of(IdentifierNameSyntax use)
    {
        if (TestOf(use) is not var (test, asked, isEmpty))
            return null;
        while (
            asked.Parent
                is ParenthesizedExpressionSyntax
                    or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression }
        )
        {
            asked = (ExpressionSyntax)asked.Parent;
            isEmpty ^= asked is PrefixUnaryExpressionSyntax;
        }

        if (asked.Parent is not IfStatementSyntax { Parent: BlockSyntax } guard || guard.Condition != asked)
            return null;
        if (!isEmpty)
            return new(guard, test, guard.Else?.Statement, guard.Statement);
        return guard.Else is not null || Ends(guard.Statement)
            ? new(guard, test, guard.Statement, guard.Else?.Statement)
            : null;
    }

    /// <summary>The statements of which one is to load.</summary>
    public IReadOnlyList<StatementSyntax> Others =>
        Full switch
        {
            null => [.. ((BlockSyntax)If.Parent!).Statements.SkipWhile(other => other != If).Skip(1)],
            BlockSyntax block => [.. block.Statements],
            _ => [Full],
        };

    /// <summary>Whether what is done with an empty file ends the method.</summary>
    public bool Returns => Empty is not null && Ends(Empty);

    static bool Ends(StatementSyntax statement) =>
        (statement is BlockSyntax block ? block.Statements.LastOrDefault() : statement) is ReturnStatementSyntax;

    static (string Test, ExpressionSyntax Asked, bool IsEmpty)? TestOf(IdentifierNameSyntax use) =>
        use.Parent switch
        {
            ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call }
                when Names.Called(call) is "IsNullOrEmpty" or "IsNullOrWhiteSpace" => (
                $"{call.Expression}({{0}})",
                call,
                true
            ),
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Length", Parent: BinaryExpressionSyntax asked }
                when asked.Left == use.Parent && asked.Right is LiteralExpressionSyntax { Token.ValueText: "0" } => Of(
                asked,
                SyntaxKind.GreaterThanExpression
            ),
            BinaryExpressionSyntax asked when asked.Left == use && IsEmptyText(asked.Right) => Of(
                asked,
                SyntaxKind.None
            ),
            _ => null,
        };

    static (string Test, ExpressionSyntax Asked, bool IsEmpty)? Of(BinaryExpressionSyntax asked, SyntaxKind more) =>
        asked.IsKind(SyntaxKind.EqualsExpression) ? ("{0}.Length == 0", asked, true)
        : asked.IsKind(SyntaxKind.NotEqualsExpression) || asked.IsKind(more) ? ("{0}.Length == 0", asked, false)
        : null;

    static bool IsEmptyText(ExpressionSyntax text) =>
        text
            is LiteralExpressionSyntax { RawKind: (int)SyntaxKind.StringLiteralExpression, Token.ValueText: "" }
                or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Empty" };
}
