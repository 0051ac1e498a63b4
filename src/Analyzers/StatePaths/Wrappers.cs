using System.Collections.Immutable;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>
/// Methods of the compilation that only forward a path parameter to a write: they are writers themselves, and their
/// callers know the path.
/// </summary>
sealed class Wrappers
{
    public const int MaxLayers = 3;
    const int ManyNamesakes = 16;

    readonly SourceIndex _sources;
    readonly Lazy<ILookup<string, SyntaxNode>> _candidates;
    readonly Lazy<ImmutableDictionary<string, ImmutableArray<Wrapper>>> _wrappers;
    readonly Lazy<ILookup<IMethodSymbol, Wrapper>> _byMethod;

    public Wrappers(SourceIndex sources)
    {
        _sources = sources;
        _candidates = new(() => WrapperCandidates.In(sources));
        _wrappers = new(FindWrappers);
        _byMethod = new(() =>
            _wrappers
                .Value.Values.SelectMany(wrappers => wrappers)
                .ToLookup<Wrapper, IMethodSymbol>(
                    wrapper => wrapper.Method.OriginalDefinition,
                    SymbolEqualityComparer.Default
                )
        );
    }

    /// <summary>The write that a call of a wrapper is, and the write within the wrapper.</summary>
    public (WriteSite Call, WriteSite Inner)? Of(
        SyntaxNode node,
        SemanticModel model,
        CancellationToken cancellationToken = default
    )
    {
        if (
            node is not InvocationExpressionSyntax { ArgumentList.Arguments.Count: > 0 } invocation
            || !_wrappers.Value.TryGetValue(Names.Simple(invocation.Expression), out var wrappers)
            || !wrappers.Any(wrapper => Callers.MayCall(node, wrapper.Method))
            || BoundCall.Of(node, model, cancellationToken) is not { } call
            || !Opening.Of(call).Writes
        )
            return null;
        foreach (var (method, parameter, inner) in Named(call.Method, wrappers))
            if (
                Callers.Reaches(call.Method, method)
                && call.For(parameter) is { } path
                && !MarkerFile.Is(call, inner.Writer, path, Opening.Of(call), model)
            )
                return (
                    new WriteSite(
                        node,
                        inner.Writer,
                        path,
                        WriteSite.MemberOf(model.GetEnclosingSymbol(node.SpanStart, cancellationToken))
                    )
                    {
                        Wrapper = ExtensionBlock.DisplayName(method),
                        CreatesNew = inner.CreatesNew,
                    },
                    inner
                );
        return null;
    }

    // Of very many overloads, the one that is called comes without a search, unless that is decided when the program
    // runs.
    IEnumerable<Wrapper> Named(IMethodSymbol called, ImmutableArray<Wrapper> wrappers) =>
        wrappers.Length > ManyNamesakes
        && called is { IsVirtual: false, IsAbstract: false, IsOverride: false, PartialImplementationPart: null }
            ? _byMethod.Value[(called.ReducedFrom ?? called).OriginalDefinition]
            : wrappers;

    /// <summary>The parameter that a path is, unchanged; null where it is anything more.</summary>
    public static IParameterSymbol? Forwarded(IOperation path) =>
        path switch
        {
            IParameterReferenceOperation
            {
                Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Ordinary } } parameter
            } => parameter,
            IConversionOperation conversion => Forwarded(conversion.Operand),
            IPropertyReferenceOperation { Property.Name: "FullName" or "FullPath" or "Path", Instance: { } instance } =>
                Forwarded(instance),
            IInvocationOperation
            {
                TargetMethod: { Name: "GetFullPath", ContainingType.Name: "Path" },
                Arguments: [var only]
            } => Forwarded(only.Value),
            _ => null,
        };

    ImmutableDictionary<string, ImmutableArray<Wrapper>> FindWrappers()
    {
        var wrappers = new List<Wrapper>();
        foreach (var declaration in _candidates.Value.SelectMany(candidates => candidates))
            if (
                _sources.Model(declaration.SyntaxTree)?.GetDeclaredSymbol(declaration) is IMethodSymbol method
                && Find(method, MaxLayers) is { } inner
                && Forwarded(inner.Path) is { } parameter
            )
                wrappers.Add(new(method, parameter, inner));
        return wrappers
            .GroupBy(wrapper => wrapper.Method.Name)
            .ToImmutableDictionary(group => group.Key, group => group.ToImmutableArray());
    }

    /// <summary>Every write that a call of a wrapper may end in: of each method that it may run, all of them.</summary>
    public IEnumerable<SyntaxNode> WritesWithin(SyntaxNode node, SemanticModel model, int layers = MaxLayers)
    {
        if (
            layers < 0
            || !_wrappers.Value.TryGetValue(Names.Called(node), out var wrappers)
            || BoundCall.Of(node, model) is not { } call
        )
            return [];
        return wrappers
            .Where(wrapper => Callers.Reaches(call.Method, wrapper.Method))
            .SelectMany(wrapper => WritesTo(wrapper.Parameter, layers))
            .Distinct();
    }

    /// <summary>Every write in a method, and in what it calls, to the path that it gets by a parameter.</summary>
    IEnumerable<SyntaxNode> WritesTo(IParameterSymbol parameter, int layers = MaxLayers) =>
        FindAll((IMethodSymbol)parameter.ContainingSymbol, MaxLayers)
            .Where(site => SymbolEqualityComparer.Default.Equals(Forwarded(site.Path), parameter))
            .SelectMany(site =>
                site.Wrapper is null ? [site.Node]
                : _sources.Model(site.Node.SyntaxTree) is { } inner ? WritesWithin(site.Node, inner, layers - 1)
                : []
            );

    /// <summary>The same; nothing where a method that is called writes anything else, which may be that file as well.</summary>
    public IReadOnlyList<SyntaxNode> OnlyWritesTo(IParameterSymbol parameter)
    {
        var writes = WritesTo(parameter).ToArray();
        return new OtherWrites(_sources, writes).AreIn((IMethodSymbol)parameter.ContainingSymbol) ? [] : writes;
    }

    /// <summary>The first write in a method to a path that it was given.</summary>
    WriteSite? Find(IMethodSymbol method, int layers) => FindAll(method, layers).FirstOrDefault();

    IEnumerable<WriteSite> FindAll(IMethodSymbol method, int layers)
    {
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            var declaration = reference.GetSyntax();
            if (_sources.Model(declaration.SyntaxTree) is not { } model)
                continue;
            foreach (
                var node in declaration
                    .DescendantNodes()
                    .Where(node =>
                        WriteSite.MayWrite(node)
                        || (
                            layers > 0
                            && node is InvocationExpressionSyntax { ArgumentList.Arguments.Count: > 0 } call
                            && _candidates.Value.Contains(Names.Simple(call.Expression))
                        )
                    )
            )
            {
                if (WriteSite.Of(node, model) is { } site && IsOwn(site.Path, method))
                    yield return site;
                else if (
                    layers > 0
                    && BoundCall.Of(node, model)
                        is {
                            Method: { DeclaringSyntaxReferences.IsEmpty: false, MethodKind: MethodKind.Ordinary } target
                        } forwards
                    && !SymbolEqualityComparer.Default.Equals(target, method)
                    && Opening.Of(forwards).Writes
                    && Find(target.OriginalDefinition, layers - 1) is { } deeper
                    && Forwarded(deeper.Path) is { } parameter
                    && forwards.For(parameter) is { } path
                    && IsOwn(path, method)
                )
                    yield return new(node, deeper.Writer, path, method)
                    {
                        Wrapper = ExtensionBlock.DisplayName(target),
                        CreatesNew = deeper.CreatesNew,
                    };
            }
        }
    }

    static bool IsOwn(IOperation path, IMethodSymbol method) =>
        Forwarded(path) is { } parameter
        && SymbolEqualityComparer.Default.Equals(
            parameter.ContainingSymbol.OriginalDefinition,
            method.OriginalDefinition
        );
}

/// <param name="Method">The wrapper.</param>
/// <param name="Parameter">What it forwards.</param>
/// <param name="Inner">The write within it.</param>
readonly record struct Wrapper(IMethodSymbol Method, IParameterSymbol Parameter, WriteSite Inner);
