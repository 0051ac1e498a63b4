using AtomicWrites.Analyzers.Rewriting;
using AtomicWrites.Analyzers.Updates;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// The handlers around a load. One that only starts anew goes. One that says so, or does more, stays for a corrupt
/// file, which the next save keeps aside; a file that cannot be read at all gets to the caller, because its content may
/// be good.
/// </summary>
sealed class LoadHandlers(
    StateRead read,
    LoadOutcome outcome,
    string qualifier,
    SemanticModel model,
    StateEdits edits,
    StateProof proof,
    CancellationToken cancellationToken
)
{
    // What much of the framework throws.
    static readonly string[] Common = ["FormatException", "InvalidOperationException", "NotSupportedException"];

    /// <summary>Whether all of them are understood.</summary>
    public bool Narrow()
    {
        var catchesAll = false;
        foreach (var attempt in Around(read.Node))
        {
            foreach (var clause in attempt.Catches)
            {
                var kinds = CaughtKind.Of(clause);
                if (!proof.Holds(kinds is not null, StateRefusal.Handler))
                    return false;
                if (
                    !proof.Holds(
                        !AskedException.In(clause, UpdateSequences.Of(model.Compilation).Sources),
                        StateRefusal.Handler
                    )
                )
                    return false;
                catchesAll |= kinds!.Value.HasFlag(CaughtKinds.All) && !Throws(clause);
                if (!proof.Holds(Narrow(attempt, clause, kinds.Value), StateRefusal.Handler))
                    return false;
            }

            if (attempt is { Finally: null, Parent: BlockSyntax } && attempt.Catches.All(edits.Removed.Contains))
                edits.Opened.Add(attempt);
            else if (attempt.Finally is null && attempt.Catches.All(edits.Removed.Contains))
                return proof.Holds(false, StateRefusal.Handler);
        }

        if (!catchesAll)
            edits.Failing.Add(read.Node);
        return proof.Holds(
            catchesAll || !CallerHandlers.OfLoad(read.Node, model.Compilation, cancellationToken),
            StateRefusal.Caller
        );
    }

    // Only what is around it in the same function.
    internal static IEnumerable<TryStatementSyntax> Around(SyntaxNode node) =>
        node.Ancestors()
            .TakeWhile(parent =>
                parent
                    is not (
                        MemberDeclarationSyntax
                        or AnonymousFunctionExpressionSyntax
                        or LocalFunctionStatementSyntax
                    )
            )
            .OfType<TryStatementSyntax>()
            .Where(attempt => attempt.Block.Span.Contains(node.Span));

    bool Narrow(TryStatementSyntax attempt, CatchClauseSyntax clause, CaughtKinds kinds)
    {
        if (kinds.HasFlag(CaughtKinds.Other))
            return kinds == CaughtKinds.Other;
        if (
            OnlyLoads(attempt.Block.Statements)
            && IsNewStart(clause, (kinds & (CaughtKinds.All | CaughtKinds.Missing | CaughtKinds.Unreadable)) != 0)
        )
        {
            edits.Removed.Add(clause);
            return true;
        }

        var throws = Throws(clause);
        if (kinds.HasFlag(CaughtKinds.All))
            return throws || Limit(clause);
        if (attempt.Block.DescendantNodes().Any(node => MayThrow(node, clause)))
            return false;
        var failures = new List<string>();
        if (kinds.HasFlag(CaughtKinds.Corrupt))
            failures.Add("Corrupt");
        if (kinds.HasFlag(CaughtKinds.Missing))
            failures.Add("Missing");
        else if (failures.Count > 0 && kinds.HasFlag(CaughtKinds.Unreadable) && edits.Initial is null)
            failures.Add("Missing");
        if (failures.Count == 0)
        {
            // It is an IOException.
            if (!throws)
                return false;
            failures.Add("Unreadable");
        }

        var name = NameIn(clause);
        var any = string.Join(" or ", failures.Select(failure => $"{qualifier}StateFileFailure.{failure}"));
        var test = failures.Count == 1 ? $"{name}.Failure == {any}" : $"{name}.Failure is {any}";
        edits.Narrowed[clause] = $"catch ({qualifier}StateFileException {name}) when ({test})";
        return true;
    }

    // Something else than the load, whose exceptions the handler was for, too.
    bool MayThrow(SyntaxNode node, CatchClauseSyntax clause) =>
        node is InvocationExpressionSyntax or ThrowStatementSyntax or ThrowExpressionSyntax
        && !node.AncestorsAndSelf()
            .Any(around =>
                edits.Removed.Contains(around)
                || edits.Replaced.ContainsKey(around)
                || around is CatchClauseSyntax
                || around is StatementSyntax statement && (read.Source.Steps.Contains(statement) || Talk.Is(statement))
            )
        && !(
            model.GetSymbolInfo(node, cancellationToken).Symbol?.ContainingNamespace?.ToDisplayString()
                is "System"
                    or "System.Linq"
                    or "System.Collections.Generic"
            && !clause
                .Declaration!.DescendantNodes()
                .Concat(clause.Filter?.DescendantNodes() ?? [])
                .OfType<SimpleNameSyntax>()
                .Any(name => Common.Contains(name.Identifier.ValueText))
        );

    static bool Throws(CatchClauseSyntax clause) => clause.Block.Statements.LastOrDefault() is ThrowStatementSyntax;

    // For all else that it was for it stays.
    bool Limit(CatchClauseSyntax clause)
    {
        if (clause.Filter is not null && CaughtKind.Of(clause) != CaughtKinds.All)
            return false;
        var allowed = edits.Initial is not null
            ? $"{qualifier}StateFileFailure.Corrupt"
            : $"({qualifier}StateFileFailure.Corrupt or {qualifier}StateFileFailure.Missing)";
        var name = NameIn(clause);
        var type = clause.Declaration?.Type.ToString() ?? ExceptionAt(clause);
        var filter = clause.Filter is null ? "" : $"{clause.Filter.FilterExpression} && ";
        edits.Narrowed[clause] =
            $"catch ({type} {name}) when ({filter}{name} is not {qualifier}StateFileException {{ Failure: not {allowed} }})";
        return true;
    }

    // A new start, or what was there before stays.
    bool IsNewStart(CatchClauseSyntax clause, bool sawMissing)
    {
        if (
            outcome.DefaultsOf(clause.Block) is not { } made
            || clause.Block.Statements.Last() is ReturnStatementSyntax && !outcome.EndsThere
        )
            return false;
        if (!sawMissing)
            return true;
        edits.Initial ??= made;
        if (!Defaults.AreSame(made, edits.Initial))
            return false;
        edits.StartAnew.Add(read.Node);
        return true;
    }

    // The handler is for the load alone.
    bool OnlyLoads(IEnumerable<StatementSyntax> statements) =>
        statements.All(statement =>
            edits.Removed.Contains(statement)
            || read.Source.Steps.Contains(statement)
            || IsOfEmpty(statement)
            || statement.Span.Contains(read.Node.Span) && IsOnlyRead(statement)
            || statement
                is ReturnStatementSyntax { Expression: null or IdentifierNameSyntax or LiteralExpressionSyntax }
            || statement is ReturnStatementSyntax { Expression: { } value } && edits.Replaced.ContainsKey(value)
        );

    // if (text.Length == 0) return new();
    bool IsOfEmpty(StatementSyntax statement) =>
        edits.Emptied.Keys.FirstOrDefault(guard => guard.If == statement) is { } found
        && (found.Empty is null || outcome.DefaultsOf(found.Empty) is not null)
        && (found.Full is null || OnlyLoads(found.Others));

    bool IsOnlyRead(StatementSyntax statement) =>
        statement switch
        {
            UsingStatementSyntax { Statement: BlockSyntax inner } => OnlyLoads(inner.Statements),
            TryStatementSyntax inner => edits.Opened.Contains(inner) && OnlyLoads(inner.Block.Statements),
            ReturnStatementSyntax { Expression: var value } => value == read.Node || edits.Replaced.ContainsKey(value!),
            LocalDeclarationStatementSyntax => true,
            ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax set } => set.Right == read.Node
                && OnlyTakes(set.Left),
            _ => false,
        };

    // A setter that does more may fail, which the handler was for, too.
    bool OnlyTakes(ExpressionSyntax target) =>
        model.GetSymbolInfo(target, cancellationToken).Symbol switch
        {
            IFieldSymbol or ILocalSymbol => true,
            IPropertySymbol { IsVirtual: false, IsOverride: false, DeclaringSyntaxReferences: [var reference] } =>
                reference.GetSyntax(cancellationToken) is PropertyDeclarationSyntax { AccessorList.Accessors: var all }
                    && !all.Any(accessor =>
                        accessor.Keyword.ValueText != "get"
                        && accessor
                            .DescendantNodes()
                            .Any(node => node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax)
                    ),
            _ => false,
        };

    string NameIn(CatchClauseSyntax clause) =>
        clause.Declaration is { Identifier.ValueText: { Length: > 0 } name }
            ? name
            : FreeName.Like("failure", clause, model);

    string ExceptionAt(CatchClauseSyntax clause) =>
        model
            .LookupNamespacesAndTypes(clause.SpanStart, name: "Exception")
            .Any(symbol => symbol.ToDisplayString() == "System.Exception")
            ? "Exception"
            : "System.Exception";
}
