using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>Directives that leave code out: what is done on one side of them is not done on the other.</summary>
static class Directives
{
    /// <summary>Whether code that is left out names something.</summary>
    public static bool Hide(SyntaxNode container, string name) =>
        container.ContainsDirectives
        && container
            .DescendantTrivia()
            .Any(trivia => trivia.IsKind(SyntaxKind.DisabledTextTrivia) && trivia.ToString().Contains(name));

    /// <summary>Whether some stand between two positions.</summary>
    public static bool AreWithin(SyntaxNode root, int start, int end) =>
        root.ContainsDirectives
        && root.DescendantTrivia(TextSpan.FromBounds(start, end))
            .Any(trivia =>
                trivia.SpanStart >= start
                && trivia.Span.End <= end
                && (
                    trivia.IsKind(SyntaxKind.IfDirectiveTrivia)
                    || trivia.IsKind(SyntaxKind.ElifDirectiveTrivia)
                    || trivia.IsKind(SyntaxKind.ElseDirectiveTrivia)
                    || trivia.IsKind(SyntaxKind.EndIfDirectiveTrivia)
                )
            );
}
