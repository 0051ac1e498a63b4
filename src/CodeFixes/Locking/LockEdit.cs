using System.Collections.Immutable;
using AtomicWrites.Analyzers.Locks;
using AtomicWrites.Analyzers.Options;
using AtomicWrites.Analyzers.Rewriting;
using AtomicWrites.Analyzers.Updates;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.CodeFixes.Locking;

/// <summary>The edit that puts the lock around one sequence.</summary>
/// <param name="Held">What runs with the lock held.</param>
/// <param name="Changes">The changes of the text, which touch nothing but <paramref name="Held"/>.</param>
/// <param name="NeedsUsing">Whether they name the library's types without its namespace.</param>
sealed record LockEdit(TextSpan Held, ImmutableArray<TextChange> Changes, bool NeedsUsing)
{
    /// <summary>The edits that put a lock there without changing what the code does, the best first.</summary>
    /// <param name="sequence">What is to be locked.</param>
    /// <param name="model">That of its file.</param>
    /// <param name="sequences">All of the compilation.</param>
    /// <param name="prefix">
    /// Before the names of the library's types: nothing, or its namespace where a type of the user's has that name.
    /// </param>
    /// <param name="options">What is state.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static IEnumerable<LockEdit> Of(
        UpdateSequence sequence,
        SemanticModel model,
        UpdateSequences sequences,
        string prefix,
        StatePathOptions options,
        CancellationToken cancellationToken
    )
    {
        var nodes = sequence.Writes.Insert(0, sequence.Read);
        if (
            nodes.Any(node => IsTask(node, model, cancellationToken) && !IsWaitedFor(node))
            || sequences.Nesting.IsHeldAround(sequence.Body, model, cancellationToken)
            || LockFileInTheWay.Is(sequence.Body, model, cancellationToken)
            || LockInTheWay.OfTaking(sequence.Write, model, cancellationToken)
            || StaticStart.Runs(sequence.Write, model, cancellationToken)
        )
            yield break;
        if (StatementRange.Of(nodes) is not { } range)
        {
            if (OfExpression(sequence, model, sequences, prefix, options, cancellationToken) is { } edit)
                yield return edit;
            yield break;
        }

        if (LockPath.At(range.First.SpanStart, sequence, model, sequences, cancellationToken) is not { } path)
            yield break;
        var writer = new LockText(range, path, prefix, model, cancellationToken);
        foreach (var form in LockForms.For(range, model, cancellationToken))
        {
            var held = form == LockForm.Variable ? range.ToEndOfBlock : range.Span;
            if (
                sequences.Nesting.IsTakenWithin(sequence.Body, held, model, cancellationToken)
                || HeldWork.IsUnfit(range.Parent, held, model, sequences, options, cancellationToken)
            )
                continue;
            if (
                form == LockForm.Callback
                && TextUpdate.Of(range, sequence, model, sequences, options, cancellationToken) is { } update
                && writer.Update(update) is { } updated
            )
                yield return new(held, updated, prefix.Length == 0);
            yield return new(
                held,
                form == LockForm.Variable ? writer.Variable()
                    : form == LockForm.Block ? writer.Block()
                    : writer.Callback(),
                prefix.Length == 0
            );
        }
    }

    // void Count() => File.WriteAllText(path, Next(File.ReadAllText(path)));
    static LockEdit? OfExpression(
        UpdateSequence sequence,
        SemanticModel model,
        UpdateSequences sequences,
        string prefix,
        StatePathOptions options,
        CancellationToken cancellationToken
    )
    {
        var nodes = sequence.Writes.Insert(0, sequence.Read);
        if (
            sequence
                .Write.Ancestors()
                .OfType<ExpressionSyntax>()
                .LastOrDefault(expression =>
                    expression.Parent is ArrowExpressionClauseSyntax
                    || (
                        expression.Parent is AnonymousFunctionExpressionSyntax lambda
                        && lambda.ExpressionBody == expression
                    )
                )
            is not { } whole
        )
            whole = (ExpressionSyntax)sequence.Write;
        if (
            whole.Parent is not (ArrowExpressionClauseSyntax or AnonymousFunctionExpressionSyntax)
            || !nodes.All(node => whole.Span.Contains(node.Span))
            || whole.ContainsDirectives
            || (IsTask(whole, model, cancellationToken) && whole is not AwaitExpressionSyntax)
            || (whole is AwaitExpressionSyntax && BoundCode.IsToThread([whole], model, cancellationToken))
            || BoundCode.IsToMethod([whole], model, cancellationToken)
            || HeldWork.IsUnfit(whole, whole.Span, model, sequences, options, cancellationToken)
            || sequences.Nesting.IsTakenWithin(sequence.Body, whole.Span, model, cancellationToken)
            || LockPath.At(whole.SpanStart, sequence, model, sequences, cancellationToken) is not { } path
        )
            return null;
        var (before, after) =
            whole is AwaitExpressionSyntax
                ? (
                    $"await {prefix}AtomicFile.WithLockAsync({path}, async cancellationToken => ",
                    whole.ToString().Contains(".ConfigureAwait(false)") ? ").ConfigureAwait(false)" : ")"
                )
                : ($"{prefix}AtomicFile.WithLock({path}, () => ", ")");
        return new(
            whole.Span,
            ImmutableArray.Create(
                new TextChange(new(whole.SpanStart, 0), before),
                new TextChange(new(whole.Span.End, 0), after)
            ),
            prefix.Length == 0
        );
    }

    static bool IsTask(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken) =>
        model.GetTypeInfo(node, cancellationToken).Type?.Name is "Task" or "ValueTask";

    // A task that nobody waits for goes on when the lock is released.
    static bool IsWaitedFor(SyntaxNode call)
    {
        for (var node = call.Parent; node is ExpressionSyntax; node = node.Parent)
            if (
                node is AwaitExpressionSyntax
                || (
                    node is MemberAccessExpressionSyntax access
                    && access.Name.Identifier.ValueText is "Wait" or "Result" or "GetResult"
                )
            )
                return true;
        return false;
    }
}
