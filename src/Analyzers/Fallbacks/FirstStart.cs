using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>
/// A write that is done where there is no file: <c>if (!File.Exists(path)) File.WriteAllText(path, defaults);</c>, or
/// behind <c>if (File.Exists(path)) return;</c>.
/// </summary>
static class FirstStart
{
    public static bool Is(SyntaxNode save) =>
        save.Ancestors()
            .TakeWhile(node => node is not MemberDeclarationSyntax)
            .Any(node =>
                node switch
                {
                    IfStatementSyntax branch => branch.Statement.Span.Contains(save.Span)
                        ? AsksForNone(branch.Condition)
                        : branch.Else?.Span.Contains(save.Span) == true && IsExists(branch.Condition),
                    BlockSyntax block => block
                        .Statements.TakeWhile(statement => statement.Span.End < save.SpanStart)
                        .OfType<IfStatementSyntax>()
                        .Any(branch => IsExists(branch.Condition) && Leaves(branch.Statement)),
                    _ => false,
                }
            );

    static bool AsksForNone(ExpressionSyntax condition) =>
        condition
            .DescendantNodesAndSelf()
            .Any(node => node is PrefixUnaryExpressionSyntax { Operand: var asked } && IsExists(asked));

    // File.Exists(path), file.Exists
    static bool IsExists(ExpressionSyntax asked) =>
        asked is InvocationExpressionSyntax
            ? Names.Called(asked) == "Exists"
            : asked is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Exists" };

    static bool Leaves(StatementSyntax statement) =>
        (statement is BlockSyntax block ? block.Statements.LastOrDefault() : statement) is ReturnStatementSyntax;
}
