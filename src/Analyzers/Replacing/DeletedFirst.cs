using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Replacing;

/// <summary>
/// A file that is deleted, or moved away, right before it is written: until the write is complete there is none.
/// </summary>
/// <param name="Statement">The statement that deletes it, with the question whether it is there.</param>
/// <param name="Deletion">The call that deletes it, or moves it away.</param>
/// <param name="Write">What writes it, on each way that goes on from there.</param>
/// <param name="Path">The path where it stands in the write.</param>
sealed record DeletedFirst(
    StatementSyntax Statement,
    InvocationExpressionSyntax Deletion,
    ExpressionSyntax Write,
    ExpressionSyntax Path
)
{
    /// <summary>What runs from the deletion to the write.</summary>
    public IReadOnlyList<SyntaxNode> Between { get; init; } = [];

    /// <summary>Whether the statement does nothing but delete, so that it may go.</summary>
    public bool IsWhole => IsDeletion(Deletion) && IsPlain(Statement);

    public string Message =>
        IsDeletion(Deletion)
            ? "the file is deleted before it is written: a crash in between, or a write that fails, leaves none"
            : "the file is moved away before it is written: a crash in between leaves none under its name";

    /// <summary>The deletion that a write follows; null where something in between leaves, or uses the file.</summary>
    public static DeletedFirst? Before(ExpressionSyntax write, ExpressionSyntax path, SemanticModel model)
    {
        var between = new List<SyntaxNode>();
        for (
            var statement =
                write.FirstAncestorOrSelf<SyntaxNode>(node =>
                    node is StatementSyntax or AnonymousFunctionExpressionSyntax
                ) as StatementSyntax;
            statement is not null;
            statement = Outer(statement)
        )
        {
            foreach (var before in Preceding(statement))
            {
                if (DeletionIn(before, PathExpression.Of(path), model) is { } call)
                    return
                        IsUntouched(between, path, model)
                        && !IsNamed([.. between, write.FirstAncestorOrSelf<StatementSyntax>()!], path, model)
                        ? new(before, call, write, path) { Between = between }
                        : null;
                if (Leaves(before))
                    return null;
                between.Add(before);
            }
        }

        return null;
    }

    /// <summary>The same, asked of a deletion, or of a move.</summary>
    public static DeletedFirst? At(
        InvocationExpressionSyntax deletion,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        // A handler brings back what was there before.
        if (
            !(IsDeletion(deletion) || IsMove(deletion))
            || Names.Body(deletion) is not { } body
            || deletion.FirstAncestorOrSelf<CatchClauseSyntax>() is not null
        )
            return null;
        foreach (var node in Names.Within(body).OfType<ExpressionSyntax>())
            if (
                node.SpanStart > deletion.Span.End
                && (WriteSite.MayWrite(node) || WriterTable.ReplacerNames.Contains(Names.Called(node)))
                && Site(node, model, cancellationToken) is { Path.Syntax: ExpressionSyntax path }
                && Before(node, path, model) is { } found
                && found.Deletion == deletion
            )
                return found;
        return null;
    }

    /// <summary>What writes the file as a whole: what adds to it, or moves another there, is none.</summary>
    public static WriteSite? Site(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken) =>
        WriteSite.Of(node, model, cancellationToken) is { } site
            ? site.Writer.Appends
                ? null
                : site
            : WriteSite.OfReplacer(node, model, cancellationToken) is { } replacer
            && replacer.Writer.Type == WriterTable.AtomicFile
                ? replacer
                : null;

    // File.Delete(path); with if (File.Exists(path)) or a try statement around it, and at the end of what else is done there.
    static InvocationExpressionSyntax? DeletionIn(
        StatementSyntax statement,
        PathExpression path,
        SemanticModel model
    ) =>
        statement switch
        {
            ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call } => Removes(call, path, model)
                ? call
                : null,
            BlockSyntax { Statements: [.., var last] } block when !block.Statements.Any(Leaves) => DeletionIn(
                last,
                path,
                model
            ),
            IfStatementSyntax { Else: null, Condition: not PrefixUnaryExpressionSyntax } branch
                when Asked(branch.Condition).Any(asked => FileCalls.AsksFor(asked, path, model)) => DeletionIn(
                branch.Statement,
                path,
                model
            ),
            TryStatementSyntax { Finally: null } attempt when !Leaves(attempt) => DeletionIn(
                attempt.Block,
                path,
                model
            ),
            _ => null,
        };

    static bool Removes(InvocationExpressionSyntax call, PathExpression path, SemanticModel model) =>
        IsDeletion(call)
            ? FileCalls.Deletes(call, path, model)
            : IsMove(call) && FileCalls.MovesAway(call, path, model);

    static bool IsDeletion(InvocationExpressionSyntax call) =>
        Names.Simple(call.Expression) is "Delete" or "DeleteFile";

    static bool IsMove(InvocationExpressionSyntax call) =>
        Names.Simple(call.Expression) is "Move" or "MoveFile" or "MoveTo";

    // File.Exists(path) && isStale
    static IEnumerable<ExpressionSyntax> Asked(ExpressionSyntax condition) =>
        condition is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression } both
            ? Asked(both.Left).Append(both.Right)
            : [condition];

    static bool IsPlain(StatementSyntax statement) =>
        statement switch
        {
            BlockSyntax { Statements: [var only] } => IsPlain(only),
            IfStatementSyntax { Condition: not BinaryExpressionSyntax, Statement: var inner } => IsPlain(inner),
            _ => statement is ExpressionStatementSyntax,
        };

    // Once more, that is: by somebody who looks at the file, or does something else to it.
    static bool IsNamed(IEnumerable<SyntaxNode> parts, ExpressionSyntax path, SemanticModel model) =>
        parts.Any(part =>
            part.DescendantNodesAndSelf()
                .OfType<ExpressionSyntax>()
                .Any(node =>
                    !node.Span.Contains(path.Span)
                    && !path.Span.Contains(node.Span)
                    && PathExpression.Of(path).Is(node, model)
                )
        );

    // The statement that a statement is a part of, and always run with.
    static StatementSyntax? Outer(StatementSyntax statement) =>
        statement.Parent switch
        {
            BlockSyntax block => block,
            UsingStatementSyntax
            or LockStatementSyntax
            or FixedStatementSyntax
            or CheckedStatementSyntax
            or TryStatementSyntax => (StatementSyntax)statement.Parent,
            _ => null,
        };

    static IEnumerable<StatementSyntax> Preceding(StatementSyntax statement) =>
        (
            statement.Parent switch
            {
                BlockSyntax block => block.Statements.TakeWhile(other => other != statement),
                SwitchSectionSyntax section => section.Statements.TakeWhile(other => other != statement),
                GlobalStatementSyntax { Parent: CompilationUnitSyntax unit } global => unit
                    .Members.OfType<GlobalStatementSyntax>()
                    .TakeWhile(other => other != global)
                    .Select(other => other.Statement),
                _ => [],
            }
        ).Reverse();

    // Whoever leaves in between wants the file to be gone.
    static bool Leaves(StatementSyntax statement) =>
        Functions
            .Unnested(statement)
            .Any(node =>
                node
                    is ReturnStatementSyntax
                        or ThrowStatementSyntax
                        or ThrowExpressionSyntax
                        or BreakStatementSyntax
                        or ContinueStatementSyntax
                        or GotoStatementSyntax
                        or YieldStatementSyntax
            );

    // The path means the same before and after.
    static bool IsUntouched(IEnumerable<SyntaxNode> between, ExpressionSyntax path, SemanticModel model)
    {
        var symbols = new HashSet<ISymbol>(
            path.DescendantNodesAndSelf().Select(node => model.GetSymbolInfo(node).Symbol).OfType<ISymbol>(),
            SymbolEqualityComparer.Default
        );
        return !between
            .SelectMany(node => node.DescendantNodes())
            .Any(node =>
                node switch
                {
                    AssignmentExpressionSyntax assignment => Is(assignment.Left),
                    ArgumentSyntax { RefOrOutKeyword.RawKind: not 0 } argument => Is(argument.Expression),
                    _ => false,
                }
            );

        bool Is(ExpressionSyntax target) =>
            model.GetSymbolInfo(target).Symbol is { } symbol && symbols.Contains(symbol);
    }
}
