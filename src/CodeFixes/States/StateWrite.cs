using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>A save: a state is serialized and written to a file in one method.</summary>
/// <param name="Call">The call of the serializer.</param>
/// <param name="Path">The path.</param>
/// <param name="Node">The call that writes, and is to be replaced.</param>
/// <param name="IsAsync">Whether it writes asynchronously.</param>
/// <param name="Cancellation">The token.</param>
/// <param name="Steps">What only led to it, or ended it.</param>
/// <param name="Passed">The path in parentheses, where the file is told it at each use.</param>
sealed record StateWrite(
    JsonCall Call,
    ExpressionSyntax Path,
    InvocationExpressionSyntax Node,
    bool IsAsync,
    ExpressionSyntax? Cancellation,
    IReadOnlyList<StatementSyntax> Steps,
    string Passed = ""
)
{
    public static StateWrite? Of(
        JsonCall call,
        SemanticModel model,
        StateProof proof,
        CancellationToken cancellationToken
    )
    {
        if (call.Content is { } stream)
            return OfStream(call, stream, model, proof, cancellationToken);
        var text = Unwrapped.Around(call.Node);
        var steps = new List<StatementSyntax>();
        if (!Follow(ref text, steps, model, proof, cancellationToken))
            return null;
        // Encoding.UTF8.GetBytes(text)
        if (
            text.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax encoding }
            && Names.Called(encoding) == "GetBytes"
        )
        {
            text = encoding;
            if (
                !proof.Holds(FileCall.IsOfUtf8(encoding), StateRefusal.Encoding)
                || !Follow(ref text, steps, model, proof, cancellationToken)
            )
                return null;
        }

        if (text.Parent is not ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax write })
            return proof.None<StateWrite>(StateRefusal.NotInMethod);
        // writer.Write(text)
        if (
            Names.Called(write) is "Write" or "WriteAsync"
            && write.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax writer }
        )
            return Opened(call, writer, write, model, proof, cancellationToken) is { } opened
                ? opened with
                {
                    Steps = [.. opened.Steps, .. steps],
                }
                : null;
        if (
            (FileCall.Of(write, model, cancellationToken) ?? OwnWriter.Of(write, model, cancellationToken))
                is not { Text: { } content } file
            || content != text
            || !file.Name.StartsWith("Write", StringComparison.Ordinal)
        )
            return proof.None<StateWrite>(StateRefusal.NotInMethod);
        return proof.Holds(file.IsUtf8, StateRefusal.Encoding)
            ? new(
                call,
                file.Path,
                write,
                file.Name.EndsWith("Async", StringComparison.Ordinal),
                file.Cancellation,
                steps
            )
            : null;
    }

    // Where it is put into a variable first, what is written of that.
    static bool Follow(
        ref ExpressionSyntax text,
        List<StatementSyntax> steps,
        SemanticModel model,
        StateProof proof,
        CancellationToken cancellationToken
    )
    {
        if (
            text.Parent
            is not EqualsValueClauseSyntax
            {
                Parent: VariableDeclaratorSyntax { Parent.Parent: LocalDeclarationStatementSyntax } declarator
            }
        )
            return true;
        var written = Names
            .Body(declarator)
            .DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .FirstOrDefault(use =>
                use.Identifier.ValueText == declarator.Identifier.ValueText && use.Parent is ArgumentSyntax
            );
        if (written is null || OnlyLocal.Of(written, model, cancellationToken) is not { } local)
            return proof.Holds(false, StateRefusal.NotInMethod);
        if (
            !proof.Holds(local.Uses.Count == 1, StateRefusal.TextUsed)
            || !proof.Holds(WrittenAtOnce.Is(local.Declaration, written), StateRefusal.LateWrite)
        )
            return false;
        text = written;
        steps.Add(local.Declaration);
        return true;
    }

    static StateWrite? OfStream(
        JsonCall call,
        ExpressionSyntax stream,
        SemanticModel model,
        StateProof proof,
        CancellationToken cancellationToken
    ) => Opened(call, stream, call.Node, model, proof, cancellationToken);

    // Of the stream or the writer there are only its opening, this write, and what ends it.
    static StateWrite? Opened(
        JsonCall call,
        ExpressionSyntax stream,
        InvocationExpressionSyntax write,
        SemanticModel model,
        StateProof proof,
        CancellationToken cancellationToken
    )
    {
        if (
            OnlyLocal.Of(stream, model, cancellationToken) is not { } local
            || FileCall.Opening(Unwrapped.Of(local.Value).Expression, model, cancellationToken) is not { } opening
            || !Writes(opening)
        )
            return proof.None<StateWrite>(StateRefusal.NotInMethod);
        var ends = local.Uses.Where(use => use != stream).Select(End).ToArray();
        if (
            !proof.Holds(opening.IsUtf8, StateRefusal.Encoding)
            || !proof.Holds(ends.All(end => end is not null), StateRefusal.TextUsed)
        )
            return null;
        return new(
            call,
            opening.Path,
            write,
            Names.Called(write).EndsWith("Async", StringComparison.Ordinal),
            call.Cancellation,
            [local.Declaration, .. ends.OfType<StatementSyntax>()]
        );
    }

    /// <summary>Whether an opening is for a file that is written anew.</summary>
    public static bool Writes(FileCall call) =>
        call.Name is "Create" or "CreateText"
        || call is { Name: "FileStream" or "Open", Mode: "Create" }
        || call is { Name: "StreamWriter", Mode: "" };

    static StatementSyntax? End(IdentifierNameSyntax use) =>
        use.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call }
        && Names.Called(call) is "Flush" or "FlushAsync" or "Commit" or "CommitAsync" or "Close" or "Dispose"
        && Unwrapped.Around(call).Parent is ExpressionStatementSyntax statement
            ? statement
            : null;

    /// <summary>The call that stands for it.</summary>
    public string Text(string file)
    {
        file += Passed;
        var token = Cancellation?.ToString() is null or "default" ? "" : $", {Cancellation}";
        return IsAsync ? $"{file}.ResetAsync({Call.Value}{token})"
            : NeedsAwait ? $"await {file}.ResetAsync({Call.Value})"
            : $"{file}.Reset({Call.Value})";
    }

    // await using var stream = …; JsonSerializer.Serialize(stream, state);
    bool NeedsAwait =>
        Node.Parent is ExpressionStatementSyntax
        && Steps.Any(step =>
            step
                is LocalDeclarationStatementSyntax { AwaitKeyword.Span.Length: > 0 }
                    or UsingStatementSyntax { AwaitKeyword.Span.Length: > 0 }
                    or ExpressionStatementSyntax { Expression: AwaitExpressionSyntax }
        );
}
