using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// Permission bits that a file is given right after it is opened: those of the options, from its first byte on.
/// </summary>
/// <param name="Statement">The statement that goes.</param>
/// <param name="Mode">The bits, a constant.</param>
readonly record struct ModeAtOpening(StatementSyntax Statement, ExpressionSyntax Mode)
{
    /// <summary>Null where the first statement is something else, or has a comment.</summary>
    public static ModeAtOpening? Of(
        IReadOnlyList<StatementSyntax> statements,
        ExpressionSyntax path,
        SemanticModel model,
        CancellationToken cancellationToken
    ) =>
        statements is [var first, _, ..]
        && Guarded(first)
            is ExpressionStatementSyntax
            {
                Expression: InvocationExpressionSyntax
                {
                    ArgumentList.Arguments: [
                        { NameColon: null, Expression: var file },
                        { NameColon: null, Expression: var mode },
                    ]
                } call
            }
        && Names.Simple(call.Expression) == "SetUnixFileMode"
        && model.GetSymbolInfo(call, cancellationToken).Symbol
            is IMethodSymbol { ContainingType: { Name: "File", DeclaringSyntaxReferences.IsEmpty: true } }
        && SyntaxFactory.AreEquivalent(file, path)
        && model.GetConstantValue(mode, cancellationToken).HasValue
        && !first
            .DescendantTrivia()
            .Any(trivia =>
                trivia.IsDirective
                || trivia.IsKind(SyntaxKind.SingleLineCommentTrivia)
                || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)
            )
            ? new(first, mode.WithoutTrivia())
            : null;

    // if (!OperatingSystem.IsWindows()) …, where the option is ignored.
    static StatementSyntax Guarded(StatementSyntax statement)
    {
        if (
            statement
                is not IfStatementSyntax
                {
                    Else: null,
                    Condition: PrefixUnaryExpressionSyntax
                    {
                        RawKind: (int)SyntaxKind.LogicalNotExpression,
                        Operand: InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0 } asked
                    },
                    Statement: var body
                }
            || Names.Simple(asked.Expression) != "IsWindows"
        )
            return statement;
        return body is BlockSyntax { Statements: [var only] } ? only : body;
    }
}
