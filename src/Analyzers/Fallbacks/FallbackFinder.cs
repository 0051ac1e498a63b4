using System.Runtime.CompilerServices;
using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Options;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>Finds where state that cannot be read becomes defaults that a later save writes over it.</summary>
sealed class FallbackFinder
{
    const int MaxReads = 8;

    // Characters. A longer body is generated, or does so much that no failure in it is that of one load.
    const int MaxBody = 50_000;

    static readonly ConditionalWeakTable<Compilation, FallbackFinder> Cache = new();

    readonly SourceIndex _sources;
    readonly FileEffects _effects;
    readonly LoadedPaths _loads;
    readonly OverwritingSaves _saves;
    readonly NothingReturned _nothing;
    readonly NullOfNothing _deserializers;

    FallbackFinder(Compilation compilation)
    {
        var inference = StatePathInference.Of(compilation);
        _sources = inference.Sources;
        _effects = FileEffects.Of(_sources);
        _loads = new(_effects);
        _nothing = new(_sources, _effects);
        _deserializers = new(_sources);
        _saves = new(inference, _effects, _nothing);
    }

    public static FallbackFinder Of(Compilation compilation) => Cache.GetValue(compilation, static key => new(key));

    /// <summary>The one at a <c>catch</c> or <c>finally</c> clause, a <c>??</c> or an <c>if</c>; null where there is none.</summary>
    public Fallback? At(
        SyntaxNode node,
        SemanticModel model,
        StatePathOptions options,
        CancellationToken cancellationToken
    ) =>
        node switch
        {
            CatchClauseSyntax { Parent: TryStatementSyntax attempt } clause => AtCatch(
                clause,
                attempt,
                model,
                options,
                cancellationToken
            ),
            FinallyClauseSyntax { Parent: TryStatementSyntax attempt } last => AtFinally(
                last,
                attempt,
                model,
                options,
                cancellationToken
            ),
            BinaryExpressionSyntax or IfStatementSyntax or ConditionalExpressionSyntax => AtDroppedContent(
                node,
                model,
                options,
                cancellationToken
            ),
            _ => null,
        };

    Fallback? AtCatch(
        CatchClauseSyntax clause,
        TryStatementSyntax attempt,
        SemanticModel model,
        StatePathOptions options,
        CancellationToken cancellationToken
    )
    {
        if (!CaughtFailures.HaveUnreadable(clause, _effects, model) || Names.Body(clause).Span.Length > MaxBody)
            return null;
        var reads = ReadsOf(attempt, model, cancellationToken);
        if (reads.Length == 0)
            return null;
        var handler = new Handler(clause.Block, model, _effects, IsLoaded, cancellationToken);
        var deletes = handler.Calls.Where(call => Names.Called(call).StartsWith("Delete", StringComparison.Ordinal));
        var startsAnew = handler.StartsAnew;
        if (!startsAnew && !handler.StartsAnewOnOneWay && (!deletes.Any() || handler.KeepsOrAsks))
            return null;
        foreach (var read in reads)
        foreach (var path in _loads.PathsOf(read, model, cancellationToken))
        {
            var site = new LoadSite(read, path, attempt, clause.Block, model);
            if (
                IsOfCopy(read)
                || handler.ChangesPath(path)
                || handler.ReadsAnotherWay(path)
                || _saves.Appends(clause.Block, path, model, cancellationToken)
                || IsKeptBefore(attempt, handler, path, model)
            )
                continue;
            var deletion = deletes.FirstOrDefault(call => IsOf(call, path, model));
            if (deletion is null && !startsAnew && !handler.StartsAnewOnOneWay)
                continue;
            if (
                _saves.Within(clause.Block, site, options, cancellationToken) is { } inside
                && (startsAnew || deletion is not null || IsForUnreadable(inside.Node, clause))
            )
                return Found(inside);
            if (deletion is null && !startsAnew)
            {
                if (OnOneWay(clause, site, options, cancellationToken) is (var way, var later))
                    return Found(later) with { Start = way };
                continue;
            }

            var load = new FailedLoad(site, _effects, cancellationToken);
            var result =
                deletion is not null ? Outcome.Kept
                : IsKeptBehind(load, handler, path, model) ? Outcome.None
                : Outcomes.Of(load, site, handler, _nothing);
            if (_saves.After(site, result, handler, options, cancellationToken) is { } save)
                return Found(save);
            if (deletion is not null && _saves.ByDeletion(deletion, FileOf(deletion)!, site, options) is { } deleted)
                return Found(deleted);

            Fallback Found(OverwritingSave save) => new(clause, clause.Block, HeaderOf(clause), read, path, save);
        }

        return null;

        bool IsLoaded(ExpressionSyntax file) => IsOneOf(file, reads, model, cancellationToken);
    }

    // if (e is JsonException) return new(); throw;
    (SyntaxNode Way, OverwritingSave Save)? OnOneWay(
        CatchClauseSyntax clause,
        LoadSite site,
        StatePathOptions options,
        CancellationToken cancellationToken
    )
    {
        foreach (var way in OneWay.In(clause.Block))
        {
            var one = site with { Start = way };
            var handler = new Handler(
                way,
                site.Model,
                _effects,
                file => PathKey.Of(site.Model.GetOperation(file, cancellationToken), _sources) == site.Path,
                cancellationToken
            );
            if (
                handler.StartsAnew
                && OneWay.Ends(way, clause.Block, handler.RunsOn)
                && new FailedLoad(one, _effects, cancellationToken) is var load
                && (
                    way is ExpressionSyntax
                        ? Outcomes.OfStart(load, one, way.Parent!.Parent!, null, handler, _nothing)
                        : Outcomes.Of(load, one, handler, _nothing)
                )
                    is var result
                && _saves.After(site, result, handler, options, cancellationToken) is { } save
            )
                return (way, save);
        }

        return null;
    }

    // try { … } finally { _settings ??= new(); }: the load fails, and the program has the defaults all the same.
    Fallback? AtFinally(
        FinallyClauseSyntax last,
        TryStatementSyntax attempt,
        SemanticModel model,
        StatePathOptions options,
        CancellationToken cancellationToken
    )
    {
        if (
            !LastingDefaults.In(attempt).Any()
            || attempt.Catches.Any(clause => CaughtFailures.HaveUnreadable(clause, _effects, model))
            || Names.Body(last).Span.Length > MaxBody
        )
            return null;
        var reads = ReadsOf(attempt, model, cancellationToken);
        var handler = new Handler(last.Block, model, _effects, IsLoaded, cancellationToken);
        foreach (var read in reads)
        foreach (var path in _loads.PathsOf(read, model, cancellationToken))
        {
            var site = new LoadSite(read, path, attempt, last.Block, model);
            if (
                handler.StartsAnew
                && !IsOfCopy(read)
                && !IsKeptBefore(attempt, handler, path, model)
                && new FailedLoad(site, _effects, cancellationToken) is { IsInMember: true, IsHandledWithin: false }
                && _saves.After(site, Outcome.Kept, handler, options, cancellationToken) is { } save
                && Names.Body(save.Node) != site.Body
            )
                return new(last, last.Block, last.FinallyKeyword.GetLocation(), read, path, save);
        }

        return null;

        bool IsLoaded(ExpressionSyntax file) => IsOneOf(file, reads, model, cancellationToken);
    }

    SyntaxNode[] ReadsOf(TryStatementSyntax attempt, SemanticModel model, CancellationToken cancellationToken) =>
        [
            .. Loads
                .In(attempt.Block, _effects, model)
                .Where(read => attempt.Block.Span.Contains(read.Span) || !Loads.IsDone(read, model, cancellationToken))
                .Take(MaxReads),
        ];

    Fallback? AtDroppedContent(
        SyntaxNode node,
        SemanticModel model,
        StatePathOptions options,
        CancellationToken cancellationToken
    )
    {
        var found = EmptyContent.At(node, _deserializers, model, cancellationToken)
            ?? NewerContent.At(node, model, cancellationToken);
        return (found is null ? null : AtDroppedContent(node, found, model, options, cancellationToken))
            ?? (
                new TriedContent(_effects, model, cancellationToken).At(node) is { } tried
                    ? AtDroppedContent(node, tried, model, options, cancellationToken)
                    : null
            );
    }

    Fallback? AtDroppedContent(
        SyntaxNode node,
        DroppedContent dropped,
        SemanticModel model,
        StatePathOptions options,
        CancellationToken cancellationToken
    )
    {
        var reads = ReadsOf(dropped, model, cancellationToken).Take(MaxReads).ToArray();
        var handler = new Handler(dropped.Start, model, _effects, IsLoaded, cancellationToken);
        if (reads.Length == 0 || !handler.StartsAnew)
            return null;
        foreach (var read in reads)
        foreach (var path in _loads.PathsOf(read, model, cancellationToken))
        {
            // The handler around is reported, of the same load; or keeps what cannot be read, and here there is nothing
            // to keep.
            if (
                node.Ancestors()
                    .OfType<TryStatementSyntax>()
                    .Where(attempt => attempt.Block.Span.Contains(node.Span))
                    .SelectMany(attempt => attempt.Catches)
                    .Any(clause =>
                        new Handler(clause.Block, model, _effects, IsLoaded, cancellationToken).KeepsOrAsks
                        || At(clause, model, options, cancellationToken)?.Path == path
                    )
            )
                return null;
            if (IsOfCopy(read))
                continue;
            var site = new LoadSite(read, path, null, dropped.Start, model);
            var save = _saves.Within(dropped.Start, site, options, cancellationToken)
                ?? _saves.After(
                    site,
                    Outcomes.OfStart(
                        new(site, _effects, cancellationToken),
                        site,
                        node,
                        dropped.Filled,
                        handler,
                        _nothing
                    ),
                    handler,
                    options,
                    cancellationToken
                );
            if (save is not null)
                return new(node, dropped.Start, dropped.Location, read, path, save, dropped.IsNotUnderstood);
        }

        return null;

        bool IsLoaded(ExpressionSyntax file) => IsOneOf(file, reads, model, cancellationToken);
    }

    // Where only the length is asked, the reads of the same file.
    IEnumerable<SyntaxNode> ReadsOf(DroppedContent dropped, SemanticModel model, CancellationToken cancellationToken) =>
        dropped.File is not { } file ? Loads.In(dropped.Content, _effects, model).Where(dropped.IsReadBy)
        : PathKey.Of(model.GetOperation(file, cancellationToken), _sources) is { } path
            ? Loads
                .In(Names.Body(file), _effects, model)
                .Where(read => _loads.PathsOf(read, model, cancellationToken).Contains(path))
        : [];

    bool IsOneOf(ExpressionSyntax file, SyntaxNode[] reads, SemanticModel model, CancellationToken cancellationToken) =>
        PathKey.Of(model.GetOperation(file, cancellationToken), _sources) is { } key
        && reads.Any(read => _loads.PathsOf(read, model, cancellationToken).Contains(key));

    // if (e is JsonException) Save(new()); else throw;
    static bool IsForUnreadable(SyntaxNode save, CatchClauseSyntax clause) =>
        save.Ancestors().TakeWhile(node => node != clause.Block).OfType<IfStatementSyntax>().ToArray() is var branches
        && branches.Length > 0
        && branches.All(branch =>
            branch.Statement.Span.Contains(save.Span) && CaughtFailures.AreUnreadable(branch.Condition)
        );

    // File.ReadAllText(path + ".bak")
    static bool IsOfCopy(SyntaxNode read) =>
        Names.Arguments(read).Any(argument => Handler.NamesCopy(argument.Expression));

    // File.Copy(path, path + ".bak", true); try { … }
    bool IsKeptBefore(TryStatementSyntax attempt, Handler handler, string path, SemanticModel model) =>
        Names
            .Within(Names.Body(attempt))
            .OfType<InvocationExpressionSyntax>()
            .Any(call =>
                call.Span.End < attempt.Block.Statements.FirstOrDefault()?.SpanStart
                && handler.Keeps(call)
                && (!KeptAside.Is(call) || KeptAside.IsBefore(call, attempt))
                && Names.Arguments(call).Count > 0
                && IsOf(call, path, model)
            );

    // for (…) try { … } catch { } AtomicFile.KeepAside(path);
    bool IsKeptBehind(FailedLoad load, Handler handler, string path, SemanticModel model) =>
        handler.RunsOn
        && load.Behind.Any(statement =>
            statement is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call }
            && handler.Keeps(call)
            && IsOf(call, path, model)
        );

    bool IsOf(InvocationExpressionSyntax call, string path, SemanticModel model) =>
        FileOf(call) is { } file && PathKey.Of(model.GetOperation(file), _sources) == path;

    // File.Delete(path), file.Delete()
    static ExpressionSyntax? FileOf(InvocationExpressionSyntax call) =>
        Names.Arguments(call).FirstOrDefault()?.Expression
        ?? (call.Expression as MemberAccessExpressionSyntax)?.Expression;

    static Location HeaderOf(CatchClauseSyntax clause) =>
        Location.Create(
            clause.SyntaxTree,
            TextSpan.FromBounds(
                clause.SpanStart,
                ((SyntaxNode?)clause.Filter ?? clause.Declaration)?.Span.End ?? clause.CatchKeyword.Span.End
            )
        );
}
