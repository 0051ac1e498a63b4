using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using AtomicWrites.Analyzers.Options;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>
/// The one question of every rule: what is the path that this operation writes to, and why? One instance a compilation;
/// answers do not depend on who asks first.
/// </summary>
sealed class StatePathInference
{
    /// <summary>The reason where a glob of <c>.editorconfig</c> says so, which goes before attributes.</summary>
    public const string ByOption = "atomic_writes.state_paths";

    // Callers of callers: deeper ones are too far from the write to be about it.
    const int MaxLayers = 2;
    const int MaxOfCallers = 8;

    readonly SourceIndex _sources;
    readonly Callers _callers;
    readonly Definitions _definitions;
    readonly Wrappers _wrappers;
    readonly ReadBack _readBack;
    readonly Annotations _annotations;
    readonly ContentCues _contentCues;
    readonly CallerCues _callerCues;
    readonly NameUses _nameUses;
    readonly ProductName _product;
    readonly bool _isTestProject;
    readonly bool _isLibrary;
    readonly ConcurrentDictionary<
        (SyntaxNode Node, bool Replaces, StatePathOptions Options, int Layers, string Within),
        Judgement
    > _judgements = new();

    static readonly ConditionalWeakTable<Compilation, StatePathInference> Cache = new();

    StatePathInference(Compilation compilation)
    {
        _sources = new(compilation);
        _callers = new(_sources);
        _definitions = new(_sources, _callers);
        _wrappers = new(_sources);
        _readBack = new(_sources, _definitions);
        _contentCues = new(_sources);
        _callerCues = new(_sources);
        _nameUses = new(_sources);
        _product = new(compilation.AssemblyName);
        _annotations = new(compilation.Assembly);
        _isTestProject = TestProject.Is(compilation);
        _isLibrary = compilation.Options.OutputKind == OutputKind.DynamicallyLinkedLibrary;
    }

    /// <summary>The same for every rule, so that what one has found out costs the others nothing.</summary>
    public static StatePathInference Of(Compilation compilation) =>
        Cache.GetValue(compilation, static key => new StatePathInference(key));

    /// <summary>
    /// What a call or a creation writes to; null where it writes nothing. Of a wrapper and its callers, one is judged:
    /// the write within where all callers agree, else the callers.
    /// </summary>
    public (WriteSite Site, Judgement Judgement)? Judge(
        SyntaxNode node,
        SemanticModel model,
        StatePathOptions options,
        CancellationToken cancellationToken
    )
    {
        if (
            (
                WriteSite.Of(node, model, cancellationToken)
                ?? WriteSite.Of(node, model, options.AdditionalWriters, cancellationToken)
            ) is
            { } site
        )
            return (site, Judge(site, options, MaxLayers));
        if (_wrappers.Of(node, model, cancellationToken) is not ({ } call, { } inner))
            return null;
        var within = Judge(inner, options, MaxLayers);
        return within.Verdict == Verdict.Unknown
            ? (call, Judge(call, options, MaxLayers, OfAnyCall(within.Evidence)))
            : null;
    }

    /// <summary>What a write that is already known writes to.</summary>
    public Judgement Judge(WriteSite site, StatePathOptions options) => Judge(site, options, MaxLayers);

    /// <summary>The sources as they are indexed, for those who ask on.</summary>
    public SourceIndex Sources => _sources;

    /// <summary>What symbols stand for, likewise.</summary>
    public Definitions Definitions => _definitions;

    /// <summary>The writes that a call may end in, where what it calls only forwards to them.</summary>
    public IReadOnlyList<SyntaxNode> WritesWithin(SyntaxNode call, SemanticModel model) =>
        [.. _wrappers.WritesWithin(call, model)];

    /// <summary>
    /// The writes in a method of this compilation to the path that it gets by a parameter; none where it writes more.
    /// </summary>
    public IReadOnlyList<SyntaxNode> OnlyWritesTo(IParameterSymbol path) => _wrappers.OnlyWritesTo(path);

    Judgement Judge(WriteSite site, StatePathOptions options, int layers) =>
        Judge(site, options, layers, ImmutableArray<Evidence>.Empty);

    // Of a call of a wrapper, what the wrapper does with the file is true, too.
    Judgement Judge(WriteSite site, StatePathOptions options, int layers, ImmutableArray<Evidence> within) =>
        _judgements.GetOrAdd(
            (site.Node, site.Replaces, options, layers, string.Join(",", within.Select(found => found.Feature))),
            _ => Decide(site, options, layers, within)
        );

    // What a method does with a path that it is given, whoever calls it.
    static ImmutableArray<Evidence> OfAnyCall(ImmutableArray<Evidence> evidence) =>
        evidence.Where(found => Evidence.IsOfFlow(found.Feature)).Select(found => found.OfCall).ToImmutableArray();

    Judgement Decide(WriteSite site, StatePathOptions options, int layers, ImmutableArray<Evidence> within)
    {
        // What has a value of its own, where it is not passed, is no mere parameter.
        var forwarded =
            Wrappers.Forwarded(site.Path) is { } parameter && _definitions.Of(parameter).Alternatives.Count == 0
                ? parameter
                : null;
        var paths = PathTracer.Trace(site.Path, _definitions, acrossCalls: forwarded is null);
        if (paths.Any(path => options.IgnoredPaths.Any(glob => glob.Matches(path.Text))))
            return Judgement.Of(Verdict.NotState, "atomic_writes.ignored_paths");
        if (paths.Any(path => options.StatePaths.Any(glob => glob.Matches(path.Text))))
            return Judgement.Of(Verdict.State, ByOption);
        if (_annotations.Of(paths) is { } annotated)
            return annotated;
        if (options.Scope == Scope.Annotated)
            return Judgement.Of(Verdict.Unknown, "atomic_writes.scope = annotated");
        var judgement = Infer(site, paths, forwarded, options, layers, within);
        return options.Scope == Scope.All && judgement.Verdict != Verdict.NotState
            ? judgement with
            {
                Verdict = Verdict.State,
                Reason = "atomic_writes.scope = all",
            }
            : judgement;
    }

    Judgement Infer(
        WriteSite site,
        TracedPath[] paths,
        IParameterSymbol? forwarded,
        StatePathOptions options,
        int layers,
        ImmutableArray<Evidence> within
    )
    {
        if (_isTestProject)
            return Judgement.Of(Verdict.NotState, "a test project");
        if (FileUses.Veto(site) is { } veto)
            return Judgement.Of(Verdict.NotState, veto) with { Path = paths[0].Text };
        var own = Weigh(site, paths, within);
        return
            forwarded is not null
            && own.Verdict != Verdict.NotState
            && layers > 0
            && ByCallers(forwarded, own, site, options, layers) is { } byCallers
            ? byCallers
            : own;
    }

    Judgement? ByCallers(
        IParameterSymbol parameter,
        Judgement own,
        WriteSite site,
        StatePathOptions options,
        int layers
    )
    {
        var calls = _callers.Of(parameter).RemoveAll(call => PathRead.OpensToRead(call.Node));
        if (calls.IsEmpty)
            return null;
        var max = layers == MaxLayers ? Callers.Max : MaxOfCallers;
        if (!site.Replaces && (calls.Length > max || IsStandIn((IMethodSymbol)parameter.ContainingSymbol, site.Writer)))
            return Judgement.Of(Verdict.Unknown, "its callers decide");
        var judged = calls
            .Take(max)
            .Select(call =>
                Judge(
                    new(call.Node, site.Writer, call.Argument, WriteSite.MemberOf(call.Enclosing))
                    {
                        CreatesNew = site.CreatesNew,
                        Replaces = site.Replaces,
                    },
                    options,
                    layers - 1,
                    OfAnyCall(own.Evidence)
                )
            )
            .ToArray();
        var byCallers = CallersVerdict.Of(own, judged, parameter, calls.Length, site.Replaces);
        return site.Replaces && byCallers?.Verdict < Verdict.ProbablyState && IsOffered(parameter.ContainingSymbol)
            ? null
            : byCallers;
    }

    // AtomicFile.Write of a library: other projects call it, too, and it says what it is for.
    bool IsOffered(ISymbol method) =>
        _isLibrary
        && method is { DeclaredAccessibility: Accessibility.Public, ContainingType: { } type }
        && type.DeclaredAccessibility == Accessibility.Public
        && Cues.Promise(method) is not null;

    // What implements an interface and is called as the writer itself stands in for the file system.
    static bool IsStandIn(IMethodSymbol method, Writer writer) =>
        method.Name == writer.Member
        && method.ContainingType.AllInterfaces.Any(implemented =>
            implemented
                .GetMembers(method.Name)
                .Any(member =>
                    SymbolEqualityComparer.Default.Equals(
                        method.ContainingType.FindImplementationForInterfaceMember(member),
                        method
                    )
                )
        );

    Judgement Weigh(WriteSite site, TracedPath[] paths, ImmutableArray<Evidence> within)
    {
        if (Vetoes.Of(site, paths) is { } veto)
            return Judgement.Of(Verdict.NotState, veto) with { Path = paths[0].Text };
        var ofContent = _contentCues.Of(site).ToArray();
        var evidence = Evidence.Merge([.. paths.Select(path => Found(site, path, ofContent).Concat(within))]);
        if (FileUses.Hidden(site) is { } hidden && !evidence.Any(found => found.IsReadBack))
            return Judgement.Of(Verdict.NotState, hidden) with { Path = paths[0].Text };
        var probability = Evidence.Probability(evidence);
        var verdict =
            evidence.IsEmpty ? Verdict.Unknown
            : probability >= Weights.State ? Verdict.State
            : probability >= Weights.ProbablyState ? Verdict.ProbablyState
            : probability < Weights.NotState ? Verdict.NotState
            : Verdict.Unknown;
        var reason = Evidence.Strongest(evidence, probability >= Weights.NotState);
        return new(verdict, reason ?? "nothing tells", evidence) { Path = paths[0].Text };
    }

    IEnumerable<Evidence> Found(WriteSite site, TracedPath path, IReadOnlyList<Evidence> ofContent)
    {
        var read = _readBack.Of(site, path);
        var isReadBack = read is { IsReadBack: true } || ofContent.Any(found => found.IsReadBack);
        return Cues.Of(site, path, _product)
            .Concat(read is { } found ? [found] : [])
            .Concat(Cues.OfReplace(site))
            .Concat(ofContent)
            .Concat(FileUses.Of(site))
            .Concat(_callerCues.Of(site) is { } ofCallers ? [ofCallers] : [])
            .Concat(_nameUses.Of(site, path, isReadBack))
            .Concat(CounterCues.Of(site, path, _product, isReadBack));
    }
}
