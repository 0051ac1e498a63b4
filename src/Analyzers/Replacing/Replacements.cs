using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using AtomicWrites.Analyzers.Options;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Replacing;

/// <summary>Finds hand-written replaces that lose data. One instance a compilation.</summary>
sealed class Replacements
{
    const int MaxCalls = 64;

    static readonly ConditionalWeakTable<Compilation, Replacements> Cache = new();

    readonly StatePathInference _inference;
    readonly OtherMembers _around;
    readonly ConcurrentDictionary<(SyntaxNode Node, StatePathOptions Options), Replacement?> _found = new();

    Replacements(Compilation compilation)
    {
        _inference = StatePathInference.Of(compilation);
        _around = new(_inference.Sources, _inference.Definitions, new(_inference.Sources));
    }

    public static Replacements Of(Compilation compilation) =>
        Cache.GetValue(compilation, static key => new Replacements(key));

    /// <summary>What deletes a file.</summary>
    public Deletion Deletion => new(_around, CancellationToken.None);

    /// <summary>
    /// The replace that ends with this call, if it is flawed. Of a method that only renames one of its parameters to
    /// another, the rename within is reported where all that call it are in its type and flawed, else each call that
    /// is.
    /// </summary>
    public Replacement? At(
        SyntaxNode node,
        SemanticModel model,
        StatePathOptions options,
        CancellationToken cancellationToken
    )
    {
        if (_around.Commits.Of(node, model, cancellationToken) is not { } commit)
            return null;
        if (commit.IsDenied)
            return null;
        if (commit.Wrapper is { } wrapper && Within(wrapper, options, cancellationToken) is not null)
            return null;
        return Judge(commit, model, options, cancellationToken)
            ?? (
                Enclosing(node, model, cancellationToken) is { } around && around.Inner.Node == node
                    ? Within(around, options, cancellationToken)
                    : null
            );
    }

    /// <summary>Whether a write belongs to a replace that is reported as a whole.</summary>
    public bool Covers(
        WriteSite site,
        SemanticModel model,
        StatePathOptions options,
        CancellationToken cancellationToken
    ) =>
        TreeIndex
            .Around(site.Node)
            .Disposals.Prepend(site.Node)
            .Any(call =>
                At(call, model, options, cancellationToken) is { } replacement && replacement.Parts.Contains(site.Node)
            );

    /// <summary>The deletion of state, or its move, that a write of the same file follows.</summary>
    public (DeletedFirst Deleted, WriteSite Site, Judgement Judgement)? DeletedAt(
        SyntaxNode node,
        SemanticModel model,
        StatePathOptions options,
        CancellationToken cancellationToken
    ) =>
        node is InvocationExpressionSyntax call
        && DeletedFirst.At(call, model, cancellationToken) is { } deleted
        && DeletedFirst.Site(deleted.Write, model, cancellationToken) is { } site
        && !Covers(site, model, options, cancellationToken)
        && _inference.Judge(site, options) is { Verdict: >= Verdict.ProbablyState } judgement
            ? (deleted, site, judgement)
            : null;

    CommitWrapper? Enclosing(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken) =>
        model.GetEnclosingSymbol(node.SpanStart, cancellationToken) is var around
        && around is IMethodSymbol { MethodKind: MethodKind.LocalFunction } function
        && _around.Commits.Of(function) is { } local
            ? local
        : WriteSite.MemberOf(around) is IMethodSymbol method ? _around.Commits.Of(method)
        : null;

    Replacement? Within(CommitWrapper wrapper, StatePathOptions options, CancellationToken cancellationToken)
    {
        if (wrapper.Inner.Wrapper is not null || Annotations.Denies(wrapper.Target))
            return null;
        var flawed = new List<Replacement>();
        foreach (
            var node in _around
                .Sources.Calls(wrapper.Method.Name)
                .Where(node => Callers.MayCall(node, wrapper.Method))
                .Take(MaxCalls)
        )
        {
            if (
                _around.Sources.Model(node.SyntaxTree) is not { } model
                || _around.Commits.Of(node, model, cancellationToken) is not { } call
                || call.Wrapper != wrapper
            )
                continue;
            if (
                !SymbolEqualityComparer.Default.Equals(
                    model.GetEnclosingSymbol(node.SpanStart, cancellationToken)?.ContainingType,
                    wrapper.Method.ContainingType
                ) || Judge(call, model, options, cancellationToken) is not { } replacement
            )
                return null;
            flawed.Add(replacement);
        }

        return flawed.Count == 0
            ? null
            : flawed[0] with
            {
                Commit = wrapper.Inner,
                Flaws = FlawTable
                    .Rows.Where(flaw => flawed.Any(replacement => replacement.Flaws.Contains(flaw)))
                    .ToImmutableArray(),
            };
    }

    Replacement? Judge(
        Commit commit,
        SemanticModel model,
        StatePathOptions options,
        CancellationToken cancellationToken
    ) => _found.GetOrAdd((commit.Node, options), _ => Decide(commit, model, options, cancellationToken));

    Replacement? Decide(
        Commit commit,
        SemanticModel model,
        StatePathOptions options,
        CancellationToken cancellationToken
    ) =>
        Sequence.Of(commit, model, _around, cancellationToken) is { } sequence
        && FlawTable.Of(sequence) is { IsEmpty: false } flaws
        && Target(sequence, model, options, cancellationToken) is (_, { Verdict: >= Verdict.ProbablyState } judgement)
            ? new(sequence.Commit, flaws, judgement, TwinOf(sequence), sequence.Parts)
            : null;

    /// <summary>What the replace that ends with this call replaces, flawed or not.</summary>
    public (WriteSite Site, Judgement Judgement)? TargetAt(
        SyntaxNode node,
        SemanticModel model,
        StatePathOptions options,
        CancellationToken cancellationToken
    ) =>
        _around.Commits.Of(node, model, cancellationToken) is { } commit
        && Sequence.Of(commit, model, _around, cancellationToken) is { } sequence
            ? Target(sequence, model, options, cancellationToken)
            : null;

    (WriteSite Site, Judgement Judgement) Target(
        Sequence sequence,
        SemanticModel model,
        StatePathOptions options,
        CancellationToken cancellationToken
    )
    {
        var end = sequence.Commit;
        var site = new WriteSite(
            end.Node,
            new(end.Rename.Type, end.Rename.Member, end.Rename.TargetParameter, TwinOf(sequence)),
            end.Target,
            WriteSite.MemberOf(model.GetEnclosingSymbol(end.Node.SpanStart, cancellationToken))
        )
        {
            Replaces = true,
        };
        return (site, _inference.Judge(site, options));
    }

    static string TwinOf(Sequence sequence) => sequence.Writer?.Twin ?? "Write";
}
