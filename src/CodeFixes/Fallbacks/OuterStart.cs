using AtomicWrites.Analyzers.Fallbacks;
using AtomicWrites.Analyzers.Options;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.CodeFixes.States;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.CodeFixes.Fallbacks;

/// <summary>
/// Whether the program starts anew further out where a handler fails: around it, or around what calls its method. The
/// program is asked as it would be with a <c>throw</c> in that handler.
/// </summary>
static class OuterStart
{
    const int MaxLayers = 3;

    public static bool Follows(
        Fallback found,
        Document document,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        if (found.Place is not CatchClauseSyntax { Block: var handler } clause)
            return false;
        var tree = model.SyntaxTree;
        var outer = Outer(clause, model.Compilation, cancellationToken).ToArray();
        if (outer.Length == 0)
            return false;
        var text = tree.GetText(cancellationToken);
        var failing = tree.WithChangedText(
            text.WithChanges(new TextChange(new(handler.OpenBraceToken.Span.End, 0), " throw; "))
        );
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
        CatchClauseSyntax clause,
        Compilation compilation,
        CancellationToken cancellationToken
    )
    {
        var callers = new CallerChain(compilation, cancellationToken);
        callers.Add(Names.Body(clause));
        for (var layer = 1; layer < MaxLayers; layer++)
            callers.AddCallers();
        return compilation
            .SyntaxTrees.SelectMany(tree => Clauses(tree, cancellationToken))
            .Where(other =>
                ((TryStatementSyntax)other.Parent!).Block is var attempted
                && (
                    attempted.Contains(clause)
                    || !other.Parent.Contains(clause) && attempted.DescendantNodes().Any(callers.Has)
                )
            );
    }

    static IEnumerable<CatchClauseSyntax> Clauses(SyntaxTree tree, CancellationToken cancellationToken) =>
        tree.GetRoot(cancellationToken).DescendantNodes().OfType<CatchClauseSyntax>();
}
