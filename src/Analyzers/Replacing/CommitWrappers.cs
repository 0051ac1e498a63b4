using System.Collections.Immutable;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Replacing;

/// <summary>
/// Methods and local functions of the compilation that rename one of their parameters to another:
/// <c>Swap(temp, path)</c>. Their callers know both files.
/// </summary>
sealed class CommitWrappers
{
    const int MaxLayers = 3;

    readonly SourceIndex _sources;
    readonly Lazy<ImmutableDictionary<string, ImmutableArray<CommitWrapper>>> _wrappers;

    public CommitWrappers(SourceIndex sources)
    {
        _sources = sources;
        _wrappers = new(Find);
    }

    /// <summary>The rename that a call is, itself or through a method of the compilation.</summary>
    public Commit? Of(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken = default) =>
        Commit.Of(node, model, cancellationToken) ?? Through(node, model, _wrappers.Value, cancellationToken);

    /// <summary>The wrapper that a method is.</summary>
    public CommitWrapper? Of(IMethodSymbol method) =>
        _wrappers.Value.TryGetValue(method.Name, out var wrappers)
            ? wrappers.FirstOrDefault(wrapper =>
                SymbolEqualityComparer.Default.Equals(wrapper.Method, method.OriginalDefinition)
            )
            : null;

    static Commit? Through(
        SyntaxNode node,
        SemanticModel model,
        IReadOnlyDictionary<string, ImmutableArray<CommitWrapper>> known,
        CancellationToken cancellationToken
    )
    {
        if (
            node is not InvocationExpressionSyntax { ArgumentList.Arguments.Count: > 1 } invocation
            || !known.TryGetValue(Names.Simple(invocation.Expression), out var wrappers)
            || !wrappers.Any(wrapper => Callers.MayCall(node, wrapper.Method))
            || BoundCall.Of(node, model, cancellationToken) is not { } call
        )
            return null;
        foreach (var wrapper in wrappers)
            if (
                Callers.Reaches(call.Method, wrapper.Method)
                && call.For(wrapper.Source) is { Syntax: ExpressionSyntax } source
                && call.For(wrapper.Target) is { Syntax: ExpressionSyntax } target
            )
                return new(invocation, wrapper.Inner.Rename, source, target) { Wrapper = wrapper };
        return null;
    }

    // By syntax first: calls of a rename, then of a method found so, that get two parameters of the method around.
    ImmutableDictionary<string, ImmutableArray<CommitWrapper>> Find()
    {
        var found = ImmutableDictionary<string, ImmutableArray<CommitWrapper>>.Empty;
        var names = RenameTable.Names.AsEnumerable();
        for (var layer = 0; layer < MaxLayers; layer++)
        {
            var added = names
                .SelectMany(name => _sources.Calls(name))
                .Where(PassesParameters)
                .Select(call => Wrap(call, found))
                .OfType<CommitWrapper>()
                .GroupBy(wrapper => wrapper.Method, SymbolEqualityComparer.Default)
                .Select(group => group.OrderBy(wrapper => wrapper.Inner.Node.SpanStart).First())
                .Where(wrapper =>
                    !found.TryGetValue(wrapper.Method.Name, out var known)
                    || !known.Any(other => SymbolEqualityComparer.Default.Equals(other.Method, wrapper.Method))
                )
                .OrderBy(wrapper => wrapper.Inner.Node.SyntaxTree.FilePath, StringComparer.Ordinal)
                .ThenBy(wrapper => wrapper.Inner.Node.SpanStart)
                .ToArray();
            names = added.Select(wrapper => wrapper.Method.Name).Distinct().ToArray();
            foreach (var group in added.GroupBy(wrapper => wrapper.Method.Name))
                found = found.SetItem(
                    group.Key,
                    found.TryGetValue(group.Key, out var known) ? known.AddRange(group) : group.ToImmutableArray()
                );
        }

        return found;
    }

    static bool PassesParameters(SyntaxNode call) =>
        call is InvocationExpressionSyntax { ArgumentList.Arguments.Count: > 1 }
        && Parameters(call) is { Count: > 1 } parameters
        && Names
            .Arguments(call)
            .Count(argument =>
                argument.Expression is IdentifierNameSyntax { Identifier.ValueText: var name }
                && parameters.Any(parameter => parameter.Identifier.ValueText == name)
            ) > 1;

    // Of the method or the local function around.
    static SeparatedSyntaxList<ParameterSyntax>? Parameters(SyntaxNode call) =>
        Names.Body(call) switch
        {
            LocalFunctionStatementSyntax function => function.ParameterList.Parameters,
            MethodDeclarationSyntax method => method.ParameterList.Parameters,
            _ => null,
        };

    CommitWrapper? Wrap(SyntaxNode call, IReadOnlyDictionary<string, ImmutableArray<CommitWrapper>> known)
    {
        if (
            _sources.Model(call.SyntaxTree) is not { } model
            || (Commit.Of(call, model) ?? Through(call, model, known, CancellationToken.None)) is not { } commit
        )
            return null;
        return
            Parameter(commit.SourcePath, model) is { } source
            && Parameter(commit.TargetPath, model) is { } target
            && !SymbolEqualityComparer.Default.Equals(source, target)
            && source.ContainingSymbol
                is IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } method
            ? new(method, source, target, commit)
            : null;
    }

    static IParameterSymbol? Parameter(PathExpression path, SemanticModel model) =>
        model.GetSymbolInfo(path.Syntax).Symbol as IParameterSymbol;
}

/// <param name="Method">The method.</param>
/// <param name="Source">The parameter that is the new file.</param>
/// <param name="Target">The parameter that is replaced.</param>
/// <param name="Inner">The rename within it.</param>
sealed record CommitWrapper(IMethodSymbol Method, IParameterSymbol Source, IParameterSymbol Target, Commit Inner);
