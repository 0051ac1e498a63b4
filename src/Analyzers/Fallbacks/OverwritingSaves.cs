using System.Collections.Concurrent;
using System.Collections.Immutable;
using AtomicWrites.Analyzers.Options;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using AtomicWrites.Analyzers.Updates;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>Finds the write that replaces a file which could not be read.</summary>
sealed class OverwritingSaves(StatePathInference inference, FileEffects effects)
{
    const int MaxLayers = 2;

    readonly record struct Save(SyntaxNode Node, string Path, WriteSite Site);

    readonly SourceIndex _sources = inference.Sources;
    readonly SavedBackups _backups = new(inference.Sources);
    readonly NothingReturned _calls = new(inference.Sources);
    readonly ConcurrentDictionary<INamedTypeSymbol, ImmutableArray<Save>> _ofTypes = new(
        SymbolEqualityComparer.Default
    );
    readonly Lazy<ILookup<string, Save>> _all = new(() => All(inference.Sources, effects));

    /// <summary>The one in the code that runs when the load has failed.</summary>
    public OverwritingSave? Within(
        SyntaxNode code,
        LoadSite site,
        StatePathOptions options,
        CancellationToken cancellationToken
    ) => First(In(code, site.Model, cancellationToken), site.Path, site.Body, site.Body, options);

    /// <summary>The one that comes later, where the program has the defaults by then.</summary>
    public OverwritingSave? After(
        LoadSite site,
        Outcome outcome,
        StatePathOptions options,
        CancellationToken cancellationToken
    )
    {
        var start = (SyntaxNode?)site.Attempt ?? site.Start;
        var behind = In(site.Body, site.Model, cancellationToken).Where(save => save.Node.SpanStart > start.Span.End);
        if (First(behind, site.Path, site.Body, site.Body, options) is { } inMethod)
            return inMethod;
        if (
            outcome != Outcome.Kept
            || site.Model.GetEnclosingSymbol(site.Read.SpanStart, cancellationToken)
                is not { ContainingType: { } type } enclosing
        )
            return null;
        foreach (var path in Aliases(site, cancellationToken))
            if (OfOthers(path, type, start, options) is { } save)
                return save;
        return IsOpen(site.Path) && WriteSite.MemberOf(enclosing) is IMethodSymbol method
            ? OfCallers(site.Path, method, start, MaxLayers, options, cancellationToken)
            : null;
    }

    OverwritingSave? OfOthers(string path, INamedTypeSymbol type, SyntaxNode load, StatePathOptions options)
    {
        for (var owner = type; owner is { DeclaringSyntaxReferences.IsEmpty: false }; owner = owner.BaseType)
            if (
                First(
                    Of(owner).Where(save => !load.Span.Contains(save.Node.Span)),
                    path,
                    null,
                    Names.Body(load),
                    options
                ) is
                { } ofType
            )
                return ofType;
        return IsKnownEverywhere(path)
            ? First(
                _all.Value[path].Where(save => !load.Span.Contains(save.Node.Span)),
                path,
                null,
                Names.Body(load),
                options
            )
            : null;
    }

    // A path that is passed: what the caller, or its type, saves to the same.
    OverwritingSave? OfCallers(
        string path,
        IMethodSymbol method,
        SyntaxNode start,
        int layers,
        StatePathOptions options,
        CancellationToken cancellationToken
    )
    {
        if (layers == 0)
            return null;
        foreach (var call in _calls.CallsOf(method))
        {
            if (
                _sources.Model(call.SyntaxTree) is not { } model
                || model.GetEnclosingSymbol(call.SpanStart, cancellationToken)
                    is not { ContainingType: { } type } caller
            )
                continue;
            if (effects.AtCall(call, method, path, model, cancellationToken) is not { } passed)
                continue;
            var body = Names.Body(call);
            if (HasBackup(call, body))
                continue;
            var behind = In(body, model, cancellationToken).Where(save => save.Node.SpanStart > call.Span.End);
            var save = First(behind, passed, body, Names.Body(start), options)
                ?? (passed == path ? null : OfOthers(passed, type, start, options))
                ?? (
                    IsOpen(passed) && WriteSite.MemberOf(caller) is IMethodSymbol outer
                        ? OfCallers(passed, outer, start, layers - 1, options, cancellationToken)
                        : null
                );
            if (save is not null)
                return save;
        }

        return null;
    }

    // Load(path) and, where that has nothing, Load(backupPath).
    static bool HasBackup(SyntaxNode call, SyntaxNode body) =>
        Names
            .Within(body)
            .OfType<InvocationExpressionSyntax>()
            .Any(other =>
                other != call && Names.Called(other) == Names.Called(call) && Handler.NamesCopy(other.ArgumentList)
            );

    // What a constructor is passed and keeps is the same file under the member's name.
    static IEnumerable<string> Aliases(LoadSite site, CancellationToken cancellationToken)
    {
        yield return site.Path;
        if (
            site.Body is not ConstructorDeclarationSyntax constructor
            || site.Model.GetDeclaredSymbol(constructor, cancellationToken) is not { } method
        )
            yield break;
        foreach (var assignment in constructor.DescendantNodes().OfType<AssignmentExpressionSyntax>())
            if (
                site.Model.GetSymbolInfo(assignment.Right, cancellationToken).Symbol is IParameterSymbol parameter
                && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, method)
                && site.Model.GetSymbolInfo(assignment.Left, cancellationToken).Symbol is { IsStatic: false } member
                && site.Path.Contains(PathKey.Parameter(parameter))
            )
                yield return site.Path.Replace(PathKey.Parameter(parameter), PathKey.This + "." + member.Name);
    }

    OverwritingSave? First(
        IEnumerable<Save> saves,
        string path,
        SyntaxNode? body,
        SyntaxNode load,
        StatePathOptions options
    )
    {
        foreach (var save in saves)
        {
            if (
                save.Path != path
                || save.Site.Writer.Appends
                || save.Site.CreatesNew
                || (body is null && FirstStart.Is(save.Node))
                || _sources.Model(save.Node.SyntaxTree) is not { } model
            )
                continue;
            var judgement = inference.Judge(save.Node, model, options, CancellationToken.None)?.Judgement
                ?? inference.Judge(save.Site, options);
            if (
                judgement.Verdict == Verdict.State
                && !RebuiltState.Is(save.Node, load, judgement)
                && !_backups.Has(save.Node, path, model)
            )
                return new(save.Node, NameOf(save, body), judgement);
        }

        return null;
    }

    static string NameOf(Save save, SyntaxNode? body) =>
        body is null && new PathRead(save.Node).MemberName is { Length: > 0 } member ? member
        : save.Node == save.Site.Node ? save.Site.DisplayName
        : Names.Called(save.Node);

    ImmutableArray<Save> Of(INamedTypeSymbol type) =>
        _ofTypes.GetOrAdd(type.OriginalDefinition, key =>
            key.DeclaringSyntaxReferences.SelectMany(reference =>
                    _sources.Model(reference.SyntaxTree) is { } model
                        ? In(reference.GetSyntax(), model, CancellationToken.None)
                        : []
                )
                .OrderBy(save => save.Node == save.Site.Node ? 0 : 1)
                .ToImmutableArray()
        );

    IEnumerable<Save> In(SyntaxNode code, SemanticModel model, CancellationToken cancellationToken) =>
        code.DescendantNodesAndSelf()
            .Where(effects.MayWrite)
            .SelectMany(node =>
                effects
                    .Of(node, model, cancellationToken)
                    .Where(effect => effect.IsWrite)
                    .Select(effect => new Save(node, effect.Path, effect.Site!))
            );

    // Of the whole program what writes itself, and the calls of what writes to the path that it is passed.
    static ILookup<string, Save> All(SourceIndex sources, FileEffects effects)
    {
        var own = WriterTable.Names.Union(WriterTable.ReplacerNames).SelectMany(Called).ToArray();
        return own.Where(save => IsOfParameter(save.Path))
            .Select(save => new PathRead(save.Node).MemberName)
            .Where(name => name.Length > 0)
            .Distinct()
            .SelectMany(Called)
            .Concat(own)
            .Where(save => IsKnownEverywhere(save.Path))
            .ToLookup(save => save.Path);

        IEnumerable<Save> Called(string name) =>
            sources
                .Calls(name)
                .Where(node => sources.Model(node.SyntaxTree) is not null)
                .SelectMany(node =>
                    effects
                        .Of(node, sources.Model(node.SyntaxTree)!)
                        .Where(effect => effect.IsWrite)
                        .Select(effect => new Save(node, effect.Path, effect.Site!))
                );
    }

    static bool IsOfParameter(string path) => path.Length > 2 && path[0] == '‹' && path != PathKey.This;

    // A caller, or the owner of the object, says which file it is.
    static bool IsOpen(string path) => path.IndexOf('‹') >= 0;

    // Nothing in it is open for a caller or an object to fill in, nor a variable of one method.
    static bool IsKnownEverywhere(string path) => path.IndexOf('‹') < 0 && path.IndexOf('~') < 0;
}
