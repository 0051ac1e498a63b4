using AtomicWrites.Analyzers.Proofs;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Streams;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// What is wrapped around a stream, and finishes or closes it when disposed, moves into the callback of
/// <c>AtomicFile.Write</c>, which commits after all of it.
/// </summary>
sealed class CallbackRewriter(
    SyntaxNode root,
    SemanticModel model,
    string qualifier,
    Proof proof,
    bool isAside,
    CancellationToken cancellationToken
)
{
    /// <param name="creation">What opens the file.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">The argument for what is not the default, or nothing.</param>
    /// <param name="over">
    /// The same as <paramref name="creation"/> over a stream of that name; the name itself where it is that stream.
    /// </param>
    /// <param name="isSequential">Whether it has to be written from the beginning to the end.</param>
    /// <param name="isUnbuffered">Whether each write goes to the file at once.</param>
    /// <param name="onlyWrites">Whether it cannot be read.</param>
    public SyntaxNode? Rewrite(
        ExpressionSyntax creation,
        ExpressionSyntax path,
        string options,
        Func<string, ExpressionSyntax> over,
        bool isSequential = false,
        bool isUnbuffered = false,
        bool onlyWrites = false
    )
    {
        if (
            creation.FirstAncestorOrSelf<StatementSyntax>() is not { } statement
            || Resource(statement) is not { } declaration
            || !declaration.Span.Contains(creation.Span)
            || declaration.Variables.Count != 1
        )
            return proof.None<SyntaxNode>(ProofClause.Confined);
        var isStream = over("stream") is IdentifierNameSyntax;
        var local =
            isStream
            && creation.Parent
                is EqualsValueClauseSyntax
                {
                    Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax } declarator
                }
                ? declarator.Identifier
                : default;
        var rest = statement is UsingStatementSyntax ? [] : StatementList.From(statement)?.ToArray();
        if (
            rest is null
            || statement.Parent is not (BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax)
                && !(statement is UsingStatementSyntax && statement.Parent is StatementSyntax or ElseClauseSyntax)
        )
            return null;

        var symbol =
            creation.Parent is EqualsValueClauseSyntax
                ? model.GetDeclaredSymbol(declaration.Variables[0], cancellationToken)
                : null;
        // var stream = File.Create(path); await using (stream.ConfigureAwait(false)) { … }
        var next =
            statement is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 }
            && rest is [UsingStatementSyntax { Declaration: null } following, ..]
                ? following
                : null;
        var resource =
            next is { Expression: { } disposed } && symbol is not null
                ? StreamOwner.NameIn(disposed, symbol, model)
                : null;
        var named = PathNames.Within(creation, path);
        var tracer = new StreamTracer(model, cancellationToken) { Ignored = resource };
        IEnumerable<SyntaxNode> region = statement is UsingStatementSyntax block ? [block.Statement] : rest;
        var uses = symbol is not null ? tracer.Of(symbol, region) : tracer.Of(creation, [statement, .. rest]);
        if (
            proof.Breaks(ProofClause.Opening, onlyWrites && uses.Reads.Count > 0)
            || proof.Breaks(ProofClause.Confined, uses.Strays.Count > 0)
            || proof.Breaks(ProofClause.NoTail, isSequential && uses.Moves.Count > 0)
            || proof.Breaks(ProofClause.Written, uses.Writes.Count == 0)
            || proof.Breaks(
                ProofClause.Order,
                !EvaluationOrder.IsKept(named, creation, statement, model)
                    || !EvaluationOrder
                        .Earlier(creation, statement, model)
                        .Concat(TakenAlong(creation, over("stream")))
                        .All(expression => Harmless.Is(expression, model))
            )
        )
            return null;

        // Up to the last use; where somebody has it who may write later, all that may make them do so.
        var isKept = uses.Kept.Count > 0 && !ProofClauses.IsAssumed(ProofClause.NotKept);
        var mayWrite = isKept && statement is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 };
        var length = rest.Length;
        while (
            length > 0
            && !uses.All.Any(use => rest[length - 1].Span.Contains(use.Span))
            && !(mayWrite && !EvaluationOrder.IsStill(rest[length - 1], model))
        )
            length--;
        var moved = rest.Take(length).ToArray();
        if (
            statement is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 }
            && proof.Breaks(
                ProofClause.Confined,
                !(resource is null ? IsClosedBy(moved.LastOrDefault(), uses) : moved.Length == 1)
            )
        )
            return null;
        // What closes it by hand is the last that moves.
        var open = statement is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 } ? moved : rest;
        if (
            proof.Breaks(
                ProofClause.TargetUntouched,
                !isAside && new TargetUses(named, model, cancellationToken).AreWithin([statement, .. open], creation)
            )
        )
            return null;
        if (proof.Breaks(ProofClause.Compiles, AreNamedElsewhere([statement, .. moved])))
            return null; // where the name may mean something else then
        var parts = moved.Prepend(statement).SelectMany(Functions.Unnested).ToArray();
        var leaves = parts.Any(node =>
            node
                is ReturnStatementSyntax
                    or YieldStatementSyntax
                    or GotoStatementSyntax
                    or BreakStatementSyntax
                    or ContinueStatementSyntax
            && LeavesAny(node, moved.Prepend(statement))
        );
        var goesOn =
            uses.SwallowsWithin(moved.Prepend(statement), model)
            || parts
                .OfType<TryStatementSyntax>()
                .Any(handler =>
                    handler.Catches.Count > 0 && uses.Writes.Any(write => handler.Span.Contains(write.Span))
                );
        if (StreamTracer.FlushesAlways(creation))
            uses.Flushes.Add(creation);
        if (isUnbuffered)
            uses.FlushAlways();
        var (all, end) = (moved.Prepend(statement).ToArray(), (moved.LastOrDefault() ?? statement).Span.End);
        var interruptions = new Interruptions(model, cancellationToken);
        if (proof.Breaks(ProofClause.FlushedAtEnd, !isAside && interruptions.FollowFlush(uses, all, end)))
            return null;
        var neverEnds = all.Any(part => CommitPlacement.NeverEnds(part, uses, model));
        if (
            proof.Breaks(
                ProofClause.WaysOut,
                leaves
                    || goesOn
                    || neverEnds
                    || !isAside
                        && (
                            interruptions.MayEnd(all, end)
                            || interruptions.IsRecording(all, uses)
                            || isKept && interruptions.Wait(all)
                        )
            )
            || proof.Breaks(
                ProofClause.Flow,
                parts.Any(CallbackMove.IsAwait)
                    && (
                        new FlowValues(model.Compilation, cancellationToken).AreSetIn(all)
                        || new AddedAwait(model.Compilation, cancellationToken).IsNoticed(statement)
                        || BoundCode.IsToThread(all, model, cancellationToken)
                    )
                    || BoundCode.IsToMethod(all, model, cancellationToken)
            )
            || proof.Breaks(
                ProofClause.Directives,
                Directives.AreWithin(root, statement.SpanStart, end)
                    || Directives.Hide(statement.Parent!, declaration.Variables[0].Identifier.ValueText)
            )
            || proof.Breaks(
                ProofClause.Comments,
                local != default && (LosesComment(statement, creation) || resource is not null && LosesComment(next!))
            )
        )
            return null;
        return new CallbackMove(
            statement,
            moved,
            resource is not null ? next : statement as UsingStatementSyntax,
            creation,
            local,
            path,
            options,
            over,
            uses
        ).Apply(root, model, qualifier);
    }

    // Whether what is declared in there is used outside of it.
    bool AreNamedElsewhere(StatementSyntax[] statements)
    {
        var (first, last) = (statements[0], statements[^1]);
        var around = first.Parent is GlobalStatementSyntax global ? global.Parent! : first.Parent!;
        return around
            .DescendantNodes(node => node is not (BaseTypeDeclarationSyntax or BaseNamespaceDeclarationSyntax))
            .OfType<SimpleNameSyntax>()
            .Where(name => name.SpanStart < first.SpanStart || name.SpanStart > last.Span.End)
            .Where(name =>
                model.GetSymbolInfo(name, cancellationToken).Symbol
                    is ILocalSymbol
                        or IMethodSymbol { MethodKind: MethodKind.LocalFunction }
            )
            .SelectMany(name => model.GetSymbolInfo(name, cancellationToken).Symbol!.DeclaringSyntaxReferences)
            .Any(place => place.Span.Start >= first.SpanStart && place.Span.End <= last.Span.End);
    }

    // Arguments that were evaluated before the opening.
    static IEnumerable<ExpressionSyntax> TakenAlong(ExpressionSyntax creation, ExpressionSyntax over) =>
        Names
            .Arguments(creation)
            .Select(argument => argument.Expression)
            .Where(argument => over.DescendantNodes().Any(node => SyntaxFactory.AreEquivalent(node, argument)));

    // Of what opens the stream only the name and the path are left.
    static bool LosesComment(StatementSyntax statement, ExpressionSyntax creation)
    {
        var end = statement is UsingStatementSyntax block ? block.CloseParenToken.SpanStart : statement.Span.End;
        return statement
            .DescendantTrivia()
            .Any(trivia =>
                trivia.SpanStart > statement.SpanStart
                && trivia.Span.End <= end
                && !creation.Span.Contains(trivia.Span)
                && CallbackMove.IsComment(trivia)
            );
    }

    static bool LosesComment(UsingStatementSyntax disposing) =>
        disposing
            .DescendantTrivia()
            .Any(trivia => trivia.SpanStart < disposing.Statement.SpanStart && CallbackMove.IsComment(trivia));

    static VariableDeclarationSyntax? Resource(StatementSyntax statement) =>
        statement switch
        {
            UsingStatementSyntax { Declaration: { } declaration } => declaration,
            LocalDeclarationStatementSyntax { Declaration: { } declaration } => declaration,
            _ => null,
        };

    // At its end, or in the clean-up of a try statement.
    static bool IsClosedBy(StatementSyntax? last, StreamTrace uses) =>
        last switch
        {
            ExpressionStatementSyntax => uses.Closings.Any(closing => last.Span.Contains(closing.Span)),
            TryStatementSyntax { Finally: { } cleanUp } => uses.Closings.Any(closing =>
                cleanUp.Span.Contains(closing.Span)
            ),
            _ => false,
        };

    static bool LeavesAny(SyntaxNode node, IEnumerable<StatementSyntax> statements) =>
        node is ReturnStatementSyntax or YieldStatementSyntax or GotoStatementSyntax
        || !node.Ancestors()
            .TakeWhile(ancestor => statements.Any(statement => statement.Span.Contains(ancestor.Span)))
            .Any(ancestor =>
                ancestor
                    is CommonForEachStatementSyntax
                        or ForStatementSyntax
                        or WhileStatementSyntax
                        or DoStatementSyntax
                || node is BreakStatementSyntax && ancestor is SwitchStatementSyntax
            );
}
