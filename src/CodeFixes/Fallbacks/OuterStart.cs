using AtomicWrites.Analyzers.Fallbacks;
using AtomicWrites.Analyzers.Options;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.CodeFixes.States;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.CodeFixes.Fallbacks;

/// <summary>
/// Whether the program starts anew further out where a load fails: around it, or around what calls its method. The
/// program is asked as it would be with that failure.
/// </summary>
static class OuterStart
{
    const int MaxLayers = 3;

    /// <summary>The same where it is the handler that fails, by what is put into it.</summary>
    public static bool Follows(
        Fallback found,
        Document document,
        SemanticModel model,
        CancellationToken cancellationToken
    ) =>
        found.Place is CatchClauseSyntax { Block.OpenBraceToken: var open }
        && Follows(found, new TextChange(new(open.Span.End, 0), " throw; "), document, model, cancellationToken);

    /// <param name="found">Where it starts anew now.</param>
    /// <param name="failure">What makes that fail.</param>
    /// <param name="document">That it stands in.</param>
    /// <param name="model">Of that.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static bool Follows(
        Fallback found,
        TextChange failure,
        Document document,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        var tree = model.SyntaxTree;
        var outer = Outer(found.Place, model.Compilation, cancellationToken).ToArray();
        if (outer.Length == 0)
            return false;
        var failing = tree.WithChangedText(tree.GetText(cancellationToken).WithChanges(failure));
        var compilation = model.Compilation.ReplaceSyntaxTree(tree, failing);
        var finder = FallbackFinder.Of(compilation);
        var options = StatePathOptions.Of(document.Project.AnalyzerOptions, tree);
        return outer.Any(around =>
        {
            var of = around.SyntaxTree == tree ? failing : around.SyntaxTree;
            var same = Clauses(of, cancellationToken)
                .ElementAt(Clauses(around.SyntaxTree, cancellationToken).TakeWhile(other => other != around).Count());
            return finder.At(same, compilation.GetSemanticModel(of), options, cancellationToken) is not null;
        });
    }

    static IEnumerable<CatchClauseSyntax> Outer(
        SyntaxNode place,
        Compilation compilation,
        CancellationToken cancellationToken
    )
    {
        var callers = new CallerChain(compilation, cancellationToken);
        callers.Add(Names.Body(place));
        for (var layer = 1; layer < MaxLayers; layer++)
            callers.AddCallers();
        return compilation
            .SyntaxTrees.SelectMany(tree => Clauses(tree, cancellationToken))
            .Where(other =>
                ((TryStatementSyntax)other.Parent!).Block is var attempted
                && (
                    attempted.Contains(place)
                    || !other.Parent.Contains(place) && attempted.DescendantNodes().Any(callers.Has)
                )
            );
    }

    static IEnumerable<CatchClauseSyntax> Clauses(SyntaxTree tree, CancellationToken cancellationToken) =>
        tree.GetRoot(cancellationToken).DescendantNodes().OfType<CatchClauseSyntax>();
}
