using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Updates;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Locks;

/// <summary>Finds the misuses of one compilation.</summary>
sealed class LockMisuses(SourceIndex sources)
{
    const string Suffix = ".lock";
    const int MaxCalls = 32;

    static readonly string[] Appenders =
    [
        "AppendAllText",
        "AppendAllLines",
        "AppendAllBytes",
        "AppendAllTextAsync",
        "AppendAllLinesAsync",
        "AppendAllBytesAsync",
    ];

    // A compilation that takes no lock has no lock file, whatever its files are called.
    readonly Lazy<HashSet<string>> _lockFiles = new(() => LockFiles(sources));

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
        if (taker.Path is { } path && taker.Type != LockTaker.StateType && IsLockFileOfSomething(path.Syntax))
            yield return new(
                callee,
                taker.Name,
                $"it is given the lock file, and locks '…{Suffix}{Suffix}', which excludes nobody who locks the state; pass the path of the state"
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
                "it returns null if somebody else has the lock, and nothing tests for that: the block runs without the lock; test the result, or use 'Acquire'"
            );
        if (Key(taker.Path, taker.Node) is not { } key)
            yield break;
        if (Outer(taker, key, model, cancellationToken) is { } outer)
            yield return new(
                callee,
                taker.Name,
                $"'{outer.Name}' at line {Line(outer.Node)} holds this lock already, and taking it again throws 'LockRecursionException'"
            );
        else if (Inner(taker, key, model, cancellationToken) is ({ } call, { } inner))
            yield return new(
                call.Expression,
                Names.Simple(call.Expression),
                $"it takes the lock again at line {Line(inner.Node)} that '{taker.Name}' at line {Line(taker.Node)} holds, which throws 'LockRecursionException'"
            );
    }

    /// <summary>The taker of the same lock around a taker.</summary>
    LockTaker? Outer(LockTaker taker, string key, SemanticModel model, CancellationToken cancellationToken)
    {
        foreach (
            var region in LockRegions.Around(
                Function(taker.Node, model, cancellationToken),
                [taker.Node],
                model,
                cancellationToken
            )
        )
            if (
                region.Taken != taker.Node
                && LockTaker.Of(region.Taken, model, cancellationToken) is { } outer
                && Key(outer.Path, outer.Node) == key
                && !IsDisposedBetween(region, taker.Node)
            )
                return outer;
        return null;
    }

    /// <summary>A call within the region of a taker of a method of the same type that takes the same lock.</summary>
    (InvocationExpressionSyntax Call, LockTaker Inner)? Inner(
        LockTaker taker,
        string key,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        if (
            LockRegions
                .In(Function(taker.Node, model, cancellationToken), model, cancellationToken)
                .FirstOrDefault(region => region.Taken == taker.Node)
                is not { Taken: { } taken } held
            || taken.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type
        )
            return null;
        foreach (
            var call in Names
                .Within(Names.Body(taker.Node))
                .OfType<InvocationExpressionSyntax>()
                .Where(held.Covers)
                .Take(MaxCalls)
        )
        {
            var method = type
                .Members.OfType<MethodDeclarationSyntax>()
                .FirstOrDefault(member =>
                    member.Identifier.ValueText == Names.Simple(call.Expression)
                    && member
                        .DescendantNodes()
                        .OfType<InvocationExpressionSyntax>()
                        .Any(inner => LockTaker.Names.Contains(Names.Simple(inner.Expression)))
                );
            if (
                method is null
                || IsLater(call, held)
                || model.GetSymbolInfo(call, cancellationToken).Symbol
                    is not IMethodSymbol { DeclaringSyntaxReferences: [var declared] }
                || declared.GetSyntax(cancellationToken) != method
            )
                continue;
            foreach (
                var inner in method
                    .DescendantNodes()
                    .OfType<InvocationExpressionSyntax>()
                    .Where(inner => !IsInLambda(inner, method))
            )
                if (
                    LockTaker.Names.Contains(Names.Simple(inner.Expression))
                    && LockTaker.Of(inner, model, cancellationToken) is { } again
                    && Key(again.Path, again.Node) == key
                )
                    return (call, again);
        }

        return null;
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
            && IsLockFile(call.Instance ?? call.Arguments.FirstOrDefault().Value, node)
        )
            return new(
                Callee(node),
                $"{type.Name}.{name}",
                "a waiter then gets the lock of the deleted file, while the next one makes a new file and has its lock, too; leave lock files alone"
            );
        if (
            (WriteSite.Of(node, model, cancellationToken) ?? WriteSite.OfReplacer(node, model, cancellationToken))
                is { } site
            && IsLockFile(site.Path, node)
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
        if (Key(opening.For("path") ?? opening.Instance, node) is not { } key)
            return null;
        var body = Function(node, model, cancellationToken);
        foreach (var region in LockRegions.In(body, model, cancellationToken).Where(region => region.Taken == node))
        foreach (
            var call in Names.Within(body).OfType<InvocationExpressionSyntax>().Where(region.Covers).Take(MaxCalls)
        )
            if (
                BoundCall.Of(call, model, cancellationToken) is { } write
                && Library.Has(write.Method.ContainingType, "AtomicFile")
                && !write.Method.Name.StartsWith("Read", StringComparison.Ordinal)
                && Key(write.For("path"), call) == key
            )
                return new(
                    Callee(node),
                    name == "FileStream" ? "new FileStream" : "File." + name,
                    $"it locks the state file itself, which 'AtomicFile.{write.Method.Name}' at line {Line(call)} replaces, so that the next one locks another file; use 'FileLock.Acquire'"
                );
        return null;
    }

    bool IsLockFile(IOperation? path, SyntaxNode place) =>
        Key(path, place) is { } key && _lockFiles.Value.Contains(key);

    // Opening it to lock it is what others do, too.
    static bool IsMereOpening(SyntaxNode node) =>
        node.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText is "OpenOrCreate");

    static HashSet<string> LockFiles(SourceIndex sources)
    {
        var files = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in LockTaker.Names.Concat(Appenders))
        {
            foreach (var node in sources.AllCalls(name))
            {
                if (
                    sources.Model(node.SyntaxTree) is not { } model
                    || BoundCall.Of(node, model) is not { } call
                    || !(
                        Library.Has(call.Method.ContainingType, "AtomicFile")
                        || Library.Has(call.Method.ContainingType, "FileLock")
                    )
                )
                    continue;
                if (Key(call.For("path"), node, sources) is not { } key)
                    continue;
                files.Add(Appended(key));
                if (InLastLiteral(key) is { } literal)
                    files.Add(literal);
            }
        }

        return files;
    }

    // path + ".lock" and $"{path}.lock"; and "state.json.lock" as a text of its own, or as the last part of a longer one.
    static string Appended(string key)
    {
        var at = key.LastIndexOf('\n');
        return key.Substring(0, at + 1) + $"(+ {key.Substring(at + 1)} \"{Suffix}\")";
    }

    static string? InLastLiteral(string key)
    {
        var end = key.TrimEnd(')');
        return end.EndsWith("\"", StringComparison.Ordinal)
            ? end.Substring(0, end.Length - 1) + Suffix + "\"" + key.Substring(end.Length)
            : null;
    }

    string? Key(IOperation? path, SyntaxNode place) => Key(path, place, sources);

    // Members of this are those of one type.
    static string? Key(IOperation? path, SyntaxNode place, SourceIndex sources) =>
        PathKey.Of(path, sources) is not { } key ? null
        : key.Contains(PathKey.This)
        && place.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { Identifier.ValueText: var type }
            ? type + "\n" + key
        : "\n" + key;

    /// <summary>What is put together to the name of a lock file. A mere "app.lock" may be a name for a lock that guards no file.</summary>
    static bool IsLockFileOfSomething(SyntaxNode path) =>
        path switch
        {
            BinaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.AddExpression,
                Right: LiteralExpressionSyntax { Token.Value: Suffix }
            } => true,
            InterpolatedStringExpressionSyntax
            {
                Contents: [.., InterpolationSyntax, InterpolatedStringTextSyntax { TextToken.ValueText: Suffix }]
            } => true,
            LiteralExpressionSyntax { Token.Value: string text } => text.EndsWith(Suffix, StringComparison.Ordinal)
                && Path.GetFileNameWithoutExtension(text).IndexOf('.') > 0,
            _ => false,
        };

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

    static bool IsDisposedBetween(LockRegion region, SyntaxNode inner) =>
        region.Taken.Parent
            is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Identifier.ValueText: var holder } }
        && Names
            .Body(inner)
            .DescendantNodes()
            .OfType<MemberAccessExpressionSyntax>()
            .Any(access =>
                access.Name.Identifier.ValueText is "Dispose" or "DisposeAsync"
                && access.Expression.ToString() == holder
                && access.SpanStart < inner.SpanStart
            );

    /// <summary>The code around a taker that runs at once with it: up to a lambda that is not itself run under a lock.</summary>
    static SyntaxNode Function(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        foreach (var ancestor in node.Ancestors())
        {
            if (
                ancestor is AnonymousFunctionExpressionSyntax lambda
                && !(
                    lambda.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call }
                    && LockTaker.Of(call, model, cancellationToken) is not null
                )
            )
                return lambda;
            if (
                ancestor
                is LocalFunctionStatementSyntax
                    or AccessorDeclarationSyntax
                    or MemberDeclarationSyntax
                    and not GlobalStatementSyntax
            )
                return ancestor;
        }

        return node.SyntaxTree.GetRoot(cancellationToken);
    }

    static bool IsInLambda(SyntaxNode node, SyntaxNode method) =>
        node.Ancestors()
            .TakeWhile(ancestor => ancestor != method)
            .Any(ancestor => ancestor is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax);

    // A lambda within the region runs when somebody calls it.
    static bool IsLater(SyntaxNode call, LockRegion held) =>
        call.Ancestors()
            .TakeWhile(held.Covers)
            .Any(ancestor => ancestor is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax);

    static int Line(SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
}
