using AtomicWrites.Analyzers.Proofs;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>Why a write has no fix, found by trying.</summary>
sealed class FixRefusal
{
    readonly Proof _proof = new();
    readonly CancellationToken _cancellationToken;

    FixRefusal(CancellationToken cancellationToken) => _cancellationToken = cancellationToken;

    /// <summary>Null where it has one. Costs a compilation of the file for each way that is tried.</summary>
    public static string? Of(SyntaxNode write, SemanticModel model, CancellationToken cancellationToken)
    {
        if (model.Compilation.GetTypeByMetadataName(AtomicFileName.MetadataName) is null)
            return ProofClauses.Refusals[ProofClause.Runtime];
        IReadOnlyList<SyntaxNode> sites = WriterCall.Of(write, model, cancellationToken).Any()
            ? [write]
            : StatePathInference.Of(model.Compilation).WritesWithin(write, model);
        return sites.Count == 0
            ? ProofClauses.Refusals[ProofClause.Counterpart]
            : sites
                .Select(site => new FixRefusal(cancellationToken).Try(site, model.Compilation))
                .FirstOrDefault(refusal => refusal is not null);
    }

    string? Try(SyntaxNode site, Compilation compilation)
    {
        var mark = new SyntaxAnnotation();
        var root = site.SyntaxTree.GetRoot(_cancellationToken);
        root = root.ReplaceNode(site, site.WithAdditionalAnnotations(mark));
        var model = With(root, site.SyntaxTree, compilation);
        var before = CompilerReports.Of(model, _cancellationToken);
        return
            IsRewritten(model, mark, before)
            || Marked(model, mark) is { } marked
                && OwnershipTransfer.AsUsing(model.SyntaxTree.GetRoot(_cancellationToken), marked) is { } unfolded
                && IsRewritten(With(unfolded, model.SyntaxTree, model.Compilation), mark, before)
            ? null
            : _proof.Refusal ?? ProofClauses.Refusals[ProofClause.Counterpart];
    }

    bool IsRewritten(SemanticModel model, SyntaxAnnotation mark, Dictionary<string, int> before)
    {
        if (Marked(model, mark) is not { } site)
            return false;
        var root = (CompilationUnitSyntax)model.SyntaxTree.GetRoot(_cancellationToken);
        var candidates = new Candidates(dropsTail: false, ImportStyle.Default, _proof, _cancellationToken);
        foreach (var candidate in candidates.Of(root, site, model))
        {
            var after = CompilerReports.Of(With(candidate, model.SyntaxTree, model.Compilation), _cancellationToken);
            if (!_proof.Breaks(ProofClause.Compiles, !CompilerReports.AreNoWorse(after, before)))
                return true;
        }

        return false;
    }

    ExpressionSyntax? Marked(SemanticModel model, SyntaxAnnotation mark) =>
        model.SyntaxTree.GetRoot(_cancellationToken).GetAnnotatedNodes(mark).FirstOrDefault() as ExpressionSyntax;

    static SemanticModel With(SyntaxNode root, SyntaxTree tree, Compilation compilation)
    {
        var changed = tree.WithRootAndOptions(root, tree.Options);
#pragma warning disable RS1030 // Code that is not there yet has no model; only where an explanation is asked for.
        return compilation.ReplaceSyntaxTree(tree, changed).GetSemanticModel(changed);
#pragma warning restore RS1030
    }
}
