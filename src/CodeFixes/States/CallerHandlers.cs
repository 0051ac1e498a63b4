using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Updates;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// Handlers that are for what a load or a save throws, and would not see a <c>StateFileException</c>: of the
/// serializer, of a missing file, of a permission.
/// </summary>
static class CallerHandlers
{
    const int MaxLayers = 3;

    const CaughtKinds Loads = CaughtKinds.Corrupt | CaughtKinds.Missing | CaughtKinds.Denied;

    /// <summary>Whether one is around a call of the method that loads.</summary>
    public static bool OfLoad(SyntaxNode load, Compilation compilation, CancellationToken cancellationToken) =>
        Any(load, Loads, compilation, cancellationToken);

    /// <summary>
    /// Whether one is around what has a name that runs a load or a save, in code of other projects.
    /// </summary>
    public static bool AreAround(
        IEnumerable<SyntaxNode> sites,
        bool load,
        IReadOnlyCollection<SyntaxNode> roots,
        Compilation compilation,
        CancellationToken cancellationToken
    )
    {
        var names = sites.SelectMany(site => Chain(site, compilation, cancellationToken).OpenNames).ToArray();
        var isAsked = roots.Any(NamedExceptions.AreAskedFor);
        return roots
            .SelectMany(root => root.DescendantNodes().OfType<CatchClauseSyntax>())
            .Where(clause => IsBlind(clause, load ? Loads : CaughtKinds.Denied, isAsked, compilation))
            .SelectMany(clause => ((TryStatementSyntax)clause.Parent!).Block.DescendantNodes())
            .Any(node => node is SimpleNameSyntax name && names.Contains(name.Identifier.ValueText));
    }

    /// <summary>Whether one is around a save, or around a call of the method that saves.</summary>
    public static bool OfSave(SyntaxNode save, Compilation compilation, CancellationToken cancellationToken) =>
        save.Ancestors()
            .OfType<TryStatementSyntax>()
            .Where(attempt => attempt.Block.Span.Contains(save.Span))
            .SelectMany(attempt => attempt.Catches)
            .Any(clause => IsBlind(clause, CaughtKinds.Denied, isAsked: false, compilation))
        || Any(save, CaughtKinds.Denied, compilation, cancellationToken);

    static bool Any(SyntaxNode site, CaughtKinds kinds, Compilation compilation, CancellationToken cancellationToken)
    {
        var roots = compilation
            .SyntaxTrees.Where(tree => NamedExceptions.MayBeIn(tree, cancellationToken))
            .Select(tree => tree.GetRoot(cancellationToken))
            .ToArray();
        if (roots.Length == 0)
            return false;
        // Who asks may be told by any handler.
        var isAsked = roots.Any(NamedExceptions.AreAskedFor);
        if (isAsked)
            roots = [.. compilation.SyntaxTrees.Select(tree => tree.GetRoot(cancellationToken))];
        var callers = Chain(site, compilation, cancellationToken);
        var blocks = roots
            .SelectMany(root => root.DescendantNodes().OfType<CatchClauseSyntax>())
            .Where(clause => !Contains(clause, site) && IsBlind(clause, kinds, isAsked, compilation))
            .Select(clause => ((TryStatementSyntax)clause.Parent!).Block)
            .Where(block => !Contains(block, site))
            .ToArray();
        return blocks.Any(block => block.DescendantNodes().Any(callers.Has))
            || (
                roots.Any(NamedExceptions.AreTypeArguments)
                || blocks.Any(block => DeferredWork.IsRunIn(block, compilation, cancellationToken))
            ) && callers.AreDeferred();
    }

    static CallerChain Chain(SyntaxNode site, Compilation compilation, CancellationToken cancellationToken)
    {
        var callers = new CallerChain(compilation, cancellationToken);
        callers.Add(Names.Body(site));
        for (var layer = 1; layer < MaxLayers; layer++)
            callers.AddCallers();
        return callers;
    }

    static bool Contains(SyntaxNode code, SyntaxNode site) =>
        code.SyntaxTree == site.SyntaxTree && code.Span.Contains(site.Span);

    // IOException is what a StateFileException is, here or beside it with the same code.
    static bool IsBlind(CatchClauseSyntax clause, CaughtKinds kinds, bool isAsked, Compilation compilation) =>
        (isAsked || NamedExceptions.AreIn(clause)) && AskedException.In(clause, UpdateSequences.Of(compilation).Sources)
        || clause.Filter is { FilterExpression: var filter }
            && CaughtKind.Of(clause) is null
            && (
                NamedExceptions.AreIn(filter)
                || isAsked && AskedException.InFilter(clause, UpdateSequences.Of(compilation).Sources)
            )
        || IsOpen(clause, isAsked)
        || CaughtKind.Of(clause) is { } caught
            && (caught & kinds) != 0
            && !((TryStatementSyntax)clause.Parent!)
                .Catches.Where(other => other == clause || SyntaxFactory.AreEquivalent(other.Block, clause.Block))
                .Any(SeesStateFile);

    // Of a task: catch (AggregateException failure) { failure.Handle(one => one is JsonException); }
    // By a type parameter: catch (TException)
    static bool IsOpen(CatchClauseSyntax clause, bool isAsked) =>
        clause.Declaration is { Type: var type }
        && (
            Names.Simple(type) is var name && name == "AggregateException" && (isAsked || NamedExceptions.AreIn(clause))
            || clause
                .Ancestors()
                .Select(node =>
                    node switch
                    {
                        MethodDeclarationSyntax method => method.TypeParameterList,
                        TypeDeclarationSyntax declared => declared.TypeParameterList,
                        LocalFunctionStatementSyntax function => function.TypeParameterList,
                        _ => null,
                    }
                )
                .Any(list => list?.Parameters.Any(open => open.Identifier.ValueText == name) == true)
        );

    static bool SeesStateFile(CatchClauseSyntax clause) =>
        CaughtKind.Of(clause) is { } caught && (caught & (CaughtKinds.All | CaughtKinds.Unreadable)) != 0;
}
