using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// Takes indentation away: each line that begins with <paramref name="inner"/> begins with <paramref name="outer"/>.
/// </summary>
sealed class Outdent(string inner, string outer) : CSharpSyntaxRewriter
{
    bool _isAtStart = true;

    public override SyntaxTrivia VisitTrivia(SyntaxTrivia trivia)
    {
        var isAtStart = _isAtStart;
        _isAtStart = trivia.IsKind(SyntaxKind.EndOfLineTrivia);
        return
            isAtStart
            && trivia.IsKind(SyntaxKind.WhitespaceTrivia)
            && trivia.ToString().StartsWith(inner, StringComparison.Ordinal)
            ? SyntaxFactory.Whitespace(outer + trivia.ToString().Substring(inner.Length))
            : trivia;
    }

    public override SyntaxToken VisitToken(SyntaxToken token)
    {
        // The await of a foreach that has none.
        if (token.IsKind(SyntaxKind.None))
            return token;
        var leading = VisitList(token.LeadingTrivia);
        _isAtStart = false;
        return token.WithLeadingTrivia(leading).WithTrailingTrivia(VisitList(token.TrailingTrivia));
    }
}
