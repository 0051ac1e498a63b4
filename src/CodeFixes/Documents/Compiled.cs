using AtomicWrites.Analyzers.Rewriting;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.CodeFixes.Documents;

/// <summary>What the compiler says of a document, for each project and target framework that it is part of.</summary>
sealed class Compiled
{
    readonly List<Dictionary<string, int>> _diagnostics = [];

    public static async Task<Compiled> OfAsync(Document document, CancellationToken cancellationToken)
    {
        var compiled = new Compiled();
        var text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        var linked = document
            .GetLinkedDocumentIds()
            .Select(id => document.Project.Solution.GetDocument(id))
            .OfType<Document>()
            .Select(other => other.WithText(text));
        foreach (var one in linked.Prepend(document))
            if (await one.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is { } model)
                compiled._diagnostics.Add(CompilerReports.Of(model, cancellationToken));
        return compiled;
    }

    /// <summary>Whether there is no error and no warning that was not there before.</summary>
    public bool IsNoWorseThan(Compiled before) =>
        _diagnostics.Count == before._diagnostics.Count
        && _diagnostics.Zip(before._diagnostics, CompilerReports.AreNoWorse).All(isNoWorse => isNoWorse);
}
