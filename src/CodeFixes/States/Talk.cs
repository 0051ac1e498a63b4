using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>Statements that only say what happens: <c>Log.Info("…")</c>.</summary>
static class Talk
{
    static readonly string[] Talkers =
    [
        "Log",
        "Logger",
        "_log",
        "_logger",
        "logger",
        "log",
        "Debug",
        "Trace",
        "Console",
    ];

    // What makes a text and nothing else.
    static readonly string[] Telling = ["Format", "GetFileName", "GetFullPath", "Join", "nameof", "ToString"];

    /// <summary>Whether an expression is what one talks to.</summary>
    public static bool IsTalker(ExpressionSyntax receiver) =>
        Talkers.Contains(Names.Simple(receiver))
        // Console.Error
        || receiver is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Error" or "Out", Expression: var of }
            && IsTalker(of);

    /// <summary>Whether a statement does no more than to talk.</summary>
    public static bool Is(StatementSyntax statement) =>
        statement is ExpressionStatementSyntax { Expression: var expression }
        && (
            expression is ConditionalAccessExpressionSyntax { WhenNotNull: InvocationExpressionSyntax said } optional
                ? IsTalker(optional.Expression) && Names.Arguments(said).All(DoesNothing)
                : Names.Receiver(expression) is { } receiver
                    && IsTalker(receiver)
                    && !Names.Called(expression).StartsWith("Read", StringComparison.Ordinal)
                    && Names.Arguments(expression).All(DoesNothing)
        );

    // Unlike that of Log.Info(MoveAside(path)).
    static bool DoesNothing(ArgumentSyntax argument) =>
        argument
            .DescendantNodes()
            .All(node =>
                node
                    is not (
                        AssignmentExpressionSyntax
                        or AwaitExpressionSyntax
                        or BaseObjectCreationExpressionSyntax
                        or PostfixUnaryExpressionSyntax
                        {
                            RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression
                        }
                        or PrefixUnaryExpressionSyntax
                        {
                            RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression
                        }
                    )
                && (node is not InvocationExpressionSyntax || Telling.Contains(Names.Called(node)))
            );

    /// <summary>What a statement, or a block of them, does besides.</summary>
    public static IReadOnlyList<StatementSyntax> Without(StatementSyntax? statement) =>
        statement switch
        {
            null => [],
            BlockSyntax block => [.. block.Statements.SelectMany(Without)],
            _ => Is(statement) ? [] : [statement],
        };
}
