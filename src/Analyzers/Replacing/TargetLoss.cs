using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Replacing;

/// <summary>How the target of a rename may be gone before its new content is in place.</summary>
sealed class TargetLoss(Commit commit, SemanticModel model)
{
    // Methods that rename by methods that rename.
    const int MaxLayers = 3;

    /// <summary>Whether a handler of the write or the rename deletes it.</summary>
    public bool OnFailure { get; private set; }

    public bool ByDeletion { get; private set; }

    public bool ByMove { get; set; }

    /// <summary>A deletion of the target: before the rename, or in a handler of what leads to it.</summary>
    public void AddDeletion(
        SyntaxNode deletion,
        SyntaxNode scope,
        IReadOnlyCollection<WriteSite> writes,
        OtherMembers around,
        CancellationToken cancellationToken
    )
    {
        if (CallOrder.Handled(deletion, scope) is not { } attempt)
            ByDeletion |= CallOrder.Precedes(deletion, commit.Node);
        else if (
            attempt.Block.Span.Contains(commit.Node.Span)
            || writes.Any(write => attempt.Block.Span.Contains(write.Node.Span))
        )
        {
            var renames = CallOrder
                .Calls(attempt)
                .Where(call => call.SpanStart > deletion.SpanStart)
                .Select(call => around.Commits.Of(call, model, cancellationToken))
                .Where(other => other is not null && commit.TargetPath.Is(other.Target.Syntax, model))
                .ToArray();
            OnFailure |= renames.Length == 0;
            ByDeletion |= renames.Any(other => commit.SourcePath.Is(other!.Source.Syntax, model));
        }
    }

    /// <summary>A method that renames by another that does.</summary>
    public void AddWrapper(CommitWrapper wrapper, OtherMembers around, CancellationToken cancellationToken) =>
        Add(wrapper, around, new(around, cancellationToken), MaxLayers, cancellationToken);

    // NuGet's Replace(source, target) deletes the target, and only then moves; another moves by hand what it could not
    // replace.
    void Add(
        CommitWrapper wrapper,
        OtherMembers around,
        Deletion deletion,
        int layers,
        CancellationToken cancellationToken
    )
    {
        var rename = wrapper.Inner;
        if (Names.Body(rename.Node) is not { } body || around.Sources.Model(body.SyntaxTree) is not { } other)
            return;
        foreach (var call in CallOrder.Calls(body).OfType<InvocationExpressionSyntax>())
        {
            if (!call.ArgumentList.Arguments.Any(argument => rename.TargetPath.Is(argument.Expression, other)))
                continue;
            if (around.Commits.Of(call, other, cancellationToken)?.Wrapper is { } inner)
            {
                if (layers > 0)
                    Add(inner, around, deletion, layers - 1, cancellationToken);
            }
            else if (deletion.Deletes(call, rename.TargetPath, other))
            {
                var attempt = CallOrder.Handled(call, body);
                ByDeletion |= attempt is null && call.SpanStart < rename.Node.SpanStart;
                OnFailure |= attempt is not null && attempt.Block.Span.Contains(rename.Node.Span);
            }
            else if (call.SpanStart < rename.Node.SpanStart && Names.Simple(call.Expression) == "Move")
                ByMove |= rename.TargetPath.Is(call.ArgumentList.Arguments.First().Expression, other);
        }
    }
}
