using System.Collections.Immutable;
using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Options;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>Finds the write that replaces a file which could not be read.</summary>
sealed class OverwritingSaves(StatePathInference inference, FileEffects effects, NothingReturned calls)
{
    const int MaxLayers = 2;
    static readonly Func<Save, bool> Any = static _ => true;
    static readonly Writer Deletes = new("System.IO.File", "Delete", "path", "KeepAside");

    readonly SourceIndex _sources = inference.Sources;
    readonly SavedBackups _backups = new(inference.Sources);
    readonly SavedContent _content = new(inference.Sources, effects);
    readonly Saves _saves = new(inference.Sources, effects);

    /// <summary>The one in the code that runs when the load has failed.</summary>
    public OverwritingSave? Within(
        SyntaxNode code,
        LoadSite site,
        StatePathOptions options,
        CancellationToken cancellationToken
    ) => First(_saves.In(code, site.Model, cancellationToken), site.Path, site.Body, site.Body, new(options, Any));

    /// <summary>A deletion by the code that runs then: what the file held is gone, whoever writes it.</summary>
    public OverwritingSave? ByDeletion(
        InvocationExpressionSyntax call,
        ExpressionSyntax file,
        LoadSite site,
        StatePathOptions options
    )
    {
        if (site.Model.GetOperation(file) is not { } path)
            return null;
        var member = WriteSite.MemberOf(site.Model.GetEnclosingSymbol(call.SpanStart));
        var judgement = inference.Judge(new WriteSite(call, Deletes, path, member), options);
        return judgement.Verdict == Verdict.State && !IsRebuilt(call, site.Path, site.Body, judgement)
            ? new(call, NameOf(call), judgement, IsDeletion: true)
            : null;
    }

    /// <summary>Whether some code appends to the file, and so goes on with what is in it.</summary>
    public bool Appends(SyntaxNode code, string path, SemanticModel model, CancellationToken cancellationToken) =>
        _saves.In(code, model, cancellationToken).Any(save => save.Path == path && save.Site.Writer.Appends);

    /// <summary>
    /// The one that comes later, where the program has the defaults by then, and does not ask whether the load failed.
    /// </summary>
    public OverwritingSave? After(
        LoadSite site,
        Outcome outcome,
        Handler handler,
        StatePathOptions options,
        CancellationToken cancellationToken
    )
    {
        if (outcome == Outcome.None)
            return null;
        var enclosing = site.Model.GetEnclosingSymbol(site.Read.SpanStart, cancellationToken);
        var guards = new SaveGuards(site, handler, effects, calls);
        var results =
            outcome == Outcome.Value && WriteSite.MemberOf(enclosing) is IMethodSymbol loads
                ? calls.CallsOf(loads)
                : ImmutableArray<SyntaxNode>.Empty;
        var sought = new Sought(options, save =>
            !guards.Ask(save) && (outcome != Outcome.Value || _content.IsOfResult(save, results))
        );
        var start = (SyntaxNode?)site.Attempt ?? site.Start;
        var behind = _saves
            .In(site.Body, site.Model, cancellationToken)
            .Where(save => save.Node.SpanStart > start.Span.End);
        if (outcome == Outcome.InMethod)
            behind = behind.Where(save => _content.IsOf(site.Read, save, site.Model));
        if (First(behind, site.Path, site.Body, site.Body, sought) is { } inMethod)
            return inMethod;
        if (outcome == Outcome.InMethod || enclosing is not { ContainingType: { } type })
            return null;
        var within = effects.Target(site.Read, site.Model, cancellationToken)?.DeclaringSyntaxReferences
            ?? ImmutableArray<SyntaxReference>.Empty;
        foreach (var path in Aliases(site.Path, site.Body, site.Model, cancellationToken))
            if (OfOthers(path, type, start, sought, within) is { } save)
                return save;
        return Saves.IsOpen(site.Path) && WriteSite.MemberOf(enclosing) is IMethodSymbol method
            ? OfCallers(site.Path, method, start, MaxLayers, sought, cancellationToken)
            : null;
    }

    // What the load does itself, within the method that it calls, comes before it fails.
    OverwritingSave? OfOthers(
        string path,
        INamedTypeSymbol type,
        SyntaxNode load,
        Sought sought,
        ImmutableArray<SyntaxReference> within = default
    )
    {
        bool IsLater(Save save) =>
            !load.Contains(save.Node)
            && !load.Contains(save.Site.Node)
            && (within.IsDefault || !within.Any(code => code.GetSyntax().Contains(save.Node)));

        for (var owner = type; owner is { DeclaringSyntaxReferences.IsEmpty: false }; owner = owner.BaseType)
            if (First(_saves.Of(owner).Where(IsLater), path, null, Names.Body(load), sought) is { } ofType)
                return ofType;
        return Saves.IsKnownEverywhere(path)
            ? First(_saves.To(path).Where(IsLater), path, null, Names.Body(load), sought)
            : null;
    }

    // A path that is passed: what the caller, or its type, saves to the same.
    OverwritingSave? OfCallers(
        string path,
        IMethodSymbol method,
        SyntaxNode start,
        int layers,
        Sought sought,
        CancellationToken cancellationToken
    )
    {
        if (layers == 0)
            return null;
        foreach (var call in calls.CallsOf(method))
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
            if (Names.Arguments(call).Any(argument => Handler.NamesCopy(argument.Expression)) || HasBackup(call, body))
                continue;
            var behind = _saves.In(body, model, cancellationToken).Where(save => save.Node.SpanStart > call.Span.End);
            var save = First(behind, passed, body, Names.Body(start), sought)
                ?? Aliases(passed, body, model, cancellationToken)
                    .Where(known => known != path)
                    .Select(known => OfOthers(known, type, start, sought))
                    .FirstOrDefault(found => found is not null)
                ?? (
                    Saves.IsOpen(passed) && WriteSite.MemberOf(caller) is IMethodSymbol outer
                        ? OfCallers(passed, outer, start, layers - 1, sought, cancellationToken)
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

    // What a constructor or an Open(path) is passed and keeps is the same file under the member's name.
    static IEnumerable<string> Aliases(
        string path,
        SyntaxNode body,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        yield return path;
        if (
            body is not BaseMethodDeclarationSyntax
            || model.GetDeclaredSymbol(body, cancellationToken) is not IMethodSymbol method
            || !Saves.IsOpen(path)
        )
            yield break;
        foreach (var assignment in body.DescendantNodes().OfType<AssignmentExpressionSyntax>())
            if (
                model.GetSymbolInfo(assignment.Right, cancellationToken).Symbol is IParameterSymbol parameter
                && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, method)
                && model.GetSymbolInfo(assignment.Left, cancellationToken).Symbol is { IsStatic: false } member
                && path.Contains(PathKey.Parameter(parameter))
            )
                yield return path.Replace(PathKey.Parameter(parameter), PathKey.This + "." + member.Name);
    }

    OverwritingSave? First(IEnumerable<Save> saves, string path, SyntaxNode? body, SyntaxNode load, Sought sought)
    {
        foreach (var save in saves)
        {
            if (
                save.Path != path
                || save.Site.Writer.Appends
                || save.Site.CreatesNew
                || (body is null && (FirstStart.Is(save.Node) || FirstStart.Is(save.Site.Node) || IsReset(save.Node)))
                || _sources.Model(save.Node.SyntaxTree) is not { } model
                || _content.IsOfAnotherLoad(save, load)
            )
                continue;
            var judgement = inference.Judge(save.Node, model, sought.Options, CancellationToken.None)?.Judgement
                ?? inference.Judge(save.Site, sought.Options);
            if (
                judgement.Verdict == Verdict.State
                && !IsRebuilt(save.Node, path, load, judgement)
                && !_backups.Has(save.Node, path, model)
                && sought.Loses(save)
            )
                return new(save.Node, NameOf(save, body), judgement);
        }

        return null;
    }

    // What the type fetches into the file it can fetch once more, whatever writes over it first.
    bool IsRebuilt(SyntaxNode save, string path, SyntaxNode load, Judgement judgement) =>
        RebuiltState.Is(save, load, judgement, _sources)
        || _sources.Model(save.SyntaxTree)?.GetEnclosingSymbol(save.SpanStart) is { ContainingType: { } type }
            && _saves
                .Of(type)
                .Any(other => other.Path == path && RebuiltState.IsFetched(Names.Body(other.Site.Node), _sources));

    // File.Delete, and of new FileInfo(path).Delete() the method.
    static string NameOf(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax }
            ? call.Expression.ToString()
            : Names.Called(call);

    // Reset() and RestoreDefaults() do what the user asks for.
    static bool IsReset(SyntaxNode save) =>
        NameVocabulary
            .Of(Names.Called(save))
            .Concat(NameVocabulary.Of(new PathRead(save).MemberName))
            .Any(word => word is "reset" or "restore");

    static string NameOf(Save save, SyntaxNode? body) =>
        body is null && new PathRead(save.Node).MemberName is { Length: > 0 } member ? member
        : save.Node == save.Site.Node ? save.Site.DisplayName
        : Names.Called(save.Node);

    /// <summary>Which writes are looked for.</summary>
    /// <param name="Options">What the project says of paths.</param>
    /// <param name="Loses">Whether a write to the file puts the defaults in the place of what was there.</param>
    readonly record struct Sought(StatePathOptions Options, Func<Save, bool> Loses);
}
