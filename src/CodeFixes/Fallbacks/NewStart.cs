using AtomicWrites.Analyzers.Fallbacks;
using AtomicWrites.Analyzers.Options;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Fallbacks;

/// <summary>What ATW0011 reports, found again.</summary>
static class NewStart
{
    public static Fallback? At(
        Diagnostic diagnostic,
        Document document,
        SyntaxNode root,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        var options = StatePathOptions.Of(document.Project.AnalyzerOptions, root.SyntaxTree);
        var finder = FallbackFinder.Of(model.Compilation);
        return root.FindToken(diagnostic.Location.SourceSpan.Start)
            .Parent!.AncestorsAndSelf()
            .TakeWhile(node => node is not MemberDeclarationSyntax)
            .Where(node =>
                node is CatchClauseSyntax or BinaryExpressionSyntax or ConditionalExpressionSyntax or IfStatementSyntax
            )
            .Select(node => finder.At(node, model, options, cancellationToken))
            .FirstOrDefault(found => found?.Location.SourceSpan == diagnostic.Location.SourceSpan);
    }
}
