using AtomicWrites.Analyzers.Proofs;
using AtomicWrites.Analyzers.Streams;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// A stream or text writer in a local: it is opened by <c>AtomicFile</c> and committed where the write is complete.
/// </summary>
sealed class CommitRewriter(
    SyntaxNode root,
    SemanticModel model,
    string qualifier,
    Proof proof,
    bool isAside,
    CancellationToken cancellationToken
)
{
    public SyntaxNode? Rewrite(ExpressionSyntax creation, AtomicOpening opening)
    {
        if (opening.Appends && !opening.IsText || opening.Initializer is not null)
            return null; // a call has no initializer
        (creation, opening) = FoldedWriter.Of(creation, opening, model, cancellationToken);
        if (StreamOwner.Of(creation, model, cancellationToken) is not { } owner)
            return proof.None<SyntaxNode>(ProofClause.Confined);
        var path = PathNames.Within(creation, opening.Path);
        return !isAside && ModeAtOpening.Of(owner.Scope, path, model, cancellationToken) is { } given
            ? Rewrite(creation, opening with { Mode = given.Mode }, owner, path, given.Statement)
            : Rewrite(creation, opening, owner, path, null);
    }

    SyntaxNode? Rewrite(
        ExpressionSyntax creation,
        AtomicOpening opening,
        StreamOwner owner,
        ExpressionSyntax path,
        StatementSyntax? gone
    )
    {
        var uses = new StreamTracer(model, cancellationToken) { Ignored = owner.Ignored }.Of(owner.Local, owner.Region);
        if (opening.IsUnbuffered)
            uses.FlushAlways();
        if (
            proof.Breaks(ProofClause.Opening, opening.OnlyWrites && uses.Reads.Count > 0)
            || proof.Breaks(ProofClause.Confined, uses.Strays.Count > 0)
            || proof.Breaks(ProofClause.NotKept, uses.Kept.Count > 0)
            || proof.Breaks(ProofClause.OpenToTheEnd, uses.MayClose.Count > 0)
            || proof.Breaks(ProofClause.Finished, uses.FinishedLate.Count > 0)
            || proof.Breaks(
                ProofClause.TargetUntouched,
                !isAside
                    && new TargetUses(path, model, cancellationToken).AreWithin(owner.WhileOpen(uses), creation, gone)
            )
            || proof.Breaks(ProofClause.Confined, !owner.IsDisposed && uses.Closings.Count == 0)
            || proof.Breaks(
                ProofClause.Confined,
                uses.Writes.Any(write => !owner.Scope.Any(statement => statement.Span.Contains(write.Span)))
            )
            || proof.Breaks(
                ProofClause.NoTail,
                opening.KeepsTail
                    && !owner.BeginsEmpty
                    && !((opening.DropsTail || owner.CutsTail) && uses.Moves.Count == 0 && uses.Reads.Count == 0)
            )
        )
            return null;
        if (proof.Breaks(ProofClause.WaysOut, !IsReached(owner.Statement)))
            return null; // no place for a commit is found where nothing runs
        if (Placement(owner, uses) is not { } placement)
            return proof.None<SyntaxNode>(uses.Writes.Count == 0 ? ProofClause.Written : ProofClause.WaysOut);
        var interruptions = new Interruptions(model, cancellationToken);
        // Who left with the temporary file written did not come to the rename.
        if (
            proof.Breaks(
                ProofClause.WaysOut,
                isAside
                    ? placement.Before.Count > 0
                    : interruptions.MayEnd(owner.Scope, placement.End) || interruptions.IsRecording(owner.Scope, uses)
            )
        )
            return null;
        // Up to the rename the target was the old file, and from the commit on it is the new one.
        if (
            proof.Breaks(
                ProofClause.TargetUntouched,
                isAside
                    && new TargetUses(path, model, cancellationToken).AreWithin(After(owner, placement), creation, gone)
            )
        )
            return null;
        if (
            opening.Appends
            && (
                proof.Breaks(ProofClause.Order, !EvaluationOrder.IsStableIn(owner.Region, path, model))
                || proof.Breaks(ProofClause.Counterpart, !GatheredText.Is(owner, uses, placement.End))
            )
        )
            return null;
        var isAwaited =
            owner.IsAsync && !new AddedAwait(model.Compilation, cancellationToken).IsNoticed(owner.Statement);
        var last = placement
            .After.Concat(placement.Before)
            .Append(owner.Statement)
            .Max(statement => statement.Span.End);
        if (
            proof.Breaks(
                ProofClause.Directives,
                Directives.AreWithin(root, Math.Min(owner.Declaration.SpanStart, owner.Statement.SpanStart), last)
                    || Directives.Hide(owner.Statement.Parent!, owner.Local.Name)
            )
        )
            return null;
        var written = opening.Appends
            ? GatheredText.In(owner, opening, qualifier, model, isAwaited)
            : WrittenAnew.In(owner, opening, qualifier, isAwaited);
        var edits = new Edits(root);
        edits.Replace(creation, _ => written.Creation.WithTriviaFrom(creation));
        if (gone is not null)
            edits.Remove(gone);
        if (owner.Declaration.Type is { IsVar: false } type)
            edits.Replace(type, _ => Type(type, written.Type));
        foreach (var narrow in uses.NarrowTypes)
            edits.Replace(narrow, type => Widened((TypeSyntax)type));
        foreach (var flush in uses.FlushesToDisk)
            edits.Replace(flush.ArgumentList, list => ((ArgumentListSyntax)list).WithArguments(default));
        var commit = written.Commit;
        foreach (var exit in placement.Before)
            InsertBefore(edits, exit, uses, commit);
        foreach (var end in placement.After)
        {
            if (end.Parent is BlockSyntax or GlobalStatementSyntax or SwitchSectionSyntax)
                edits.InsertAfter(end, commit);
            else
                edits.Embrace(end, [], after: commit);
        }

        return edits.Apply();
    }

    static IEnumerable<SyntaxNode> After(StreamOwner owner, CommitPlacement placement) =>
        owner
            .Scope.SelectMany(statement => statement.DescendantNodesAndSelf())
            .OfType<StatementSyntax>()
            .Where(statement => statement.SpanStart >= placement.End);

    bool IsReached(StatementSyntax statement) =>
        statement.Parent is GlobalStatementSyntax
        || model.AnalyzeControlFlow(statement) is not { Succeeded: true, StartPointIsReachable: false };

    // A block is there for the stream. What follows a declaration may be about anything, such as a message that it is
    // saved.
    CommitPlacement? Placement(StreamOwner owner, StreamTrace uses)
    {
        var isDeclared = owner.Statement is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 };
        foreach (
            var (toTheEnd, endsTry) in new[] { (true, true), (false, true), (false, false) }.Skip(isDeclared ? 1 : 0)
        )
        {
            var placement = new CommitPlacement(model, uses, owner.IsDisposed) { EndsTry = endsTry };
            if (
                placement.Find(owner.Scope, toTheEnd)
                && !proof.Breaks(
                    ProofClause.FlushedAtEnd,
                    !isAside
                        && new Interruptions(model, cancellationToken).FollowFlush(uses, owner.Scope, placement.End)
                )
            )
                return placement;
        }

        return ProofClauses.IsAssumed(uses.Writes.Count == 0 ? ProofClause.Written : ProofClause.WaysOut)
            ? CommitPlacement.AtEnd(owner.Scope, model, uses)
            : null;
    }

    static TypeSyntax Type(TypeSyntax type, string written)
    {
        var name = SyntaxFactory.ParseTypeName(written);
        return (type is NullableTypeSyntax nullable ? nullable.WithElementType(name) : name).WithTriviaFrom(type);
    }

    // FileStream is written as Stream.
    static TypeSyntax Widened(TypeSyntax type) =>
        type.ReplaceNodes(
            type.DescendantNodesAndSelf()
                .OfType<IdentifierNameSyntax>()
                .Where(name => name.Identifier.ValueText == "FileStream"),
            (name, _) => SyntaxFactory.IdentifierName("Stream").WithTriviaFrom(name)
        );

    // What is returned is computed first: if that fails, nothing is committed.
    void InsertBefore(Edits edits, StatementSyntax exit, StreamTrace uses, string commit)
    {
        if (
            exit is not ReturnStatementSyntax { Expression: { } value }
            || value is LiteralExpressionSyntax or ThisExpressionSyntax
            || value is IdentifierNameSyntax && !uses.Writes.Contains(value)
        )
        {
            edits.InsertBefore(exit, [commit]);
            return;
        }

        var name = FreeName.Like("result", exit, model);
        edits.InsertBefore(exit, [$"var {name} = {value};", commit], $"return {name};");
    }
}

/// <summary>What stands for the stream of a file, and how it gets there.</summary>
/// <param name="Creation">What makes it.</param>
/// <param name="Type">Its type.</param>
/// <param name="Commit">The statement by which the file has it.</param>
sealed record WrittenAnew(ExpressionSyntax Creation, string Type, string Commit)
{
    public static WrittenAnew In(StreamOwner owner, AtomicOpening opening, string qualifier, bool isAwaited) =>
        new(
            opening.Call(qualifier),
            qualifier + (opening.IsText ? "AtomicStreamWriter" : "AtomicFileStream"),
            owner.Await(isAsync => $"{owner.Name}.Commit{isAsync}()", isAwaited)
        );
}
