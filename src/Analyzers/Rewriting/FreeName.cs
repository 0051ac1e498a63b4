using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>A name for something new that means nothing yet.</summary>
static class FreeName
{
    public static string Like(string name, SyntaxNode place, SemanticModel model)
    {
        // Also what is declared further down, or within lambdas, may not be declared twice.
        var member = place.FirstAncestorOrSelf<MemberDeclarationSyntax>(static node =>
            node is not GlobalStatementSyntax
        ) ?? place.SyntaxTree.GetRoot();
        var taken = new HashSet<string>(member.DescendantTokens().Select(token => token.ValueText));
        var free = name;
        for (
            var i = 1;
            taken.Contains(free)
                || model
                    .LookupSymbols(place.SpanStart, name: free)
                    .Any(symbol => symbol is ILocalSymbol or IParameterSymbol);
            i++
        )
            free = name + i;
        return free;
    }
}
