using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Streams;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// Where a stream has to be committed: after the last statement that writes to it, and before each statement that
/// leaves earlier with the write done. Never where something failed: not after a <c>try</c> whose <c>catch</c> goes on,
/// but at its end.
/// </summary>
/// <param name="model">Of the document.</param>
/// <param name="uses">What is done with the stream.</param>
/// <param name="isDisposed">Whether a <c>using</c> closes it on each way out.</param>
sealed class CommitPlacement(SemanticModel model, StreamTrace uses, bool isDisposed)
{
    /// <summary>The statements after which the write is complete.</summary>
    public List<StatementSyntax> After { get; } = [];

    /// <summary>The statements that leave with the write done.</summary>
    public List<StatementSyntax> Before { get; } = [];

    /// <summary>Where all of it is done.</summary>
    public int End => After.Concat(Before).Select(statement => statement.Span.End).DefaultIfEmpty().Max();

    /// <summary>
    /// Whether all of a <c>try</c> statement is about the write, where what comes after it follows failures as well.
    /// </summary>
    public bool EndsTry { get; init; } = true;

    /// <summary>Whether it can be proven for these statements, which follow each other.</summary>
    /// <param name="statements">The statements in which it is written to.</param>
    /// <param name="toTheEnd">Whether all of them are about the write; else the last that writes is its end.</param>
    public bool Find(IReadOnlyList<StatementSyntax> statements, bool toTheEnd)
    {
        var last = statements.Count - 1;
        while (last >= 0 && !Contains(statements[last], uses.Writes))
            last--;
        if (last < 0)
            return false; // nothing is written: it may be held open as a lock
        if (uses.SwallowsWithin(statements, model))
            return false; // half of it would be committed
        if (uses.Closings.Any(closing => statements.Take(last).Any(statement => statement.Span.Contains(closing.Span))))
            return false; // closed before the last write
        if (toTheEnd && Outcome(statements[last]) is null)
            while (last + 1 < statements.Count && !Contains(statements[last + 1], uses.Closings))
                last++;

        var written = statements.Take(last + 1).ToArray();
        if (written.Any(statement => NeverEnds(statement, uses, model)))
            return false;
        if (written.SelectMany(Functions.Unnested).Any(node => node is LabeledStatementSyntax))
            return false; // somebody may come back to write once more
        var end = statements[last];
        var inner = Outcome(end);
        foreach (var statement in statements.Take(last + 1))
        {
            foreach (var handler in Functions.Unnested(statement).OfType<TryStatementSyntax>())
                if (
                    handler != inner
                    && Contains(handler, uses.Writes)
                    && (
                        handler.Catches.Any(clause => GoesOn(clause, statement))
                        || handler.Finally is { } cleanUp && Contains(cleanUp, uses.Closings)
                    )
                )
                    return false;
            foreach (var exit in Functions.Unnested(statement).Where(node => Leaves(node, statement)))
                if (
                    !(inner?.Block.Span.Contains(exit.Span) == true)
                    && !Exit((StatementSyntax)exit, statement, isEnd: exit == end)
                )
                    return false;
        }

        if (!isDisposed && statements.Skip(last + 1).Any(LeavesItOpen))
            return false;
        if (inner is not null)
            return !inner.Catches.Any(clause => Contains(clause, uses.All))
                && !(inner.Finally is { } block && Contains(block, uses.Writes))
                && Find(inner.Block.Statements, EndsTry);
        if (Contains(end, uses.Closings))
            return false;
        if (IsReachable(end))
            After.Add(end);
        return true;
    }

    /// <summary>
    /// Whether it writes in a loop that nothing leaves, so that no commit ever comes: a status, a heartbeat.
    /// </summary>
    public static bool NeverEnds(SyntaxNode code, StreamTrace uses, SemanticModel model) =>
        Functions
            .Unnested(code)
            .OfType<StatementSyntax>()
            .Any(loop =>
                IsLoop(loop)
                && Contains(loop, uses.Writes)
                && model.AnalyzeControlFlow(loop)
                    is {
                        Succeeded: true,
                        EndPointIsReachable: false,
                        ExitPoints.IsEmpty: true,
                        ReturnStatements.IsEmpty: true
                    }
            );

    /// <summary>
    /// After the last statement that writes, or else the last, whatever leaves before: for tests of the clause.
    /// </summary>
    public static CommitPlacement AtEnd(
        IReadOnlyList<StatementSyntax> statements,
        SemanticModel model,
        StreamTrace uses
    )
    {
        var placement = new CommitPlacement(model, uses, isDisposed: true);
        var ends = statements.Where((statement, i) => i == statements.Count - 1 || Contains(statement, uses.Writes));
        placement.After.AddRange(ends.Where(placement.IsReachable).Reverse().Take(1));
        return placement;
    }

    // The try statement at the end of which the write is complete, since what comes after it follows failures as well,
    // or is closed.
    TryStatementSyntax? Outcome(StatementSyntax end) =>
        end is TryStatementSyntax handler
        && Contains(handler.Block, uses.Writes)
        && (
            handler.Catches.Any(clause => GoesOn(clause, end))
            || handler.Finally is { } cleanUp && Contains(cleanUp, uses.Closings)
        )
            ? handler
            : null;

    // Whether what comes after it is reached, also by the end of a loop or its next turn.
    bool GoesOn(CatchClauseSyntax clause, StatementSyntax within) =>
        model.AnalyzeControlFlow(clause.Block) is not { Succeeded: true, EndPointIsReachable: false } flow
        || flow.ExitPoints.Any(exit => !Leaves(exit, within));

    bool IsReachable(StatementSyntax statement) =>
        statement is not (ReturnStatementSyntax or ThrowStatementSyntax)
        && (
            statement.Parent is GlobalStatementSyntax
            || model.AnalyzeControlFlow(statement) is not { Succeeded: true, EndPointIsReachable: false }
        );

    bool Exit(StatementSyntax exit, StatementSyntax within, bool isEnd)
    {
        if (exit is YieldStatementSyntax or GotoStatementSyntax || !isDisposed && !IsClosedAfter(exit))
            return false;
        foreach (var ancestor in exit.Ancestors().TakeWhile(node => within.Span.Contains(node.Span)))
        {
            if (ancestor is CatchClauseSyntax)
                return true; // something failed: nothing is committed
            if (
                IsLoop(ancestor) && Contains(ancestor, uses.Writes)
                || uses.FinishingScopes.Contains(ancestor)
                || ancestor is TryStatementSyntax { Finally: { } cleanUp } && Contains(cleanUp, uses.All)
            )
                return false;
        }

        if (!isEnd && !uses.Writes.Any(write => write.SpanStart < exit.SpanStart))
            return false; // leaves before anything is written: is that to be kept, or an empty file?
        Before.Add(exit);
        return true;
    }

    // What is not closed has not written the rest, and would not be complete without the fix.
    bool LeavesItOpen(StatementSyntax statement) =>
        Functions
            .Unnested(statement)
            .Any(exit =>
                Leaves(exit, statement)
                && !IsClosedAfter(exit)
                && uses.Closings.Any(closing => closing.SpanStart > exit.SpanStart)
                && !uses.Closings.Any(closing =>
                    closing.SpanStart < exit.SpanStart && exit.Parent!.Span.Contains(closing.Span)
                )
            );

    // A stream that is left open has not written the rest.
    bool IsClosedAfter(SyntaxNode exit) =>
        exit.Ancestors()
            .OfType<TryStatementSyntax>()
            .Any(handler => handler.Finally is { } cleanUp && Contains(cleanUp, uses.Closings));

    static bool Leaves(SyntaxNode node, StatementSyntax from) =>
        node switch
        {
            ReturnStatementSyntax or YieldStatementSyntax or GotoStatementSyntax => true,
            BreakStatementSyntax => !node.Ancestors()
                .TakeWhile(ancestor => from.Span.Contains(ancestor.Span))
                .Any(ancestor => IsLoop(ancestor) || ancestor is SwitchStatementSyntax),
            ContinueStatementSyntax => !node.Ancestors()
                .TakeWhile(ancestor => from.Span.Contains(ancestor.Span))
                .Any(IsLoop),
            _ => false,
        };

    static bool IsLoop(SyntaxNode node) =>
        node is CommonForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax;

    static bool Contains(SyntaxNode node, IEnumerable<SyntaxNode> uses) =>
        uses.Any(use => node.Span.Contains(use.Span));
}
