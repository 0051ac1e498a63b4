using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>A load: a file is read and deserialized in one method.</summary>
/// <param name="Call">The call of the serializer.</param>
/// <param name="Source">The file.</param>
/// <param name="Node">What is to be replaced: the call with what is around it, and with the defaults that stand in for
/// null.</param>
/// <param name="Fallback">These defaults.</param>
/// <param name="Passed">The path in parentheses, where the file is told it at each use.</param>
sealed record StateRead(
    JsonCall Call,
    FileSource Source,
    ExpressionSyntax Node,
    ExpressionSyntax? Fallback,
    string Passed = ""
)
{
    public static StateRead? Of(
        JsonCall call,
        SemanticModel model,
        StateProof proof,
        CancellationToken cancellationToken
    )
    {
        if (call.Content is null || FileSource.Of(call.Content, model, proof, cancellationToken) is not { } source)
            return proof.None<StateRead>(StateRefusal.NotInMethod);
        var node = Unwrapped.Around(call.Node);
        ExpressionSyntax? fallback = null;
        if (
            node.Parent is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } either
            && either.Left == node
            && (Defaults.IsMade(either.Right) || either.Right is ThrowExpressionSyntax)
        )
        {
            fallback = either.Right is ThrowExpressionSyntax ? null : either.Right;
            node = either;
            while (node.Parent is ParenthesizedExpressionSyntax parenthesized)
                node = parenthesized;
        }

        return new(call, source, node, fallback);
    }

    /// <summary>Whether it is awaited.</summary>
    public bool IsAwaited => Source.IsAwaited || Unwrapped.Of(Unwrapped.Around(Call.Node)).IsAwaited;

    /// <summary>The call that stands for it.</summary>
    public string Text(string file)
    {
        file += Passed;
        var (_, isAwaited, configured) = Unwrapped.Of(Unwrapped.Around(Call.Node));
        var token = (Call.Cancellation ?? Source.Cancellation)?.ToString() is { } passed and not "default"
            ? passed
            : "";
        if (isAwaited || Source.IsAwaited)
            return Parenthesized($"await {file}.ReadAsync({token}){(isAwaited ? configured : Source.ConfigureAwait)}");
        return Names.Called(Call.Node) == "DeserializeAsync" ? $"{file}.ReadAsync({token})" : $"{file}.Read()";
    }

    string Parenthesized(string text) =>
        Node.Parent
            is MemberAccessExpressionSyntax
                or ConditionalAccessExpressionSyntax
                or ElementAccessExpressionSyntax
            ? $"({text})"
            : text;
}
