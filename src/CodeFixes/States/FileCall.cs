using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>A call of <c>File</c>, or the making of a stream or reader, that is given a path.</summary>
/// <param name="Name">The member of <c>File</c> or <c>AtomicFile</c>; or the type that is made.</param>
/// <param name="Path">The path.</param>
/// <param name="Text">What is written.</param>
/// <param name="Mode">The mode of the opening; empty for none.</param>
/// <param name="IsUtf8">Whether no other encoding is asked for.</param>
/// <param name="Cancellation">The token.</param>
sealed record FileCall(
    string Name,
    ExpressionSyntax Path,
    ExpressionSyntax? Text,
    string Mode,
    bool IsUtf8,
    ExpressionSyntax? Cancellation
)
{
    public static FileCall? Of(ExpressionSyntax node, SemanticModel model, CancellationToken cancellationToken)
    {
        if (
            node is not (InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax)
            || BoundCall.Of(node, model, cancellationToken) is not { } bound
            || bound.Method.ContainingType?.ToDisplayString()
                is not (
                        "System.IO.File"
                        or "AtomicWrites.AtomicFile"
                        or "System.IO.FileInfo"
                        or "System.IO.FileStream"
                        or "System.IO.StreamReader"
                        or "System.IO.StreamWriter"
                    )
                    and var type
            || (Passed("path") ?? OfInfo(node, model, cancellationToken)) is not { } path
        )
            return null;
        var mode =
            Passed("mode") is MemberAccessExpressionSyntax access ? access.Name.Identifier.ValueText
            : Passed("append") is not (null or LiteralExpressionSyntax { Token.ValueText: "false" }) ? "Append"
            : "";
        return new(
            node is InvocationExpressionSyntax ? bound.Method.Name : bound.Method.ContainingType!.Name,
            path,
            Passed("contents") ?? Passed("bytes"),
            mode,
            Passed("encoding") is not { } encoding || IsUtf8Name(encoding),
            Passed("cancellationToken")
        );

        ExpressionSyntax? Passed(string parameter) => bound.For(parameter)?.Syntax as ExpressionSyntax;
    }

    // new FileInfo(path).OpenText()
    static ExpressionSyntax? OfInfo(ExpressionSyntax call, SemanticModel model, CancellationToken cancellationToken) =>
        Names.Receiver(call) is BaseObjectCreationExpressionSyntax made
        && Names.Called(call) is "OpenRead" or "OpenText" or "Create" or "CreateText"
            ? BoundCall.Of(made, model, cancellationToken)?.For("fileName")?.Syntax as ExpressionSyntax
            : null;

    /// <summary>
    /// The same, or the opening of the stream that a reader or writer is made over in place:
    /// <c>new StreamWriter(File.Create(path))</c>.
    /// </summary>
    public static FileCall? Opening(ExpressionSyntax node, SemanticModel model, CancellationToken cancellationToken) =>
        Of(node, model, cancellationToken)
        ?? (
            Names.Called(node) is "StreamReader" or "StreamWriter"
            && Names.Arguments(node) is [{ Expression: var stream }]
                ? Of(stream, model, cancellationToken)
                : null
        );

    /// <summary>Whether a call is one of <c>Encoding.UTF8</c>.</summary>
    public static bool IsOfUtf8(ExpressionSyntax call) =>
        call is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var encoding } }
        && IsUtf8Name(encoding);

    static bool IsUtf8Name(ExpressionSyntax encoding) =>
        encoding is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "UTF8" }
        || Names.Called(encoding) == "UTF8Encoding";
}
