using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>The file that the text, the bytes or the stream of a load come from.</summary>
/// <param name="Path">The path.</param>
/// <param name="IsAwaited">Whether reading it is awaited.</param>
/// <param name="ConfigureAwait">The call behind that, with its point.</param>
/// <param name="Cancellation">The token.</param>
/// <param name="Steps">What only led to it: declarations, and <c>using</c> statements with a block.</param>
/// <param name="OtherUses">Where the text is used, too.</param>
sealed record FileSource(
    ExpressionSyntax Path,
    bool IsAwaited,
    string ConfigureAwait,
    ExpressionSyntax? Cancellation,
    IReadOnlyList<StatementSyntax> Steps,
    IReadOnlyList<IdentifierNameSyntax> OtherUses
)
{
    const int MaxDepth = 4;

    public static FileSource? Of(
        ExpressionSyntax content,
        SemanticModel model,
        StateProof proof,
        CancellationToken cancellationToken
    ) => Of(content, MaxDepth, model, proof, cancellationToken);

    static FileSource? Of(
        ExpressionSyntax content,
        int depth,
        SemanticModel model,
        StateProof proof,
        CancellationToken cancellationToken
    )
    {
        var (expression, isAwaited, configured) = Unwrapped.Of(content);
        if (depth == 0)
            return proof.None<FileSource>(StateRefusal.NotInMethod);
        if (OnlyLocal.Of(expression, model, cancellationToken) is { } local)
            return Of(local.Value, depth - 1, model, proof, cancellationToken) is { } source
                ? source with
                {
                    IsAwaited = source.IsAwaited || IsAsyncUsing(local.Declaration),
                    Steps = [.. source.Steps, local.Declaration],
                    OtherUses = [.. source.OtherUses, .. local.Uses.Where(use => use != expression)],
                }
                : null;
        // reader.ReadToEnd()
        if (
            expression
                is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var reader } }
            && Names.Called(expression) is "ReadToEnd" or "ReadToEndAsync"
        )
            return Of(reader, depth - 1, model, proof, cancellationToken) is { } read
                ? read with
                {
                    IsAwaited = read.IsAwaited || isAwaited,
                    ConfigureAwait = configured,
                }
                : null;
        // Encoding.UTF8.GetString(bytes)
        if (Names.Called(expression) == "GetString" && Names.Arguments(expression) is [{ Expression: var bytes }])
            return proof.Holds(FileCall.IsOfUtf8(expression), StateRefusal.Encoding)
                ? Of(bytes, depth - 1, model, proof, cancellationToken)
                : null;
        // new StreamReader(stream), new StreamReader(File.OpenRead(path))
        if (
            Names.Called(expression) == "StreamReader"
            && Names.Arguments(expression) is [{ Expression: var stream }]
            && model.GetTypeInfo(stream, cancellationToken).Type?.Name is "FileStream" or "Stream"
        )
            return Of(stream, depth - 1, model, proof, cancellationToken);
        if (FileCall.Of(expression, model, cancellationToken) is not { } call || !Reads(call))
            return proof.None<FileSource>(StateRefusal.NotInMethod);
        return proof.Holds(call.IsUtf8, StateRefusal.Encoding)
            ? new(call.Path, isAwaited, configured, call.Cancellation, [], [])
            : null;
    }

    /// <summary>Whether a call reads a file.</summary>
    public static bool Reads(FileCall call) =>
        call.Name
            is "ReadAllText"
                or "ReadAllTextAsync"
                or "ReadAllBytes"
                or "ReadAllBytesAsync"
                or "OpenRead"
                or "OpenText"
                or "StreamReader"
        || call is { Name: "FileStream" or "Open", Mode: "Open" };

    static bool IsAsyncUsing(StatementSyntax declaration) =>
        declaration switch
        {
            LocalDeclarationStatementSyntax local => local.AwaitKeyword.Span.Length > 0,
            UsingStatementSyntax block => block.AwaitKeyword.Span.Length > 0,
            _ => false,
        };
}
