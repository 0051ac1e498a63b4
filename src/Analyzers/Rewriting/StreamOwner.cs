using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Streams;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>A local that holds a stream.</summary>
/// <param name="Local">The local.</param>
/// <param name="Declaration">Its declaration.</param>
/// <param name="Statement">Where it is opened.</param>
/// <param name="Scope">The statements in which it is written to.</param>
/// <param name="Region">Everything that can see it.</param>
/// <param name="IsDisposed">Whether a <c>using</c> disposes it.</param>
sealed record StreamOwner(
    ILocalSymbol Local,
    VariableDeclarationSyntax Declaration,
    StatementSyntax Statement,
    IReadOnlyList<StatementSyntax> Scope,
    IReadOnlyList<StatementSyntax> Region,
    bool IsDisposed
)
{
    /// <summary>A mention that is no use.</summary>
    public IdentifierNameSyntax? Ignored { get; init; }

    /// <summary>Null where it is no local that is made for it.</summary>
    public static StreamOwner? Of(ExpressionSyntax creation, SemanticModel model, CancellationToken cancellationToken)
    {
        if (
            creation.Parent
                is EqualsValueClauseSyntax
                {
                    Parent: VariableDeclaratorSyntax
                    {
                        Parent: VariableDeclarationSyntax { Variables.Count: 1 } declaration
                    } declarator
                }
            && model.GetDeclaredSymbol(declarator, cancellationToken) is ILocalSymbol local
        )
        {
            switch (declaration.Parent)
            {
                case UsingStatementSyntax block:
                    return new(local, declaration, block, Body(block, local), [block.Statement], IsDisposed: true);
                case LocalDeclarationStatementSyntax statement
                    when StatementList.From(statement)?.ToArray() is { } rest:
                    var isDisposed = !statement.UsingKeyword.IsKind(SyntaxKind.None);
                    return
                        !isDisposed
                        && rest is [UsingStatementSyntax { Declaration: null, Expression: { } resource } next, ..]
                        && NameIn(resource, local, model) is { } name
                        ? new(local, declaration, next, Body(next, local), rest, IsDisposed: true) { Ignored = name }
                        : new(local, declaration, statement, rest, rest, isDisposed);
            }
        }
        else if (
            creation.Parent
                is AssignmentExpressionSyntax
                {
                    RawKind: (int)SyntaxKind.SimpleAssignmentExpression,
                    Left: IdentifierNameSyntax target,
                    Parent: ExpressionStatementSyntax assignment
                }
            && model.GetSymbolInfo(target, cancellationToken).Symbol
                is ILocalSymbol { DeclaringSyntaxReferences: [var reference] } assigned
            && reference.GetSyntax(cancellationToken)
                is VariableDeclaratorSyntax
                {
                    Initializer: null or { Value.RawKind: (int)SyntaxKind.NullLiteralExpression },
                    Parent: VariableDeclarationSyntax
                    {
                        Variables.Count: 1,
                        Type.IsVar: false,
                        Parent: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 } declared
                    } first
                }
            && StatementList.From(declared)?.ToArray() is { } region
            && StatementList.From(assignment)?.ToArray() is { } following
        )
        {
            // FileStream f = null; try { f = File.Create(path); … } finally { f?.Dispose(); }
            return new(assigned, first, assignment, following, region, IsDisposed: false) { Ignored = target };
        }

        return null;
    }

    /// <summary>
    /// What may run before it is closed: of one that is not disposed all that follows, up to where it is closed on the
    /// way, and what a failure would run.
    /// </summary>
    public IEnumerable<SyntaxNode> WhileOpen(StreamTrace uses)
    {
        if (IsDisposed)
            return Region;
        var open = new List<SyntaxNode>();
        var isClosed = false;
        for (
            SyntaxNode? node = Statement;
            node is not null && (node == Statement || !node.Contains(Declaration));
            node = node.Parent
        )
        {
            if (node is TryStatementSyntax handler)
            {
                open.AddRange(handler.Catches);
                if (handler.Finally is { } cleanUp)
                    open.Add(cleanUp);
                // What comes below a catch follows failures as well.
                isClosed = handler.Catches.Count == 0 && (isClosed || Closes(handler, uses));
            }
            else if (
                node is CommonForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax
            )
            {
                open.Add(node);
            }

            if (isClosed || node is not StatementSyntax statement)
                continue;
            foreach (var next in StatementList.From(statement) ?? [])
            {
                open.Add(next);
                isClosed = Closes(next, uses);
                if (isClosed)
                    break;
            }
        }

        return open;
    }

    // stream.Close(); or if (stream != null) stream.Close(); on the way or in the clean-up of a try statement
    bool Closes(StatementSyntax statement, StreamTrace uses) =>
        statement switch
        {
            ExpressionStatementSyntax => uses.Closings.Any(closing => statement.Span.Contains(closing.Span)),
            IfStatementSyntax
            {
                Condition: BinaryExpressionSyntax { RawKind: (int)SyntaxKind.NotEqualsExpression }
                    or IsPatternExpressionSyntax,
                Else: null,
                Statement: var then
            } test => test.Condition.DescendantNodes().Any(node => Names.Simple(node) == Local.Name)
                && ((then as BlockSyntax)?.Statements.Any(inner => Closes(inner, uses)) ?? Closes(then, uses)),
            TryStatementSyntax { Catches.Count: 0, Finally.Block.Statements: var cleanUp } => cleanUp.Any(inner =>
                Closes(inner, uses)
            ),
            _ => false,
        };

    /// <summary>Whether it is opened over what is there, but emptied before anything else.</summary>
    public bool BeginsEmpty =>
        Scope is [var first, ..] && LengthSet(first) is LiteralExpressionSyntax { Token.Value: 0 };

    /// <summary>Whether what is there after the end of what is written is cut off, however the block is left.</summary>
    public bool CutsTail =>
        Scope
            .TakeWhile(statement => !statement.DescendantNodesAndSelf().Any(Leaves))
            .Any(statement =>
                LengthSet(statement)
                    is MemberAccessExpressionSyntax
                    {
                        Name.Identifier.ValueText: "Position",
                        Expression: IdentifierNameSyntax { Identifier.ValueText: var name }
                    }
                && name == Local.Name
            );

    static bool Leaves(SyntaxNode node) =>
        node
            is ReturnStatementSyntax
                or GotoStatementSyntax
                or BreakStatementSyntax
                or ContinueStatementSyntax
                or YieldStatementSyntax;

    // The argument of stream.SetLength(…).
    ExpressionSyntax? LengthSet(StatementSyntax statement) =>
        statement
            is ExpressionStatementSyntax
            {
                Expression: InvocationExpressionSyntax
                {
                    Expression: MemberAccessExpressionSyntax
                    {
                        Name.Identifier.ValueText: "SetLength",
                        Expression: IdentifierNameSyntax { Identifier.ValueText: var name }
                    },
                    ArgumentList.Arguments: [{ Expression: var length }]
                }
            }
        && name == Local.Name
            ? length
            : null;

    // Of usings that stand on top of each other, the innermost that has nothing to do with the stream.
    static SyntaxList<StatementSyntax> Body(UsingStatementSyntax block, ILocalSymbol local)
    {
        var body = block.Statement;
        while (
            body is UsingStatementSyntax { Declaration: { } declaration } inner
            && !declaration
                .DescendantNodes()
                .OfType<IdentifierNameSyntax>()
                .Any(name => name.Identifier.ValueText == local.Name)
        )
            body = inner.Statement;
        return body is BlockSyntax { Statements: var statements } ? statements : SyntaxFactory.SingletonList(body);
    }

    /// <summary>Its name in code.</summary>
    public string Name => Declaration.Variables[0].Identifier.Text;

    /// <summary>Whether the user awaits where it is open.</summary>
    public bool IsAsync =>
        (
            Statement
                is UsingStatementSyntax { AwaitKeyword.RawKind: not 0 }
                    or LocalDeclarationStatementSyntax { AwaitKeyword.RawKind: not 0 }
            || Parts.Any(node => node is AwaitExpressionSyntax)
        )
        && !Statement
            .Ancestors()
            .TakeWhile(node =>
                node
                    is not (
                        MemberDeclarationSyntax
                        or AnonymousFunctionExpressionSyntax
                        or LocalFunctionStatementSyntax
                    )
            )
            .Any(node => node is LockStatementSyntax);

    IEnumerable<SyntaxNode> Parts => Scope.Append(Statement).SelectMany(Functions.Unnested);

    /// <summary>A call as a statement, awaited as the user awaits.</summary>
    /// <param name="call">The call; its argument is the end of its name, <c>Async</c> or nothing.</param>
    /// <param name="isAwaited">Whether it is awaited.</param>
    public string Await(Func<string, string> call, bool isAwaited)
    {
        if (!isAwaited)
            return call("") + ";";
        var configured = Parts
            .OfType<InvocationExpressionSyntax>()
            .FirstOrDefault(call =>
                call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" }
            );
        return $"await {call("Async")}{(configured is null ? "" : ".ConfigureAwait" + configured.ArgumentList)};";
    }

    /// <summary>
    /// Where the resource of a using statement is the local itself: <c>using (s)</c>, <c>await using
    /// (s.ConfigureAwait(false))</c>.
    /// </summary>
    public static IdentifierNameSyntax? NameIn(ExpressionSyntax resource, ISymbol local, SemanticModel model)
    {
        var name = resource
            is InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax
                {
                    Name.Identifier.ValueText: "ConfigureAwait",
                    Expression: var awaited
                }
            }
            ? awaited
            : resource;
        return
            name is IdentifierNameSyntax identifier
            && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(identifier).Symbol, local)
            ? identifier
            : null;
    }
}
