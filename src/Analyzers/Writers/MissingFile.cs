using System.Runtime.CompilerServices;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Writers;

/// <summary>A write that is only reached where its file is missing: nothing of an old one is lost.</summary>
static class MissingFile
{
    static readonly ConditionalWeakTable<BlockSyntax, IfStatementSyntax[]> Guards = new();

    /// <summary>Whether a condition around or before a write says that there is no file at its path.</summary>
    public static bool IsAssured(ExpressionSyntax path, SyntaxNode write) =>
        write
            .AncestorsAndSelf()
            .TakeWhile(node => node is not (MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax))
            .Any(node => IsBranch(node.Parent, node, path) || IsLeftBefore(node, path));

    // if (!File.Exists(path)) File.Create(path).Dispose(), and the other branch of if (File.Exists(path)).
    static bool IsBranch(SyntaxNode? parent, SyntaxNode branch, ExpressionSyntax path) =>
        parent switch
        {
            IfStatementSyntax choice when choice.Statement == branch => Says(choice.Condition, false, path),
            ElseClauseSyntax { Parent: IfStatementSyntax choice } => Says(choice.Condition, true, path),
            _ => false,
        };

    // if (File.Exists(path)) return;
    static bool IsLeftBefore(SyntaxNode node, ExpressionSyntax path) =>
        node is StatementSyntax { Parent: BlockSyntax block }
        && Guards
            .GetValue(block, In)
            .Any(guard => guard.SpanStart < node.SpanStart && Says(guard.Condition, true, path));

    // Looked for once: a block may write very often.
    static IfStatementSyntax[] In(BlockSyntax block) =>
        [
            .. block
                .Statements.OfType<IfStatementSyntax>()
                .Where(choice => choice.Else is null && Leaves(choice.Statement)),
        ];

    /// <summary>Whether a statement ends in a way out of what is around it.</summary>
    public static bool Leaves(StatementSyntax? statement) =>
        statement switch
        {
            BlockSyntax { Statements: [.., var last] } => Leaves(last),
            ReturnStatementSyntax or ThrowStatementSyntax or ContinueStatementSyntax or BreakStatementSyntax => true,
            _ => false,
        };

    // Whether the file is missing where the condition is false (exists), or where it is true (not exists).
    static bool Says(ExpressionSyntax condition, bool exists, ExpressionSyntax path)
    {
        switch (condition)
        {
            case ParenthesizedExpressionSyntax parenthesized:
                return Says(parenthesized.Expression, exists, path);
            case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } negated:
                return Says(negated.Operand, !exists, path);
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression, Right: var right } compared
                when right.IsKind(SyntaxKind.FalseLiteralExpression):
                return Says(compared.Left, !exists, path);
            case IsPatternExpressionSyntax { Pattern: ConstantPatternSyntax { Expression: var constant } } compared
                when constant.IsKind(SyntaxKind.FalseLiteralExpression):
                return Says(compared.Expression, !exists, path);
            case BinaryExpressionSyntax both
                when both.IsKind(exists ? SyntaxKind.LogicalOrExpression : SyntaxKind.LogicalAndExpression):
                return Says(both.Left, exists, path) || Says(both.Right, exists, path);
            case IdentifierNameSyntax asked:
                return Declared(asked) is { } answer && Says(answer, exists, path);
            default:
                return exists && AsksFor(condition, path);
        }
    }

    static bool AsksFor(ExpressionSyntax condition, ExpressionSyntax path) =>
        condition switch
        {
            InvocationExpressionSyntax { ArgumentList.Arguments: [{ Expression: var asked }] } call => Names.Simple(
                call.Expression
            ) == "Exists"
                && SyntaxFactory.AreEquivalent(asked, path),
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Exists", Expression: var file } =>
                SyntaxFactory.AreEquivalent(file, path),
            _ => false,
        };

    // var exists = File.Exists(path);
    static ExpressionSyntax? Declared(IdentifierNameSyntax local) =>
        Names
            .Body(local)
            .DescendantNodes()
            .OfType<VariableDeclaratorSyntax>()
            .FirstOrDefault(variable => variable.Identifier.ValueText == local.Identifier.ValueText)
            ?.Initializer?.Value;
}
