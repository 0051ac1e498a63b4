using System.Collections.Immutable;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.Analyzers.Locks;

/// <summary>
/// Where in a body which locks are held: by <c>lock</c>, <c>using</c>, a callback, or from a call that takes to the one
/// that releases. The one answer of all rules that ask about locks.
/// </summary>
static class LockRegions
{
    static readonly ImmutableHashSet<string> Entries = ImmutableHashSet.Create(
        "Acquire",
        "AcquireAsync",
        "AcquireLock",
        "AcquireLockAsync",
        "AcquireReaderLock",
        "AcquireWriterLock",
        "Enter",
        "EnterReadLock",
        "EnterUpgradeableReadLock",
        "EnterWriteLock",
        "Lock",
        "LockAsync",
        "TakeLock",
        "TryAcquire",
        "TryAcquireAsync",
        "TryEnter",
        "TryEnterWriteLock",
        "TryLock",
        "Wait",
        "WaitAsync",
        "WaitOne"
    );

    static readonly ImmutableHashSet<string> Releases = ImmutableHashSet.Create(
        "Close",
        "Dispose",
        "DisposeAsync",
        "Exit",
        "ExitReadLock",
        "ExitUpgradeableReadLock",
        "ExitWriteLock",
        "Release",
        "ReleaseLock",
        "ReleaseMutex",
        "ReleaseReaderLock",
        "ReleaseWriterLock",
        "Set",
        "Unlock"
    );

    /// <summary>Every region within a body.</summary>
    /// <param name="body">A member, an accessor, or whatever else holds the code in question.</param>
    /// <param name="model">That of its file.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static IEnumerable<LockRegion> In(
        SyntaxNode body,
        SemanticModel model,
        CancellationToken cancellationToken = default
    ) => body.DescendantNodesAndSelf().SelectMany(node => TakenAt(node, body, model, cancellationToken));

    /// <summary>Of the locks around a node, the one that keeps most out; null where there is none.</summary>
    public static LockKind? Strongest(
        SyntaxNode body,
        SyntaxNode node,
        SemanticModel model,
        CancellationToken cancellationToken
    ) =>
        Around(body, [node], model, cancellationToken)
            .Select(region => (LockKind?)region.Kind)
            .OrderByDescending(kind => kind!.Value.Scope)
            .FirstOrDefault();

    /// <summary>The regions that cover all of the <paramref name="nodes"/>, widest first.</summary>
    public static IEnumerable<LockRegion> Around(
        SyntaxNode body,
        IReadOnlyCollection<SyntaxNode> nodes,
        SemanticModel model,
        CancellationToken cancellationToken = default
    ) =>
        In(body, model, cancellationToken)
            .Where(region => nodes.All(region.Covers))
            .OrderByDescending(region => region.Held.Length);

    static IEnumerable<LockRegion> TakenAt(
        SyntaxNode node,
        SyntaxNode body,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        switch (node)
        {
            case LockStatementSyntax statement:
                yield return new(new(LockScope.Process, "lock"), statement, statement.Statement.Span);
                break;
            case UsingStatementSyntax statement:
                foreach (
                    var value in statement.Expression is { } held
                        ? [held]
                        : statement.Declaration?.Variables.Select(variable => variable.Initializer?.Value) ?? []
                )
                    if (value is not null && LockKinds.OfDisposable(value, model, cancellationToken) is { } kind)
                        yield return new(kind, Unwrapped.Of(value), statement.Statement.Span);
                break;
            case LocalDeclarationStatementSyntax { Parent: { } scope } declaration:
                foreach (var variable in declaration.Declaration.Variables)
                    if (
                        variable.Initializer?.Value is { } value
                        && MayHold(variable, declaration, value, scope)
                        && LockKinds.OfDisposable(value, model, cancellationToken) is { } kind
                    )
                        yield return new(
                            kind,
                            Unwrapped.Of(value),
                            TextSpan.FromBounds(variable.Span.End, EndOf(variable, declaration, scope))
                        );
                break;
            case AssignmentExpressionSyntax { Left: var holder, Right: var value } assignment
                when IsReleased(holder.ToString(), assignment.Span.End, body)
                    && LockKinds.OfDisposable(value, model, cancellationToken) is { } assigned:
                yield return new(
                    assigned,
                    Unwrapped.Of(value),
                    TextSpan.FromBounds(assignment.Span.End, ReleaseOf(holder.ToString(), assignment.Span.End, body))
                );
                break;
            case InvocationExpressionSyntax invocation:
                foreach (
                    var lambda in invocation
                        .ArgumentList.Arguments.Select(argument => argument.Expression)
                        .OfType<AnonymousFunctionExpressionSyntax>()
                )
                    if (LockKinds.OfCallback(invocation, model, cancellationToken) is { } kind)
                        yield return new(kind, invocation, lambda.Body.Span);
                if (
                    Entries.Contains(Names.Simple(invocation.Expression))
                    && !IsHeldByDisposable(invocation)
                    && LockKinds.OfEntry(invocation, model, cancellationToken) is { } entered
                )
                    yield return new(
                        entered,
                        invocation,
                        TextSpan.FromBounds(
                            invocation.Span.End,
                            ReleaseOf(Receiver(invocation), invocation.Span.End, body)
                        )
                    );
                break;
            case AttributeSyntax { ArgumentList.Arguments: [{ Expression: var option }] } attribute
                when Names.Simple(attribute.Name) is "MethodImpl" && option.ToString().Contains("Synchronized"):
                yield return new(new(LockScope.Process, "MethodImplOptions.Synchronized"), attribute, body.Span);
                break;
        }
    }

    // Without using, only what is disposed of by hand later is a lock that is held.
    static bool MayHold(
        VariableDeclaratorSyntax variable,
        LocalDeclarationStatementSyntax declaration,
        ExpressionSyntax value,
        SyntaxNode scope
    ) =>
        declaration.UsingKeyword.IsKind(SyntaxKind.UsingKeyword)
        || (Unwrapped.Of(value) is InvocationExpressionSyntax call && Entries.Contains(Names.Simple(call.Expression)))
        || IsReleased(variable.Identifier.ValueText, variable.Span.End, scope);

    static bool IsReleased(string holder, int from, SyntaxNode scope) =>
        ReleaseOf(holder, from, scope) < scope.Span.End;

    static int EndOf(VariableDeclaratorSyntax variable, LocalDeclarationStatementSyntax declaration, SyntaxNode scope)
    {
        if (scope is GlobalStatementSyntax)
            scope = scope.Parent!;
        return declaration.UsingKeyword.IsKind(SyntaxKind.UsingKeyword)
            ? scope.Span.End
            : ReleaseOf(variable.Identifier.ValueText, variable.Span.End, scope);
    }

    static bool IsHeldByDisposable(SyntaxNode call)
    {
        for (
            var node = call.Parent;
            node
                is ExpressionSyntax
                    or EqualsValueClauseSyntax
                    or VariableDeclaratorSyntax
                    or VariableDeclarationSyntax;
            node = node.Parent
        )
            if (node is VariableDeclarationSyntax { Parent: UsingStatementSyntax or LocalDeclarationStatementSyntax })
                return true;
            else if (node.Parent is UsingStatementSyntax statement && statement.Expression == node)
                return true;
        return call.Parent is UsingStatementSyntax;
    }

    static string Receiver(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax access ? access.Expression.ToString() : "";

    // The last release: one in an earlier branch or a catch ends another way through the code.
    static int ReleaseOf(string holder, int from, SyntaxNode scope)
    {
        var release = scope
            .DescendantNodes()
            .OfType<InvocationExpressionSyntax>()
            .LastOrDefault(call =>
                call.SpanStart >= from
                && Releases.Contains(Names.Simple(call.Expression))
                && (
                    Receiver(call) == holder
                    || call.Parent is ConditionalAccessExpressionSyntax access && access.Expression.ToString() == holder
                )
            );
        return release?.SpanStart ?? scope.Span.End;
    }
}
