using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Commits;

/// <summary>
/// A stream or writer that only <c>Commit</c> publishes, and the ways on which its life ends without one.
/// </summary>
/// <param name="Creation">The call of <c>AtomicFile.Create</c> or <c>CreateText</c>.</param>
/// <param name="Local">The variable that holds it; null where none does, so that nobody can commit it.</param>
/// <param name="Ends">Where it is left or disposed of uncommitted.</param>
/// <param name="IsCommittedElsewhere">Whether some other way commits.</param>
/// <param name="IsLent">Whether something that may buffer what is written holds it, too.</param>
sealed record PendingStream(
    InvocationExpressionSyntax Creation,
    ILocalSymbol? Local,
    IReadOnlyList<UncommittedEnd> Ends,
    bool IsCommittedElsewhere,
    bool IsLent
)
{
    /// <summary>
    /// The statement, block or file whose end is the end of a variable's life; null where it is none of these.
    /// </summary>
    public static SyntaxNode? ScopeOf(SyntaxNode variable) =>
        variable.Parent?.Parent switch
        {
            UsingStatementSyntax statement => statement,
            LocalDeclarationStatementSyntax { Parent: BlockSyntax block } => block,
            LocalDeclarationStatementSyntax { Parent: GlobalStatementSyntax { Parent: CompilationUnitSyntax file } } =>
                file,
            _ => null,
        };

    /// <summary>Null where every way commits, or where nothing is sure.</summary>
    public static PendingStream? Of(
        InvocationExpressionSyntax creation,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        if (
            Names.Simple(creation.Expression) is not ("Create" or "CreateText")
            || model.GetSymbolInfo(creation, cancellationToken).Symbol is not IMethodSymbol method
            || !Library.Has(method.ContainingType, "AtomicFile")
        )
            return null;
        var value = StreamUses.Outermost(creation);
        return value.Parent switch
        {
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable } => OfLocal(
                creation,
                model.GetDeclaredSymbol(variable, cancellationToken),
                model,
                cancellationToken
            ),
            AssignmentExpressionSyntax
            {
                RawKind: (int)SyntaxKind.SimpleAssignmentExpression,
                Left: IdentifierNameSyntax name
            } assignment when assignment.Right == value => OfLocal(
                creation,
                model.GetSymbolInfo(name, cancellationToken).Symbol,
                model,
                cancellationToken
            ),
            _ => StreamUses.Of(creation, model, cancellationToken)
                is StreamUse.Plain
                    or StreamUse.Lent
                    or StreamUse.Disposes
                ? new(creation, null, [], false, false)
                : null,
        };
    }

    static PendingStream? OfLocal(
        InvocationExpressionSyntax creation,
        ISymbol? symbol,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        if (
            symbol is not ILocalSymbol { IsRef: false, DeclaringSyntaxReferences: [var reference] } local
            || ScopeOf(reference.GetSyntax(cancellationToken)) is not { } scope
        )
            return null;
        if (Function(creation) != Function(reference.GetSyntax(cancellationToken)))
            return null;
        var uses = new List<(ExpressionSyntax Node, StreamUse Use)>();
        foreach (var name in scope.DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            if (
                name.Identifier.ValueText != local.Name
                || !SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellationToken).Symbol, local)
            )
                continue;
            var use = StreamUses.Of(name, model, cancellationToken);
            if (
                use == StreamUse.Escapes
                || (use is not (StreamUse.Plain or StreamUse.Lent) && Function(name) != Function(creation))
            )
                return null;
            uses.Add((name, use));
        }

        if (CommitFlow.Ends(scope, creation, uses) is not { } ends)
            return null;
        var commits = uses.Any(use => use.Use == StreamUse.Commits);
        if (commits)
            ends.RemoveAll(end => end.Kind == EndKind.Disposal); // says on purpose that this way discards
        return ends.Count == 0 ? null : new(creation, local, ends, commits, uses.Any(use => use.Use == StreamUse.Lent));
    }

    static SyntaxNode? Function(SyntaxNode node) =>
        node.Ancestors()
            .FirstOrDefault(ancestor =>
                ancestor
                    is AnonymousFunctionExpressionSyntax
                        or LocalFunctionStatementSyntax
                        or MemberDeclarationSyntax
                        and not GlobalStatementSyntax
            );
}
