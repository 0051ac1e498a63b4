using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>Whether nothing that may change the state happens between its serialization and the write.</summary>
static class WrittenAtOnce
{
    static readonly string[] Harmless =
    [
        "Directory",
        "UTF8",
        "Path",
        "File",
        "string",
        "String",
        "Log",
        "Logger",
        "_log",
        "_logger",
        "Debug",
        "Console",
    ];

    public static bool Is(StatementSyntax serialization, SyntaxNode write) =>
        write.FirstAncestorOrSelf<StatementSyntax>() is { } statement
        && serialization.Parent is BlockSyntax block
        && block.Span.Contains(statement.Span)
        && !Names.Body(write).DescendantNodes().Any(IsLoop)
        && !write.Ancestors().TakeWhile(node => node != block).Any(node => node is AnonymousFunctionExpressionSyntax)
        && block
            .DescendantNodes()
            .Where(node => node.SpanStart >= serialization.Span.End && node.Span.End <= statement.SpanStart)
            .All(IsHarmless);

    static bool IsLoop(SyntaxNode node) =>
        node
            is ForStatementSyntax
                or ForEachStatementSyntax
                or WhileStatementSyntax
                or DoStatementSyntax
                or GotoStatementSyntax;

    static bool IsHarmless(SyntaxNode node) =>
        node switch
        {
            AssignmentExpressionSyntax
            or AwaitExpressionSyntax
            or PostfixUnaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression
            } => false,
            PrefixUnaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression
            } => false,
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var receiver } } =>
                Harmless.Contains(
                    receiver is PredefinedTypeSyntax type ? type.Keyword.ValueText : Names.Simple(receiver)
                ),
            InvocationExpressionSyntax => false,
            _ => true,
        };
}
