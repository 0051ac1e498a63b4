using AtomicWrites.Analyzers.Rewriting;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.CodeFixes.Documents;

/// <summary>How the usings of a document are sorted and grouped.</summary>
static class Imports
{
    public static ImportStyle Of(Document document, SyntaxNode root) =>
        ImportStyle.Of(document.Project.AnalyzerOptions.AnalyzerConfigOptionsProvider.GetOptions(root.SyntaxTree));
}
