using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// Replaces calls by their drop-in twins, where only the name of the type changes: any number of them in one pass.
/// </summary>
static class TwinRewriter
{
    /// <summary>Null where there is none to replace.</summary>
    public static SyntaxNode? Rewrite(
        CompilationUnitSyntax root,
        IEnumerable<SyntaxNode> sites,
        SemanticModel model,
        IEnumerable<string> names,
        ImportStyle imports,
        CancellationToken cancellationToken
    )
    {
        var twins = new Dictionary<SyntaxNode, SyntaxNode>();
        var needsUsing = false;
        foreach (var call in sites.OfType<InvocationExpressionSyntax>())
        {
            if (WriterCall.Of(call, model, cancellationToken).FirstOrDefault().Writer is not { IsDropIn: true } writer)
                continue;
            foreach (var name in names)
            {
                if (!AtomicFileName.Binds(model, call, name, writer.Twin))
                    continue;
                needsUsing |= name == AtomicFileName.Simple && !AtomicFileName.IsInScope(model, call);
                twins.Add(call.Expression, AtomicFileName.Member(call.Expression, name, writer.Twin));
                break;
            }
        }

        if (twins.Count == 0)
            return null;
        var newRoot = root.ReplaceNodes(twins.Keys, (original, _) => twins[original]);
        return needsUsing ? UsingDirective.Add(newRoot, imports) : newRoot;
    }
}
