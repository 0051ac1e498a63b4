using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Locks;

/// <summary>Tasks that a lambda starts and does not wait for.</summary>
static class DroppedTasks
{
    public static IEnumerable<EscapingWork> In(
        AnonymousFunctionExpressionSyntax lambda,
        bool returnsVoid,
        string taker,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        foreach (
            var expression in Functions
                .Inside(lambda)
                .OfType<ExpressionStatementSyntax>()
                .Select(statement => statement.Expression)
                .Concat(returnsVoid && lambda.ExpressionBody is { } body ? [body] : [])
        )
            if (
                expression is InvocationExpressionSyntax started
                && model.GetTypeInfo(started, cancellationToken).Type is { } type
                && (
                    RunningTask.Is(type)
                    || type.Name.StartsWith("Configured", StringComparison.Ordinal)
                        && type.Name.EndsWith("Awaitable", StringComparison.Ordinal)
                )
            )
                yield return new(EscapeKind.DroppedTask, started, taker, Names.Simple(Started(started).Expression));
    }

    static InvocationExpressionSyntax Started(InvocationExpressionSyntax call) =>
        call.Expression
            is MemberAccessExpressionSyntax
            {
                Name.Identifier.ValueText: "ConfigureAwait",
                Expression: InvocationExpressionSyntax inner
            }
            ? inner
            : call;
}
