using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// The tests around a load that a <c>StateFile</c> makes superfluous: for a missing file, an empty text, and null.
/// Those that do more than to return defaults stay, and ask the <c>StateFile</c>.
/// </summary>
sealed class LoadGuards(
    StateRead read,
    LoadOutcome outcome,
    PathUses uses,
    EmptyFiles empty,
    StateEdits edits,
    StateProof proof
)
{
    readonly SyntaxNode _body = Names.Body(read.Node);

    /// <summary>Whether all of them are understood.</summary>
    public bool Remove()
    {
        foreach (
            var (call, _) in uses.Asked.Where(asked =>
                asked.Member == "Exists"
                && _body.Span.Contains(asked.Call.Span)
                && uses.AreSame(Names.Arguments(asked.Call)[0].Expression, read.Source.Path)
            )
        )
            RemoveMissing(call);

        if (outcome.Local is { } local)
            foreach (var use in local.Uses)
                RemoveNull(use);
        return read.Source.OtherUses.All(use => proof.Holds(empty.Keep(use), StateRefusal.TextUsed));
    }

    // if (!File.Exists(path)) return new();   return File.Exists(path) ? … : new();
    void RemoveMissing(InvocationExpressionSyntax asked)
    {
        if (
            asked.Parent is ConditionalExpressionSyntax either
            && either.Condition == asked
            && either.WhenTrue == read.Node
            && Defaults.IsMade(either.WhenFalse)
            && outcome.IsState(either.WhenFalse)
            && IsInitial(either.WhenFalse)
        )
            edits.Replaced[either] = read.Text;
        else if (
            asked.Parent is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not
            && not.Parent is IfStatementSyntax { Else: null, Parent: BlockSyntax block } guard
            && guard.Condition == not
            && guard.SpanStart < read.Node.SpanStart
            && block.Span.Contains(read.Node.Span)
            && outcome.DefaultsOf(guard.Statement) is { } made
            && Ends(guard)
            && outcome.EndsThere
            && LoadsNext(guard)
            && IsInitial(made)
        )
            edits.Removed.Add(guard);
    }

    // What is done with a file that is there alone stays behind the test, as what is done with its state.
    bool LoadsNext(IfStatementSyntax guard)
    {
        var loads = read.Node.FirstAncestorOrSelf<StatementSyntax>();
        return loads is not null
            && outcome.TakesAsDefaults(guard.Statement)
            && !_body
                .DescendantNodes()
                .OfType<StatementSyntax>()
                .Where(statement =>
                    statement.SpanStart >= guard.Span.End
                    && statement.Span.End <= loads.SpanStart
                    && !edits.Removes(statement)
                )
                .Any(statement =>
                    !read.Source.Steps.Contains(statement) && !empty.IsPlain(statement) && !IsOfText(statement)
                );
    }

    // if (text.Length == 0) …
    bool IsOfText(StatementSyntax statement) =>
        statement
            .AncestorsAndSelf()
            .OfType<IfStatementSyntax>()
            .Any(test => read.Source.OtherUses.Any(use => test.Condition.Span.Contains(use.Span)));

    // What follows must not run for a missing file; an assignment alone would be overwritten by what is loaded.
    static bool Ends(IfStatementSyntax guard) =>
        (guard.Statement is BlockSyntax block ? block.Statements.Last() : guard.Statement) is ReturnStatementSyntax;

    // if (state is null) return new();   state ?? new()
    void RemoveNull(IdentifierNameSyntax use)
    {
        if (
            use.Parent is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } either
            && either.Left == use
        )
        {
            if (Defaults.IsMade(either.Right) || either.Right is ThrowExpressionSyntax)
                edits.Replaced[either] = _ => use.Identifier.Text;
        }
        else if (
            use.Parent?.Parent is IfStatementSyntax { Else: null, Parent: BlockSyntax } guard
            && IsNullTest(use.Parent)
            && (outcome.DefaultsOf(guard.Statement) is not null || IsThrow(guard.Statement))
        )
        {
            edits.Removed.Add(guard);
        }
    }

    static bool IsThrow(StatementSyntax statement) =>
        (statement is BlockSyntax { Statements: [var only] } ? only : statement) is ThrowStatementSyntax;

    static bool IsNullTest(SyntaxNode test) =>
        test
            is IsPatternExpressionSyntax
                {
                    Pattern: ConstantPatternSyntax
                    {
                        Expression: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression }
                    }
                }
                or BinaryExpressionSyntax
                {
                    RawKind: (int)SyntaxKind.EqualsExpression,
                    Right: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression }
                };

    bool IsInitial(ExpressionSyntax made)
    {
        edits.Initial ??= made;
        if (!Defaults.AreSame(made, edits.Initial))
            return false;
        edits.StartAnew.Add(read.Node);
        return true;
    }
}
