using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Locks;
using AtomicWrites.Analyzers.Options;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Updates;

/// <summary>Finds what reads, changes and writes one state file without a lock around it.</summary>
sealed class UpdateSequences
{
    const int MaxReads = 16;

    static readonly ConditionalWeakTable<Compilation, UpdateSequences> Cache = new();

    readonly StatePathInference _inference;
    readonly FileEffects _effects;
    readonly KeptContent _kept;
    readonly LoadSavePairs _pairs;

    UpdateSequences(Compilation compilation)
    {
        _inference = StatePathInference.Of(compilation);
        _effects = FileEffects.Of(_inference.Sources);
        var calls = new MethodCalls(_inference.Sources);
        _kept = new(_inference.Sources, _effects, calls);
        _pairs = new(_inference.Sources, _effects, calls);
    }

    public static UpdateSequences Of(Compilation compilation) =>
        Cache.GetValue(compilation, static key => new UpdateSequences(key));

    /// <summary>Whether an expression means the file of that key.</summary>
    public bool IsPath(IOperation expression, string path) => PathKey.Of(expression, _inference.Sources) == path;

    /// <summary>The method of the program that a call runs.</summary>
    public IMethodSymbol? Target(SyntaxNode call, SemanticModel model, CancellationToken cancellationToken) =>
        _effects.Target(call, model, cancellationToken);

    /// <summary>What a call reads and writes.</summary>
    public ImmutableArray<FileEffect> Effects(
        SyntaxNode call,
        SemanticModel model,
        CancellationToken cancellationToken
    ) => _effects.Of(call, model, cancellationToken);

    /// <summary>The sources of the compilation.</summary>
    public SourceIndex Sources => _inference.Sources;

    /// <summary>The model of any file of the compilation.</summary>
    public SemanticModel? Model(SyntaxTree tree) => _inference.Sources.Model(tree);

    /// <summary>Where taking a lock would be inside itself.</summary>
    public LockNesting Nesting => new(_inference.Sources, _effects);

    /// <summary>The sequence that a call ends; null where it ends none, or is not the first write of one.</summary>
    public UpdateSequence? EndingAt(
        SyntaxNode write,
        SemanticModel model,
        StatePathOptions options,
        CancellationToken cancellationToken
    )
    {
        var body = Names.Body(write);
        if (!_effects.MayWrite(write) || body.Span.Length > ReadBefore.MaxBody)
            return null;
        var reads = _effects
            .ReadsOf(body)
            .Where(node => node != write && (node.SpanStart < write.SpanStart || write.Span.Contains(node.Span)))
            .ToArray();
        if (reads.Length == 0)
            return null;
        var effects = _effects.Of(write, model, cancellationToken);
        foreach (var effect in effects)
        {
            // What reads and writes within is reported there.
            if (
                effect.Site is not { } site
                || site.Writer.Appends
                || effects.Any(other => !other.IsWrite && other.Path == effect.Path)
                || Judge(write, site, model, options, cancellationToken) is not { Verdict: Verdict.State } judgement
            )
                continue;
            foreach (
                var read in Enumerable
                    .Reverse(reads)
                    .Where(read => ReadBefore.IsBefore(read, write, body))
                    .Take(MaxReads)
            )
            {
                var found = _effects.Of(read, model, cancellationToken);
                if (
                    !found.Any(other => !other.IsWrite && other.Path == effect.Path)
                    || found.Any(other => other.IsWrite && other.Path == effect.Path)
                    || ReadBefore.IsReassigned(effect.Path, read, write, body)
                )
                    continue;
                var flow = new ContentFlow(
                    body,
                    read,
                    _effects.Target(read, model, cancellationToken),
                    model,
                    cancellationToken
                );
                if (!Changes(flow, read, write, site, effect.Path, model, cancellationToken))
                    continue;
                var writes = WritesOf(flow, effect.Path, read, body, model, cancellationToken);
                if (writes.FirstOrDefault() != write)
                    return null;
                var locks = LockRegions
                    .Around(body, [read, .. writes], model, cancellationToken)
                    .Select(region => region.Kind)
                    .ToArray();
                if (locks.Any(IsEnough))
                    return null;
                var ofCallers = CallersLock.Of(body, model, _inference.Sources, cancellationToken);
                if (ofCallers is { } held && IsEnough(held))
                    return null;
                return new(
                    body,
                    read,
                    writes,
                    site,
                    effect.Path,
                    judgement,
                    locks
                        .Where(kind => kind.Scope == LockScope.Process)
                        .Select(kind => (LockKind?)kind)
                        .FirstOrDefault()
                        ?? ofCallers
                );
            }
        }

        return null;
    }

    /// <summary>
    /// The write of a load/save pair: its type has read the file in another member, keeps that, and changes it before
    /// it is written back; or hands it to those who change it and hand it back.
    /// </summary>
    public UpdateSequence? KeptAt(
        SyntaxNode write,
        SemanticModel model,
        StatePathOptions options,
        CancellationToken cancellationToken
    )
    {
        if (
            !FileEffects.MayWriteItself(write, Names.Called(write))
            || write.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type
        )
            return null;
        foreach (var effect in _effects.Of(write, model, cancellationToken))
        {
            if (
                effect.Site is not { Writer.Appends: false } site
                || site.Node != write
                || Judge(write, site, model, options, cancellationToken) is not { Verdict: Verdict.State } judgement
                || LoadOf(write, type, effect.Path) is not { } read
            )
                continue;
            var body = Names.Body(write);
            var guard = LockRegions.Strongest(body, write, model, cancellationToken)
                ?? CallersLock.Of(body, model, _inference.Sources, cancellationToken);
            if (guard is { } held && IsEnough(held))
                return null;
            return new(body, read, ImmutableArray.Create(write), site, effect.Path, judgement, guard);
        }

        return null;
    }

    SyntaxNode? LoadOf(SyntaxNode write, TypeDeclarationSyntax type, string path) =>
        _kept.Of(type, path) is { } kept
        && Names.Body(kept.Read) != Names.Body(write)
        && _kept.IsChangedAndWritten(kept, write, type)
            ? kept.Read
            : _pairs.LoadOf(write, path) ?? _kept.OfOthers(write, path)?.Read;

    static bool IsEnough(LockKind kind) => kind is { Scope: LockScope.System, IsShared: false };

    Judgement Judge(
        SyntaxNode write,
        WriteSite site,
        SemanticModel model,
        StatePathOptions options,
        CancellationToken cancellationToken
    ) => _inference.Judge(write, model, options, cancellationToken)?.Judgement ?? _inference.Judge(site, options);

    // The two halves of a pair are together to be used one after the other; only a change between makes it an update.
    bool Changes(
        ContentFlow flow,
        SyntaxNode read,
        SyntaxNode write,
        WriteSite site,
        string path,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        var writer = write == site.Node ? null : _effects.Target(write, model, cancellationToken);
        return flow.Reaches(write, write == site.Node ? site : null, writer, () =>
                WrittenContent.IsOfObject(writer!, site, path, _inference.Sources)
            )
            && (
                writer is null || _effects.Target(read, model, cancellationToken) is null || flow.IsChangedBefore(write)
            );
    }

    ImmutableArray<SyntaxNode> WritesOf(
        ContentFlow flow,
        string path,
        SyntaxNode read,
        SyntaxNode body,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        var writes = ImmutableArray.CreateBuilder<SyntaxNode>();
        foreach (var node in Names.Within(body))
            if (
                (node.SpanStart > read.SpanStart || node.Span.Contains(read.Span))
                && node != read
                && _effects.MayWrite(node)
                && ReadBefore.IsBefore(read, node, body)
                && _effects
                    .Of(node, model, cancellationToken)
                    .FirstOrDefault(effect => effect.IsWrite && effect.Path == path)
                    .Site
                    is { Writer.Appends: false } site
                && Changes(flow, read, node, site, path, model, cancellationToken)
            )
                writes.Add(node);
        return writes.ToImmutable();
    }
}
