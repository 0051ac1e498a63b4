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

    static readonly string[] Exceptions =
    [
        "JsonException",
        "JsonReaderException",
        "JsonSerializationException",
        "FileNotFoundException",
        "DirectoryNotFoundException",
        "UnauthorizedAccessException",
        "SecurityException",
    ];

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
        var isAsked = roots.Any(Asks);
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
            .SyntaxTrees.Where(tree => Exceptions.Any(tree.GetText(cancellationToken).ToString().Contains))
            .Select(tree => tree.GetRoot(cancellationToken))
            .ToArray();
        if (roots.Length == 0)
            return false;
        // Who asks may be told by any handler.
        var isAsked = roots.Any(Asks);
        if (isAsked)
            roots = [.. compilation.SyntaxTrees.Select(tree => tree.GetRoot(cancellationToken))];
        var callers = Chain(site, compilation, cancellationToken);
        return roots
            .SelectMany(root => root.DescendantNodes().OfType<CatchClauseSyntax>())
            .Where(clause => !Contains(clause, site) && IsBlind(clause, kinds, isAsked, compilation))
            .Select(clause => ((TryStatementSyntax)clause.Parent!).Block)
            .Where(block => !Contains(block, site))
            .Any(block => block.DescendantNodes().Any(callers.Has));
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
        (isAsked || NamesOne(clause)) && AskedException.In(clause, UpdateSequences.Of(compilation).Sources)
        || CaughtKind.Of(clause) is { } caught
            && (caught & kinds) != 0
            && !((TryStatementSyntax)clause.Parent!)
                .Catches.Where(other => other == clause || SyntaxFactory.AreEquivalent(other.Block, clause.Block))
                .Any(SeesStateFile);

    static bool NamesOne(SyntaxNode code) =>
        code.DescendantNodesAndSelf()
            .OfType<SimpleNameSyntax>()
            .Any(name => Exceptions.Contains(name.Identifier.ValueText));

    // failure is JsonException, case JsonException: what a handler is for says it in another way.
    static bool Asks(SyntaxNode root) =>
        root.DescendantNodes(node => node is not (CatchDeclarationSyntax or CatchFilterClauseSyntax))
            .Any(node =>
                node switch
                {
                    PatternSyntax => NamesOne(node),
                    BinaryExpressionSyntax
                    {
                        RawKind: (int)SyntaxKind.IsExpression or (int)SyntaxKind.AsExpression,
                        Right: var type
                    } => NamesOne(type),
                    CastExpressionSyntax { Type: var type } => NamesOne(type),
                    TypeOfExpressionSyntax { Type: var type } => NamesOne(type),
                    _ => false,
                }
            );

    static bool SeesStateFile(CatchClauseSyntax clause) =>
        CaughtKind.Of(clause) is { } caught && (caught & (CaughtKinds.All | CaughtKinds.Unreadable)) != 0;
}
