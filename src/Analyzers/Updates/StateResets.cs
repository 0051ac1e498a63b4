using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Locks;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Updates;

/// <summary>
/// A <c>Reset</c> of typed state with what became of its <c>Read</c>: two steps, each with the lock, and none of it
/// between. They may be what a method of the program does, or what that calls, as <c>Load()</c> and <c>Save(settings)</c>.
/// </summary>
sealed class StateResets(SourceIndex sources)
{
    const int MaxLayers = 2;

    static readonly string[] Reads = ["Read", "ReadAsync"];
    static readonly string[] Resets = ["Reset", "ResetAsync"];

    readonly FileEffects _effects = FileEffects.Of(sources);
    readonly Lazy<ISet<string>> _readers = new(() => sources.MethodsThat(member => member.Called.Any(Reads.Contains)));
    readonly Lazy<ISet<string>> _writers = new(() => sources.MethodsThat(member => member.Called.Any(Resets.Contains)));

    /// <summary>The read that a reset comes of; null of any other call.</summary>
    public SyntaxNode? ReadOf(SyntaxNode reset, SemanticModel model, CancellationToken cancellationToken)
    {
        var body = Names.Body(reset);
        if (
            !May(reset, Resets, _writers)
            || body.Span.Length > ReadBefore.MaxBody
            || Names.Within(body).Where(node => May(node, Reads, _readers) && IsBefore(node)).ToArray()
                is not { Length: > 0 } reads
            || StateOf(reset, Resets, model, cancellationToken) is not var (state, writer)
        )
            return null;
        return reads.LastOrDefault(read =>
            StateOf(read, Reads, model, cancellationToken) is var (other, _)
            && other == state
            && new ContentFlow(body, read, _effects.Target(read, model, cancellationToken), model, cancellationToken)
                is var flow
            && flow.Reaches(reset, null, writer, () => false)
            && flow.IsChangedBefore(reset)
            && !LockRegions.Around(body, [read, reset], model, cancellationToken).Any(region => IsEnough(region.Kind))
            && !(CallersLock.Of(body, model, sources, cancellationToken) is { } held && IsEnough(held))
        );

        bool IsBefore(SyntaxNode read) =>
            read != reset
            && (read.SpanStart < reset.SpanStart || reset.Span.Contains(read.Span))
            && ReadBefore.IsBefore(read, reset, body);
    }

    static bool May(SyntaxNode node, string[] names, Lazy<ISet<string>> methods) =>
        node is InvocationExpressionSyntax
        && Names.Called(node) is { Length: > 0 } name
        && (names.Contains(name) || methods.Value.Contains(name));

    // What the object is, by the key of a path: equal keys are one object.
    (string State, IMethodSymbol Method)? StateOf(
        SyntaxNode node,
        string[] names,
        SemanticModel model,
        CancellationToken cancellationToken,
        int layers = MaxLayers
    )
    {
        if (Direct(node, names, model, cancellationToken) is { } direct)
            return direct;
        if (
            layers == 0
            || node is not InvocationExpressionSyntax
            || _effects.Target(node, model, cancellationToken)
                is not { DeclaringSyntaxReferences: [var reference] } target
            || reference.GetSyntax(cancellationToken) is not { } declaration
            || sources.Model(declaration.SyntaxTree) is not { } other
        )
            return null;
        foreach (var call in Names.Within(declaration))
            if (
                StateOf(call, names, other, cancellationToken, layers - 1) is var (state, _)
                && _effects.AtCall(node, target, state, model, cancellationToken) is { } key
            )
                return (key, target);
        return null;
    }

    (string State, IMethodSymbol Method)? Direct(
        SyntaxNode node,
        string[] names,
        SemanticModel model,
        CancellationToken cancellationToken
    ) =>
        node is InvocationExpressionSyntax
        && names.Contains(Names.Called(node))
        && BoundCall.Of(node, model, cancellationToken) is { Method: var method } call
        && StateCall.Is(method.ContainingType)
        && PathKey.Of(StateCall.StateOf(call), sources) is { } key
            ? (key, method)
            : null;

    static bool IsEnough(LockKind kind) => kind is { Scope: LockScope.System, IsShared: false };
}
