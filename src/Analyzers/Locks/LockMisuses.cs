using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Locks;

/// <summary>What of the locks of one compilation is a misuse.</summary>
sealed class LockMisuses(SourceIndex sources)
{
    const int MaxCalls = 32;

    readonly LockFiles _files = new(sources);
    readonly NestedLocks _nested = new(sources);

    public IEnumerable<LockMisuse> Of(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        var name = Names.Called(node);
        if (LockTaker.Names.Contains(name))
            return LockTaker.Of(node, model, cancellationToken) is { } taker
                ? OfTaker(taker, model, cancellationToken)
                : [];
        return
            (OfLockFile(node, name, model, cancellationToken) ?? OfStateFile(node, name, model, cancellationToken))
                is { } misuse
            ? [misuse]
            : [];
    }

    IEnumerable<LockMisuse> OfTaker(LockTaker taker, SemanticModel model, CancellationToken cancellationToken)
    {
        var callee = taker.Node.Expression;
        if (taker.Path is { } path && taker.Type != LockTaker.StateType && LockFiles.IsNamedAfterSomething(path.Syntax))
            yield return new(
                callee,
                taker.Name,
                $"it is given the lock file, and locks '…{LockFiles.Suffix}{LockFiles.Suffix}', "
                    + "which excludes nobody who locks the state; pass the path of the state"
            );
        if (taker.IsFileLock && IsDropped(taker.Node))
            yield return new(
                callee,
                taker.Name,
                "nothing holds the lock that it returns, so that nothing releases it before the process ends; use 'using'"
            );
        if (
            taker.IsFileLock
            && taker.Name.StartsWith("FileLock.TryAcquire", StringComparison.Ordinal)
            && IsUntested(taker.Node)
        )
            yield return new(
                callee,
                taker.Name,
                "it returns null if somebody else has the lock, and nothing tests for that: "
                    + "the block runs without the lock; test the result, or use 'Acquire'"
            );
        if (LockFiles.Key(taker.Path, taker.Node, sources) is not { } key)
            yield break;
        if (_nested.Outer(taker, key, model, cancellationToken) is { } outer)
            yield return new(
                callee,
                taker.Name,
                $"'{outer.Name}' at line {Line(outer.Node)} holds this lock already, and taking it again throws 'LockRecursionException'"
            );
        else if (_nested.Inner(taker, key, model, cancellationToken) is ({ } call, { } inner))
            yield return new(
                call.Expression,
                Names.Simple(call.Expression),
                $"it takes the lock again at line {Line(inner.Node)} that '{taker.Name}' at line "
                    + $"{Line(taker.Node)} holds, which throws 'LockRecursionException'"
            );
    }

    LockMisuse? OfLockFile(SyntaxNode node, string name, SemanticModel model, CancellationToken cancellationToken)
    {
        if (
            node is not InvocationExpressionSyntax && node is not BaseObjectCreationExpressionSyntax
            || !MentionsLock(node)
        )
            return null;
        if (
            name is "Delete" or "DeleteFile" or "Move" or "MoveTo"
            && BoundCall.Of(node, model, cancellationToken)
                is {
                    Method.ContainingType: { Name: "File" or "FileInfo" or "IFile" or "IFileInfo" or "FileSystem" } type
                } call
            && _files.Contains(call.Instance ?? call.Arguments.FirstOrDefault().Value, node)
        )
            return new(
                Callee(node),
                $"{type.Name}.{name}",
                "a waiter then gets the lock of the deleted file, "
                    + "while the next one makes a new file and has its lock, too; leave lock files alone"
            );
        if (
            (WriteSite.Of(node, model, cancellationToken) ?? WriteSite.OfReplacer(node, model, cancellationToken))
                is { } site
            && _files.Contains(site.Path, node)
            && !IsMereOpening(node)
        )
            return new(
                Callee(node),
                site.DisplayName,
                "it writes to the lock file of a state file, which may replace the file that others have locked; leave lock files alone"
            );
        return null;
    }

    // FileShare.None locks the file that is open, and an atomic write puts another one in its place.
    LockMisuse? OfStateFile(SyntaxNode node, string name, SemanticModel model, CancellationToken cancellationToken)
    {
        if (
            name is not ("FileStream" or "Open" or "New" or "OpenHandle")
            || !node.DescendantTokens().Any(token => token.ValueText == "None")
            || BoundCall.Of(node, model, cancellationToken) is not { } opening
        )
            return null;
        if (LockFiles.Key(opening.For("path") ?? opening.Instance, node, sources) is not { } key)
            return null;
        var body = NestedLocks.Function(node, model, cancellationToken);
        foreach (var region in LockRegions.In(body, model, cancellationToken).Where(region => region.Taken == node))
        foreach (
            var call in Names.Within(body).OfType<InvocationExpressionSyntax>().Where(region.Covers).Take(MaxCalls)
        )
            if (
                BoundCall.Of(call, model, cancellationToken) is { } write
                && Library.Has(write.Method.ContainingType, "AtomicFile")
                && !write.Method.Name.StartsWith("Read", StringComparison.Ordinal)
                && LockFiles.Key(write.For("path"), call, sources) == key
            )
                return new(
                    Callee(node),
                    name == "FileStream" ? "new FileStream" : "File." + name,
                    $"it locks the state file itself, which 'AtomicFile.{write.Method.Name}' at line {Line(call)} "
                        + "replaces, so that the next one locks another file; use 'FileLock.Acquire'"
                );
        return null;
    }

    // Opening it to lock it is what others do, too.
    static bool IsMereOpening(SyntaxNode node) =>
        node.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText is "OpenOrCreate");

    static bool MentionsLock(SyntaxNode node) =>
        node.DescendantTokens()
            .Take(MaxCalls)
            .Any(token => token.Text.IndexOf("lock", StringComparison.OrdinalIgnoreCase) >= 0);

    static SyntaxNode Callee(SyntaxNode node) => node is InvocationExpressionSyntax call ? call.Expression : node;

    static bool IsDropped(InvocationExpressionSyntax call) =>
        call.Parent is ExpressionStatementSyntax && Names.Simple(call.Expression) is "Acquire" or "TryAcquire"
        || call.Parent is AwaitExpressionSyntax { Parent: ExpressionStatementSyntax };

    // using var held = FileLock.TryAcquire(path); and no further word of it.
    static bool IsUntested(InvocationExpressionSyntax call)
    {
        if (Names.Simple(call.Expression) == "TryAcquireAsync" != call.Parent is AwaitExpressionSyntax)
            return false;
        var value = call.Parent is AwaitExpressionSyntax awaited ? awaited : (ExpressionSyntax)call;
        if (value.Parent is UsingStatementSyntax)
            return true;
        return value.Parent
                is EqualsValueClauseSyntax
                {
                    Parent: VariableDeclaratorSyntax
                    {
                        Parent.Parent: UsingStatementSyntax
                            or LocalDeclarationStatementSyntax { UsingKeyword.RawKind: (int)SyntaxKind.UsingKeyword }
                    } variable
                }
            && !Names
                .Body(call)
                .DescendantNodes()
                .OfType<IdentifierNameSyntax>()
                .Any(name => name.Identifier.ValueText == variable.Identifier.ValueText);
    }

    static int Line(SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
}
