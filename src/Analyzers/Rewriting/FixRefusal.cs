using AtomicWrites.Analyzers.Proofs;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>Why a write has no fix, found by trying.</summary>
sealed class FixRefusal
{
    readonly Proof _proof = new();
    readonly bool _isAside;
    readonly CancellationToken _cancellationToken;

    FixRefusal(bool isAside, CancellationToken cancellationToken) =>
        (_isAside, _cancellationToken) = (isAside, cancellationToken);

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
                .Select(site =>
                {
                    var mark = new SyntaxAnnotation();
                    var root = site.SyntaxTree.GetRoot(cancellationToken);
                    root = root.ReplaceNode(site, site.WithAdditionalAnnotations(mark));
                    var marked = With(root, site.SyntaxTree, model.Compilation);
                    return new FixRefusal(isAside: false, cancellationToken).Try(marked, mark);
                })
                .FirstOrDefault(refusal => refusal is not null);
    }

    /// <summary>The same of a hand-written replace, by its rename.</summary>
    public static string? OfReplace(
        InvocationExpressionSyntax rename,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        if (model.Compilation.GetTypeByMetadataName(AtomicFileName.MetadataName) is null)
            return ProofClauses.Refusals[ProofClause.Runtime];
        var proof = new Proof();
        if (WholeReplaceProof.Of(rename, model, proof, cancellationToken) is not { } whole)
            return proof.Refusal;
        if (whole.KeepsBackup)
            return WriteWithBackup.For(whole, "", model) is null
                ? ProofClauses.Refusals[ProofClause.Counterpart]
                : null;
        var mark = new SyntaxAnnotation();
        var root = rename.SyntaxTree.GetRoot(cancellationToken);
        root = new WholeReplaceRewriter(whole, whole.Retargeted(mark)).Visit(root)!;
        return new FixRefusal(isAside: true, cancellationToken).Try(
            With(root, rename.SyntaxTree, model.Compilation),
            mark
        );
    }

    string? Try(SemanticModel model, SyntaxAnnotation mark)
    {
        var before = CompilerReports.Of(model, _cancellationToken);
        return
            IsRewritten(model, mark, before)
            || Marked(model, mark) is { } marked
                && PlainerForms
                    .Of(model.SyntaxTree.GetRoot(_cancellationToken), marked, model)
                    .Any(plainer => IsRewritten(With(plainer, model.SyntaxTree, model.Compilation), mark, before))
            ? null
            : _proof.Refusal ?? ProofClauses.Refusals[ProofClause.Counterpart];
    }

    bool IsRewritten(SemanticModel model, SyntaxAnnotation mark, Dictionary<string, int> before)
    {
        if (Marked(model, mark) is not { } site)
            return false;
        var root = (CompilationUnitSyntax)model.SyntaxTree.GetRoot(_cancellationToken);
        var candidates = new Candidates(dropsTail: false, ImportStyle.Default, _proof, _cancellationToken)
        {
            IsAside = _isAside,
        };
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
