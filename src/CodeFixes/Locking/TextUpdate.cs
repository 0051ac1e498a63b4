using AtomicWrites.Analyzers.Options;
using AtomicWrites.Analyzers.Rewriting;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Streams;
using AtomicWrites.Analyzers.Updates;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Locking;

/// <summary>
/// A sequence that is <c>AtomicFile.Update</c> written out: the text, or something else where there is no file yet,
/// becomes another text. Without that guard a missing file is an error, which <c>Update</c> would not make of it.
/// </summary>
/// <param name="Guard"><c>File.Exists(path) ? … : …</c>.</param>
/// <param name="Read">What reads the text.</param>
/// <param name="WhenMissing">What is taken where there is no file.</param>
/// <param name="Write">The call that writes.</param>
/// <param name="Contents">What it writes.</param>
/// <param name="Token">The cancellation token that it is given.</param>
/// <param name="IsAsync">Whether it is awaited.</param>
sealed record TextUpdate(
    ConditionalExpressionSyntax Guard,
    ExpressionSyntax Read,
    ExpressionSyntax WhenMissing,
    InvocationExpressionSyntax Write,
    ExpressionSyntax Contents,
    ExpressionSyntax? Token,
    bool IsAsync
)
{
    public static TextUpdate? Of(
        StatementRange range,
        UpdateSequence sequence,
        SemanticModel model,
        UpdateSequences sequences,
        StatePathOptions options,
        CancellationToken cancellationToken
    )
    {
        if (
            sequence.Writes is not [InvocationExpressionSyntax write]
            || range.Last is not ExpressionStatementSyntax { Expression: var last }
            || Unwrapped.Of(last) != write
            || WholeText(write, "WriteAllText", model, cancellationToken) is not var (written, isAsync)
            || Whole(written, isAsync, out var token) is not { } contents
            || !NeverNull.Is(contents, model) // of which Update makes no empty file
            || written.For("path")?.Syntax is not ExpressionSyntax path
            || new OpenAround(model, cancellationToken).Is(write, path) // who has it open would go on with the old file
            || sequence.Read is not InvocationExpressionSyntax readCall
            || WholeText(readCall, "ReadAllText", model, cancellationToken) is not var (reading, isAsyncRead)
            || isAsyncRead != isAsync
            || reading.Method.Parameters.Length > (isAsync ? 2 : 1)
        )
            return null;
        var read = (ExpressionSyntax)(
            readCall
                .Ancestors()
                .TakeWhile(node => node is ExpressionSyntax)
                .LastOrDefault(node => Unwrapped.Of((ExpressionSyntax)node) == readCall)
            ?? readCall
        );
        var guard = read.Ancestors()
            .TakeWhile(node => range.Span.Contains(node.Span))
            .OfType<ConditionalExpressionSyntax>()
            .FirstOrDefault();
        var branches = guard is null ? default : Branches(guard, sequence, model, sequences, cancellationToken);
        if (
            guard is null
            || branches.WhenMissing is null
            || !branches.WhenThere!.Span.Contains(read.Span)
            || Names.Within(range.Parent).Count(node => range.Span.Contains(node.Span) && LockForms.IsAwait(node))
                != (isAsync ? 2 : 0)
            || HeldWork.MayWrite(range, write, model, sequences, options, cancellationToken)
        )
            return null;
        return new(guard, read, branches.WhenMissing, write, contents, token, isAsync);
    }

    /// <summary>The guard, said of the text that <c>Update</c> hands over.</summary>
    public string Instead(string text)
    {
        var whenThere = Guard.Condition is PrefixUnaryExpressionSyntax ? Guard.WhenFalse : Guard.WhenTrue;
        var missing = WhenMissing is ConditionalExpressionSyntax or AssignmentExpressionSyntax or LambdaExpressionSyntax
            ? $"({WhenMissing})"
            : WhenMissing.ToString();
        return whenThere == Read
            ? $"{text} ?? {missing}"
            : $"{text} is null ? {missing} : {Edited.Of(whenThere, (Read, text))}";
    }

    // File.WriteAllText(path, contents), with no encoding: Update keeps the one that the file has.
    static (BoundCall Call, bool IsAsync)? WholeText(
        InvocationExpressionSyntax call,
        string member,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        if (
            BoundCall.Of(call, model, cancellationToken) is not { } bound
            || bound.Method.ContainingType.ToDisplayString() is not ("System.IO.File" or "AtomicWrites.AtomicFile")
            || bound.Method.Parameters.Any(parameter => parameter.Type.Name is "Encoding" or "AtomicWriteOptions")
        )
            return null;
        var isAsync = bound.Method.Name == member + "Async";
        return (isAsync || bound.Method.Name == member) && (!isAsync || IsAwaited(call)) ? (bound, isAsync) : null;
    }

    static bool IsAwaited(SyntaxNode call) =>
        call.Parent is AwaitExpressionSyntax
        || (
            call.Parent is MemberAccessExpressionSyntax
            {
                Name.Identifier.ValueText: "ConfigureAwait",
                Parent: InvocationExpressionSyntax { Parent: AwaitExpressionSyntax }
            }
        );

    static ExpressionSyntax? Whole(BoundCall write, bool isAsync, out ExpressionSyntax? token)
    {
        token = isAsync ? write.For("cancellationToken")?.Syntax as ExpressionSyntax : null;
        return
            write.For("contents") is { Type.SpecialType: SpecialType.System_String, Syntax: ExpressionSyntax contents }
            ? contents
            : null;
    }

    static (ExpressionSyntax? WhenThere, ExpressionSyntax? WhenMissing) Branches(
        ConditionalExpressionSyntax guard,
        UpdateSequence sequence,
        SemanticModel model,
        UpdateSequences sequences,
        CancellationToken cancellationToken
    )
    {
        var isNegated =
            guard.Condition is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression };
        var condition = isNegated ? ((PrefixUnaryExpressionSyntax)guard.Condition).Operand : guard.Condition;
        if (
            condition is not InvocationExpressionSyntax { ArgumentList.Arguments.Count: 1 } exists
            || BoundCall.Of(exists, model, cancellationToken)
                is not { Method: { Name: "Exists", ContainingType.Name: "File" }, Arguments: [{ Value: var path }] }
            || !sequences.IsPath(path, sequence.Path)
        )
            return default;
        return isNegated ? (guard.WhenFalse, guard.WhenTrue) : (guard.WhenTrue, guard.WhenFalse);
    }
}
