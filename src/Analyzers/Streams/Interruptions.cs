using AtomicWrites.Analyzers.Locks;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Streams;

/// <summary>
/// What may keep a write from its commit: the end of the process, or work in which somebody may end it. The methods
/// that are called are read where their source is there.
/// </summary>
sealed class Interruptions(SemanticModel model, CancellationToken cancellationToken)
{
    const int MaxDepth = 3;

    static readonly (string Type, string Member)[] Ends =
    [
        ("Environment", "Exit"),
        ("Environment", "FailFast"),
        ("Process", "Kill"),
        ("Application", "Exit"),
        ("Application", "ExitThread"),
        ("Application", "Restart"),
        ("Application", "Shutdown"),
    ];

    readonly SourceIndex _sources = new(model.Compilation);

    /// <summary>Whether some of the statements, as far as they stand before a position, may end the process.</summary>
    public bool MayEnd(IEnumerable<SyntaxNode> statements, int position) =>
        Any(
            Calls(statements).Where(call => call.Span.End <= position),
            model,
            (_, method, _) => EndsProcess(method),
            0
        );

    /// <summary>
    /// Whether a loop writes what comes, until an exception or somebody else ends it: then what was written would not
    /// be committed, or late.
    /// </summary>
    public bool IsRecording(IEnumerable<SyntaxNode> statements, StreamTrace uses) =>
        statements
            .SelectMany(Functions.Unnested)
            .Where(loop =>
                loop is CommonForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax
                && uses.Writes.Any(write => loop.Span.Contains(write.Span))
            )
            .Any(loop =>
                loop.DescendantNodes()
                    .Any(node => node is IdentifierNameSyntax { Identifier.ValueText: "IsCancellationRequested" })
                || Any(
                    Calls([loop]),
                    model,
                    (call, method, its) =>
                        method is not null && Waits.ForNext(method) || Waits.ForInput(call, its, cancellationToken),
                    0
                )
                || IsEndedByException(loop)
                || IsEndedForCaller(loop)
            );

    /// <summary>
    /// Whether some code waits, for time or others: what somebody who keeps the stream records meanwhile would be
    /// committed after it alone.
    /// </summary>
    public bool Wait(IEnumerable<SyntaxNode> code) =>
        Any(
            Calls(code),
            model,
            (call, method, its) =>
                method is not null && Waits.Includes(method) || Waits.ForInput(call, its, cancellationToken),
            0
        );

    // catch (EndOfStreamException) { }: all has been read, or it is enough.
    bool IsEndedByException(SyntaxNode loop) =>
        Handlers(loop, model)
            .Any(caught => caught is "EndOfStreamException" or "OperationCanceledException" or "TaskCanceledException");

    // Whoever calls the method takes it for the end; a cancellation there ends more than the loop.
    bool IsEndedForCaller(SyntaxNode loop) =>
        Names.Member(loop) is MethodDeclarationSyntax member
        && model.GetDeclaredSymbol(member, cancellationToken) is { } method
        && Callers
            .All(method, _sources, cancellationToken)
            .Any(call => Handlers(call, _sources.Model(call.SyntaxTree)!).Contains("EndOfStreamException"));

    // What is caught around some code by those who go on.
    static IEnumerable<string> Handlers(SyntaxNode code, SemanticModel model) =>
        code.Ancestors()
            .TakeWhile(node => node is not (AnonymousFunctionExpressionSyntax or MemberDeclarationSyntax))
            .OfType<TryStatementSyntax>()
            .Where(attempt => attempt.Block.Span.Contains(code.Span))
            .SelectMany(attempt => attempt.Catches)
            .Where(handler => handler.Declaration is not null && !StreamTrace.Fails(handler, model))
            .Select(handler => Names.Simple(handler.Declaration!.Type));

    /// <summary>
    /// Whether more than writing may come between a flush by hand and a position: whoever flushes may want the file to
    /// have it by then.
    /// </summary>
    public bool FollowFlush(StreamTrace uses, IReadOnlyCollection<SyntaxNode> statements, int position)
    {
        if (uses.WorkOn.Any(call => call.Span.End <= position))
            return true;
        var from = uses.Flushes.Select(flush => Again(flush, statements)).DefaultIfEmpty(int.MaxValue).Min();
        var later = Calls(statements).Where(call => call.SpanStart >= from);
        // What writes may work on, too.
        if (uses.IsUnbuffered)
            later = later.Concat(uses.Writes.OfType<InvocationExpressionSyntax>());
        return from < position
            && Any(
                later.Where(call => call.Span.End <= position),
                model,
                (call, method, its) =>
                    Waits.ForOthers(call, its, cancellationToken)
                    || EndsProcess(method)
                    || method is not null && Waits.Includes(method)
                    || call is not (AwaitExpressionSyntax or MemberAccessExpressionSyntax)
                        && !IsKnown(method)
                        && !uses.All.Contains(call),
                0
            );
    }

    // What stands above a flush in a loop comes after it, too.
    static int Again(SyntaxNode flush, IReadOnlyCollection<SyntaxNode> statements) =>
        flush
            .Ancestors()
            .LastOrDefault(node =>
                node is CommonForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax
                && statements.Any(statement => statement.Span.Contains(node.Span))
            )
            ?.SpanStart
        ?? flush.Span.End;

    static IEnumerable<SyntaxNode> Calls(IEnumerable<SyntaxNode> code) =>
        code.SelectMany(part => part.DescendantNodesAndSelf(node => node is not LocalFunctionStatementSyntax))
            .Where(node =>
                node
                    is InvocationExpressionSyntax
                        or BaseObjectCreationExpressionSyntax
                        or AwaitExpressionSyntax
                        or MemberAccessExpressionSyntax
            );

    bool Any(
        IEnumerable<SyntaxNode> calls,
        SemanticModel model,
        Func<SyntaxNode, IMethodSymbol?, SemanticModel, bool> isOne,
        int depth
    )
    {
        foreach (var call in calls)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (model.GetConstantValue(call, cancellationToken).HasValue)
                continue; // nameof
            var method = model.GetSymbolInfo(call, cancellationToken).Symbol as IMethodSymbol;
            if (isOne(call, method, model))
                return true;
            if (method is null || depth == MaxDepth || call is MemberAccessExpressionSyntax)
                continue;
            foreach (var body in Bodies(method))
                if (
                    _sources.Model(body.SyntaxTree) is { } other
                    && Any(Calls(body.ChildNodes()), other, isOne, depth + 1)
                )
                    return true;
        }

        return false;
    }

    // The framework's and the program's own; not what a delegate, an interface or a package does.
    bool IsKnown(IMethodSymbol? method) =>
        method is not null
        && (
            StreamTypes.IsTrusted(method) || PathReaders.IgnoresFile(method) || Bodies(method).Any() || IsPlain(method)
        );

    // new Item(), which has no code of its own.
    static bool IsPlain(IMethodSymbol method) =>
        method.MethodKind == MethodKind.Constructor && method.ContainingType.Locations.Any(place => place.IsInSource);

    IEnumerable<SyntaxNode> Bodies(IMethodSymbol method)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        method = method.PartialImplementationPart ?? method;
        return method
            .DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellationToken))
            .Where(declaration =>
                declaration
                    is BaseMethodDeclarationSyntax { Body: not null }
                        or BaseMethodDeclarationSyntax { ExpressionBody: not null }
                        or LocalFunctionStatementSyntax
            );
    }

    static bool EndsProcess(IMethodSymbol? method) =>
        method is not null && Ends.Any(end => method.ContainingType?.Name == end.Type && method.Name == end.Member);
}
