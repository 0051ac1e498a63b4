using AtomicWrites.Analyzers.Locks;
using AtomicWrites.Analyzers.Proofs;
using AtomicWrites.Analyzers.Replacing;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Streams;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>The ways in which one write can be rewritten, as far as each is proven, the best first.</summary>
/// <param name="dropsTail">Whether nothing of a longer old file has to stay where the write began at its
/// beginning.</param>
/// <param name="imports">How the file's usings stand.</param>
/// <param name="proof">Takes down what speaks against one.</param>
/// <param name="cancellationToken">Ends the work.</param>
sealed class Candidates(bool dropsTail, ImportStyle imports, Proof proof, CancellationToken cancellationToken)
{
    /// <summary>
    /// Whether the file was written aside so far, so that its path has meant the old one all the time.
    /// </summary>
    public bool IsAside { get; init; }

    /// <summary>All at once that only need another name.</summary>
    public IEnumerable<SyntaxNode> Twins(CompilationUnitSyntax root, ExpressionSyntax[] sites, SemanticModel model) =>
        Twins(root, sites, model, AtomicFileName.Simple, AtomicFileName.Qualified) is { } replaced ? [replaced] : [];

    public IEnumerable<SyntaxNode> Of(CompilationUnitSyntax root, ExpressionSyntax site, SemanticModel model)
    {
        if (IsUsedMeanwhile(site, model))
            yield break;
        foreach (var qualifier in new[] { "", AtomicFileName.Qualifier })
        {
            if (qualifier.Length == 0 && AtomicFileName.IsHidden(model, site))
                continue;
            if (Twins(root, [site], model, qualifier + AtomicFileName.Simple) is { } twin)
                yield return twin;
            var needsUsing = qualifier.Length == 0 && !AtomicFileName.IsInScope(model, site);
            foreach (var changed in Of(site, root, model, qualifier))
                yield return needsUsing ? UsingDirective.Add((CompilationUnitSyntax)changed, imports) : changed;
        }
    }

    SyntaxNode? Twins(
        CompilationUnitSyntax root,
        ExpressionSyntax[] sites,
        SemanticModel model,
        params string[] names
    ) =>
        TwinRewriter.Rewrite(
            root,
            sites.Where(site => !IsUsedMeanwhile(site, model)),
            model,
            names,
            imports,
            cancellationToken
        );

    // By somebody who has it open already, or who makes what is written.
    bool IsUsedMeanwhile(ExpressionSyntax site, SemanticModel model) =>
        WriterCall.Of(site, model, cancellationToken).Select(call => call.Path).FirstOrDefault() is { } path
        && (
            proof.Breaks(
                ProofClause.TargetUntouched,
                new OpenAround(model, cancellationToken).Is(site, path)
                    || new TargetUses(PathNames.Within(site, path), model, cancellationToken) is var uses
                        && (Contents(site).Any(uses.AreDeferredIn) || uses.AreWithin(Unawaited(site), site))
            )
            || proof.Breaks(
                ProofClause.Counterpart,
                LockInTheWay.OfWrite(site, model, cancellationToken)
                    || WriterCall.Of(site, model, cancellationToken).Any(call => call.Writer.Appends)
                        && IsLockInTheWay(site, model)
            )
            || proof.Breaks(ProofClause.NotDeleted, IsDeletedAfterFailure(site, path, model))
        );

    // var write = File.WriteAllTextAsync(path, text); … await write: where something in between fails, nobody waits for
    // it, and a handler goes on while it runs.
    static IEnumerable<SyntaxNode> Unawaited(ExpressionSyntax site) =>
        site is InvocationExpressionSyntax { Parent: EqualsValueClauseSyntax or AssignmentExpressionSyntax }
        && Names.Called(site).EndsWith("Async", StringComparison.Ordinal)
            ? site.Ancestors()
                .OfType<TryStatementSyntax>()
                .Where(attempt => attempt.Catches.Any() && attempt.Block.Span.Contains(site.Span))
                .SelectMany(attempt =>
                    attempt.Catches.Concat<SyntaxNode>(
                        Functions
                            .Unnested(Names.Body(site))
                            .OfType<StatementSyntax>()
                            .Where(statement => statement.SpanStart > attempt.Span.End)
                    )
                )
            : [];

    // What appends takes the lock, whose file stays.
    bool IsLockInTheWay(ExpressionSyntax site, SemanticModel model) =>
        LockFileInTheWay.Is(site, model, cancellationToken) || LockInTheWay.OfTaking(site, model, cancellationToken);

    // Or moved away: it would be the old file then. What a method of the program names may be whatever is deleted.
    static bool IsDeletedAfterFailure(ExpressionSyntax site, ExpressionSyntax path, SemanticModel model)
    {
        var deletion = Replacements.Of(model.Compilation).Deletion;
        var named = PathNames.Within(site, path);
        var file = PathExpression.Of(named);
        var isAny = named
            .DescendantNodesAndSelf()
            .OfType<InvocationExpressionSyntax>()
            .Any(call =>
                model.GetSymbolInfo(call).Symbol is IMethodSymbol { DeclaringSyntaxReferences.IsEmpty: false }
            );
        return site.Ancestors()
            .OfType<TryStatementSyntax>()
            .Where(handler => handler.Block.Span.Contains(site.Span))
            .SelectMany(handler => handler.Catches.Append<SyntaxNode?>(handler.Finally))
            .OfType<SyntaxNode>()
            .SelectMany(handler => handler.DescendantNodes())
            .Any(call =>
                deletion.Deletes(call, file, model)
                || isAny && call is InvocationExpressionSyntax invocation && Deletion.IsDeletion(invocation)
                || Commit.Of(call, model) is { Rename.Copies: false, SourcePath: var moved }
                    && (isAny || moved.Is(file.Syntax, model))
            );
    }

    static IEnumerable<ExpressionSyntax> Contents(ExpressionSyntax site) =>
        site is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var document } }
            ? Names.Arguments(site).Select(argument => argument.Expression).Prepend(document)
            : [];

    IEnumerable<SyntaxNode> Of(ExpressionSyntax site, SyntaxNode root, SemanticModel model, string qualifier)
    {
        var callback = new CallbackRewriter(root, model, qualifier, proof, IsAside, cancellationToken);
        if (AtomicOpening.Of(site, model, proof, cancellationToken) is { } found)
        {
            if (proof.Breaks(ProofClause.Counterpart, found.Appends && IsLockInTheWay(site, model)))
                yield break;
            var opening = found with { DropsTail = dropsTail && found is { KeepsTail: true, OnlyWrites: true } };
            if (
                new AppendedText(root, model, qualifier, proof, cancellationToken).Rewrite(site, opening) is
                { } appended
            )
                yield return appended;
            if (EmptyFile.Rewrite(root, site, opening, qualifier) is { } emptied)
                yield return emptied;
            if (
                new CommitRewriter(root, model, qualifier, proof, IsAside, cancellationToken).Rewrite(site, opening) is
                { } committed
            )
                yield return committed;
            if (
                (opening.DropsTail || !opening.KeepsTail && !opening.Appends)
                && callback.Rewrite(
                    site,
                    opening.Path,
                    opening.Options(qualifier),
                    opening.Over,
                    isSequential: opening.DropsTail,
                    isUnbuffered: opening.IsUnbuffered,
                    onlyWrites: opening.OnlyWrites
                )
                    is { } called
            )
                yield return called;
        }
        else if (CallOverPath.Of(site, model, proof, cancellationToken) is { } call)
        {
            if (
                (
                    call.IsWrapped
                        ? callback.Rewrite(site, call.Path, "", call.Over)
                        : call.Rewrite(root, qualifier, proof)
                ) is
                { } changed
            )
                yield return changed;
        }
    }
}
