using AtomicWrites.Analyzers.Proofs;
using AtomicWrites.Analyzers.Sources;
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
        if (opening.Appends || opening.Initializer is not null)
            return null; // a call has no initializer
        if (!opening.IsText && Folded(creation, opening) is ({ } writer, { } text))
            (creation, opening) = (writer, text);
        if (Owner(creation) is not { } owner)
            return proof.None<SyntaxNode>(ProofClause.Confined);
        var path = PathNames.Within(creation, opening.Path);
        return ModeAtOpening.Of(owner.Scope, path, model, cancellationToken) is { } given
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
        if (
            proof.Breaks(ProofClause.Confined, uses.Strays.Count > 0)
            || proof.Breaks(ProofClause.NotKept, uses.Kept.Count > 0)
            || proof.Breaks(ProofClause.OpenToTheEnd, uses.MayClose.Count > 0)
            || proof.Breaks(ProofClause.Finished, uses.FinishedLate.Count > 0)
            || proof.Breaks(
                ProofClause.TargetUntouched,
                !isAside && new TargetUses(path, model, cancellationToken).AreWithin(owner.Region, creation, gone)
            )
            || proof.Breaks(ProofClause.Confined, !owner.IsDisposed && uses.Closings.Count == 0)
            || proof.Breaks(
                ProofClause.Confined,
                uses.Writes.Any(write => !owner.Scope.Any(statement => statement.Span.Contains(write.Span)))
            )
            || proof.Breaks(
                ProofClause.NoTail,
                opening.KeepsTail && !BeginsEmpty(owner) && !(opening.DropsTail && uses.Moves.Count == 0)
            )
        )
            return null;
        if (proof.Breaks(ProofClause.WaysOut, !IsReached(owner.Statement)))
            return null; // no place for a commit is found where nothing runs
        if (Placement(owner, uses) is not { } placement)
            return proof.None<SyntaxNode>(uses.Writes.Count == 0 ? ProofClause.Written : ProofClause.WaysOut);
        if (
            proof.Breaks(
                ProofClause.WaysOut,
                !isAside && new Interruptions(model, cancellationToken).MayEnd(owner.Scope, placement.End)
            )
        )
            return null;
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
        var edits = new Edits(root);
        edits.Replace(creation, _ => opening.Call(qualifier).WithTriviaFrom(creation));
        if (gone is not null)
            edits.Remove(gone);
        if (owner.Declaration.Type is { IsVar: false } type)
            edits.Replace(type, _ => Type(type, opening));
        foreach (var narrow in uses.NarrowTypes)
            edits.Replace(narrow, type => Widened((TypeSyntax)type));
        foreach (var flush in uses.FlushesToDisk)
            edits.Replace(flush.ArgumentList, list => ((ArgumentListSyntax)list).WithArguments(default));
        var commit = Commit(owner);
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

    bool IsReached(StatementSyntax statement) =>
        statement.Parent is GlobalStatementSyntax
        || model.AnalyzeControlFlow(statement) is not { Succeeded: true, StartPointIsReachable: false };

    // A block is there for the stream. What follows a declaration may be about anything, such as a message that it is
    // saved.
    CommitPlacement? Placement(StreamOwner owner, StreamTrace uses)
    {
        foreach (
            var toTheEnd in owner.Statement is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 }
                ? new[] { false }
                : [true, false]
        )
        {
            var placement = new CommitPlacement(model, uses, owner.IsDisposed);
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

    // new StreamWriter(File.Create(path)) is File.CreateText(path).
    (ExpressionSyntax Writer, AtomicOpening Opening)? Folded(ExpressionSyntax creation, AtomicOpening opening)
    {
        if (
            creation.Parent
                is not ArgumentSyntax
                {
                    NameColon: null,
                    Parent: ArgumentListSyntax
                    {
                        Parent: BaseObjectCreationExpressionSyntax { Initializer: null } writer
                    } list
                } argument
            || list.Arguments[0] != argument
            || model.GetSymbolInfo(writer, cancellationToken).Symbol
                is not IMethodSymbol { ContainingType: var type } method
            || type.ToDisplayString() != "System.IO.StreamWriter"
            || list.DescendantTrivia()
                .Any(trivia =>
                    trivia.IsDirective
                    || trivia.IsKind(SyntaxKind.SingleLineCommentTrivia)
                    || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)
                )
        )
            return null;
        ExpressionSyntax? encoding = null;
        for (var i = 1; i < list.Arguments.Count; i++)
        {
            var passed = list.Arguments[i].Expression;
            var name = list.Arguments[i].NameColon?.Name.Identifier.ValueText ?? method.Parameters[i].Name;
            var value = model.GetConstantValue(passed, cancellationToken).Value;
            if (name == "encoding")
                encoding = passed.WithoutTrivia();
            else if (!(name == "bufferSize" && value is > 0 or -1) && !(name == "leaveOpen" && value is false))
                return null;
        }

        return (writer, opening with { IsText = true, Encoding = encoding });
    }

    StreamOwner? Owner(ExpressionSyntax creation)
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
                        && StreamOwner.NameIn(resource, local, model) is { } name
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

    // Opened over what is there, but emptied before anything else.
    static bool BeginsEmpty(StreamOwner owner) =>
        owner.Scope
            is [
                ExpressionStatementSyntax
                {
                    Expression: InvocationExpressionSyntax
                    {
                        Expression: MemberAccessExpressionSyntax
                        {
                            Name.Identifier.ValueText: "SetLength",
                            Expression: IdentifierNameSyntax name
                        },
                        ArgumentList.Arguments: [{ Expression: LiteralExpressionSyntax { Token.Value: 0 } }]
                    }
                },
                ..,
            ]
        && name.Identifier.ValueText == owner.Local.Name;

    TypeSyntax Type(TypeSyntax type, AtomicOpening opening)
    {
        var name = SyntaxFactory.ParseTypeName(
            qualifier + (opening.IsText ? "AtomicStreamWriter" : "AtomicFileStream")
        );
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

    // Awaited where the user awaits, and as they do.
    static string Commit(StreamOwner owner)
    {
        var name = owner.Declaration.Variables[0].Identifier.Text;
        var awaits = owner.Scope.Append(owner.Statement).SelectMany(Functions.Unnested).ToArray();
        var isAwaited =
            owner.Statement
                is UsingStatementSyntax { AwaitKeyword.RawKind: not 0 }
                    or LocalDeclarationStatementSyntax { AwaitKeyword.RawKind: not 0 }
            || awaits.Any(node => node is AwaitExpressionSyntax);
        if (
            !isAwaited
            || owner
                .Statement.Ancestors()
                .TakeWhile(node =>
                    node
                        is not (
                            MemberDeclarationSyntax
                            or AnonymousFunctionExpressionSyntax
                            or LocalFunctionStatementSyntax
                        )
                )
                .Any(node => node is LockStatementSyntax)
        )
            return $"{name}.Commit();";
        var configured = awaits
            .OfType<InvocationExpressionSyntax>()
            .FirstOrDefault(call =>
                call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" }
            );
        return $"await {name}.CommitAsync(){(configured is null ? "" : ".ConfigureAwait" + configured.ArgumentList)};";
    }

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
