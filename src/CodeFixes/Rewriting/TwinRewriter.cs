using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Rewriting;

/// <summary>Replaces calls by their drop-in twins, where only the name of the type changes: all of a document in one pass.</summary>
static class TwinRewriter
{
    public static async Task<Document> RewriteAsync(Document document, IEnumerable<SyntaxAnnotation> marks, CancellationToken cancellationToken)
    {
        var root = (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        var model = (await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false))!;
        var twins = new Dictionary<SyntaxNode, SyntaxNode>();
        var needsUsing = false;
        foreach (var call in marks.SelectMany(root.GetAnnotatedNodes).OfType<InvocationExpressionSyntax>())
        {
            if (WriterCall.Of(call, model, cancellationToken).FirstOrDefault().Writer is not { IsDropIn: true } writer)
                continue;
            foreach (var name in new[] { AtomicFileName.Simple, AtomicFileName.Qualified })
            {
                if (!AtomicFileName.Binds(model, call, name, writer.Twin))
                    continue;
                needsUsing |= name == AtomicFileName.Simple && !AtomicFileName.IsInScope(model, call);
                twins.Add(call.Expression, AtomicFileName.Member(call.Expression, name, writer.Twin));
                break;
            }
        }

        if (twins.Count == 0)
            return document;
        var newRoot = root.ReplaceNodes(twins.Keys, (original, _) => twins[original]);
        return document.WithSyntaxRoot(needsUsing ? UsingDirective.Add((CompilationUnitSyntax)newRoot) : newRoot);
    }
}
