using AtomicWrites.Analyzers.Rewriting;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// What a load does with an empty file, which for a <c>StateFile</c> is corrupt. Where a handler that stays does the
/// same, the test goes; else it becomes a handler of its own. So the backup is loaded first, and without one the program
/// starts anew as before; the next save keeps the empty file aside.
/// </summary>
sealed class EmptyFiles(
    StateRead read,
    StatePair pair,
    LoadOutcome outcome,
    string qualifier,
    SemanticModel model,
    StateEdits edits,
    CancellationToken cancellationToken
)
{
    readonly OtherStates _others = new(model.Compilation, cancellationToken);
    readonly List<EmptyGuard> _handled = [];
    readonly List<CatchClauseSyntax> _stay = [];

    /// <summary>Whether a use of the text is a test for an empty file that is understood.</summary>
    public bool Keep(IdentifierNameSyntax use)
    {
        if (EmptyGuard.Of(use) is not { } guard || Content(use) is not { } content || !OnlyLoads(guard))
            return false;
        if (HandlerLike(guard) is { } handler)
        {
            _stay.Add(handler);
            if (guard.Full is null)
                edits.Removed.Add(guard.If);
            else
                edits.Emptied[guard] = null;
            return true;
        }

        var name = FreeName.Like("failure", guard.If, model);
        var test = string.Format(System.Globalization.CultureInfo.InvariantCulture, guard.Test, content);
        edits.Emptied[guard] =
            $"catch ({qualifier}StateFileException {name}) "
            + $"when ({name}.Failure == {qualifier}StateFileFailure.Corrupt && {test})";
        _handled.Add(guard);
        return true;
    }

    /// <summary>
    /// Whether an empty file gets there, now that it is known which handlers stay: no other is in between.
    /// </summary>
    public bool GetThere() =>
        _stay.All(edits.Narrowed.ContainsKey)
        && _handled.All(guard =>
            LoadHandlers
                .Around(read.Node)
                .TakeWhile(attempt => !attempt.Block.Span.Contains(guard.If.Span))
                .All(edits.Opened.Contains)
        );

    // The file's content as the test has seen it. A mark of the encoding counts in bytes alone.
    string? Content(IdentifierNameSyntax use)
    {
        if (OnlyLocal.Of(use, model, cancellationToken) is not { } local)
            return null;
        var path = read.Passed.Length > 0 ? read.Passed : $"({pair.Path!.Expression})";
        return Names.Called(Unwrapped.Of(local.Value).Expression) switch
        {
            "ReadAllText" or "ReadAllTextAsync" or "ReadToEnd" or "ReadToEndAsync" => $"File.ReadAllText{path}",
            "ReadAllBytes" or "ReadAllBytesAsync" => $"File.ReadAllBytes{path}",
            _ => null,
        };
    }

    // Nothing is done before the load that was not done with an empty file, and the load is always reached. What comes
    // after it, in the same try, does not fail as it does.
    bool OnlyLoads(EmptyGuard guard) => OnlyLoads(guard.Others);

    bool OnlyLoads(IEnumerable<StatementSyntax> statements) =>
        statements.FirstOrDefault(statement => statement.Span.Contains(read.Node.Span)) is { } loads
        && statements.TakeWhile(statement => statement != loads).All(IsHarmless)
        && OnlyLoads(loads)
        && !statements
            .SkipWhile(statement => statement != loads)
            .Skip(1)
            .Any(statement => _others.MayBeLoadedBy(statement, model));

    bool OnlyLoads(StatementSyntax statement) =>
        statement switch
        {
            BlockSyntax block => OnlyLoads(block.Statements),
            TryStatementSyntax attempt => attempt.Block.Span.Contains(read.Node.Span) && OnlyLoads(attempt.Block),
            _ => read.Node.FirstAncestorOrSelf<StatementSyntax>() == statement
                && read.Node.Parent
                    is ReturnStatementSyntax
                        or EqualsValueClauseSyntax { Parent.Parent.Parent: LocalDeclarationStatementSyntax }
                        or AssignmentExpressionSyntax
                        {
                            RawKind: (int)SyntaxKind.SimpleAssignmentExpression,
                            Parent: ExpressionStatementSyntax
                        },
        };

    bool IsHarmless(StatementSyntax statement) =>
        Talk.Is(statement) || read.Source.Steps.Contains(statement) || IsPlain(statement);

    /// <summary>Whether a statement is a variable that is made without an effect.</summary>
    public bool IsPlain(StatementSyntax statement) =>
        statement is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 } local
        && local
            .DescendantNodes()
            .All(node =>
                node is not (InvocationExpressionSyntax or AwaitExpressionSyntax or AssignmentExpressionSyntax)
                && (
                    node is not BaseObjectCreationExpressionSyntax
                    || model.GetTypeInfo(node, cancellationToken).Type?.Name == "JsonSerializerOptions"
                )
            );

    // Besides what both say.
    CatchClauseSyntax? HandlerLike(EmptyGuard guard)
    {
        foreach (var attempt in LoadHandlers.Around(read.Node))
        {
            if (
                attempt.Catches.FirstOrDefault(clause =>
                    CaughtKind.Of(clause) is { } kinds && (kinds & (CaughtKinds.All | CaughtKinds.Corrupt)) != 0
                )
                is not { } clause
            )
                continue;
            var done = Talk.Without(guard.Empty);
            var handled = Talk.Without(clause.Block);
            return
                outcome.DefaultsOf(clause.Block) is null
                && done.Count == handled.Count
                && done.Zip(handled, (one, other) => SyntaxFactory.AreEquivalent(one, other)).All(same => same)
                && !done.Any(statement => UsesLocalOf(attempt.Block, statement))
                && (guard.Returns || attempt.Block.Span.Contains(guard.If.Span) && EndsWith(attempt.Block, guard.If))
                ? clause
                : null;
        }

        return null;
    }

    bool UsesLocalOf(BlockSyntax block, StatementSyntax statement) =>
        statement
            .DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .Select(name => model.GetSymbolInfo(name, cancellationToken).Symbol)
            .OfType<ILocalSymbol>()
            .SelectMany(local => local.DeclaringSyntaxReferences)
            .Any(declared => block.Span.Contains(declared.Span));

    // What stands behind both is the same.
    static bool EndsWith(BlockSyntax block, StatementSyntax last)
    {
        for (SyntaxNode node = last; node != block; node = node.Parent!)
            if (
                !(
                    node.Parent is BlockSyntax around && around.Statements.Last() == node
                    || node.Parent is IfStatementSyntax or ElseClauseSyntax
                )
            )
                return false;
        return true;
    }
}
