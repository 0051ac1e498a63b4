using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>What would be lost with code that goes: comments and directives.</summary>
static class Comments
{
    /// <summary>Whether some stand between two positions.</summary>
    public static bool AreWithin(SyntaxNode root, int start, int end) =>
        root.DescendantTrivia(TextSpan.FromBounds(start, end))
            .Any(trivia =>
                trivia.SpanStart > start
                && trivia.Span.End <= end
                && !trivia.IsKind(SyntaxKind.WhitespaceTrivia)
                && !trivia.IsKind(SyntaxKind.EndOfLineTrivia)
            );
}
