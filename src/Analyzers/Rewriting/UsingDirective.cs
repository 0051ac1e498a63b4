using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>Adds <c>using AtomicWrites;</c> where the file's other usings stand, in their order.</summary>
static class UsingDirective
{
    const string Namespace = "AtomicWrites";

    public static SyntaxNode Add(CompilationUnitSyntax unit)
    {
        // Usings inside the namespace stay inside, if the file has them nowhere else.
        if (
            unit.Usings.Count == 0
            && unit.Members.OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault(space => space.Usings.Count > 0)
                is { } inner
        )
            return unit.ReplaceNode(inner, inner.WithUsings(Insert(inner.Usings)));
        return unit.Usings.Count > 0 ? unit.WithUsings(Insert(unit.Usings)) : AddFirst(unit);
    }

    static SyntaxList<UsingDirectiveSyntax> Insert(SyntaxList<UsingDirectiveSyntax> usings)
    {
        var at = 0;
        for (var i = 0; i < usings.Count; i++)
            if (IsNamespace(usings[i]) && Precedes(usings[i].Name!.ToString()))
                at = i + 1;
        if (at == 0)
            while (at < usings.Count && usings[at].GlobalKeyword.IsKind(SyntaxKind.GlobalKeyword))
                at++; // they have to come first
        var neighbour = usings[Math.Max(0, at - 1)];
        var directive = New(EndOfLine(neighbour)).WithLeadingTrivia(Indentation(neighbour));
        if (at > 0)
            return usings.Insert(at, directive);

        // The new first one takes over the file's header.
        var first = usings[0];
        var header = first.GetLeadingTrivia();
        return usings
            .Replace(first, first.WithLeadingTrivia(Indentation(first)))
            .Insert(0, directive.WithLeadingTrivia(header));
    }

    // Without usings the directive goes before the first member, and after the header comment that stands there.
    static CompilationUnitSyntax AddFirst(CompilationUnitSyntax unit)
    {
        var first = unit.GetFirstToken(includeZeroWidth: true);
        var trivia = first.LeadingTrivia;
        var header = HeaderLength(trivia);
        var endOfLine = unit.DescendantTrivia().FirstOrDefault(item => item.IsKind(SyntaxKind.EndOfLineTrivia))
            is { RawKind: not 0 } found
            ? found
            : SyntaxFactory.ElasticLineFeed;
        var rest = trivia.Skip(header).ToArray();
        var separator = rest.FirstOrDefault().IsKind(SyntaxKind.EndOfLineTrivia) ? [] : new[] { endOfLine };
        return unit.ReplaceToken(first, first.WithLeadingTrivia(separator.Concat(rest)))
            .WithUsings(SyntaxFactory.SingletonList(New(endOfLine).WithLeadingTrivia(trivia.Take(header))));
    }

    // A header is what a blank line separates from the first member, and directives such as #nullable.
    static int HeaderLength(SyntaxTriviaList trivia)
    {
        var length = 0;
        for (var i = 0; i < trivia.Count; i++)
        {
            var isBlankLine =
                trivia[i].IsKind(SyntaxKind.EndOfLineTrivia)
                && i > 0
                && (trivia[i - 1].IsKind(SyntaxKind.EndOfLineTrivia) || trivia[i - 1].IsDirective);
            if (isBlankLine)
                length = i + 1;
            else if (
                trivia[i].IsKind(SyntaxKind.NullableDirectiveTrivia)
                || trivia[i].IsKind(SyntaxKind.PragmaWarningDirectiveTrivia)
            )
                length = i + 1;
        }

        return length;
    }

    static bool IsNamespace(UsingDirectiveSyntax directive) =>
        directive is { Alias: null, Name: not null }
        && !directive.StaticKeyword.IsKind(SyntaxKind.StaticKeyword)
        && !directive.GlobalKeyword.IsKind(SyntaxKind.GlobalKeyword);

    // System first, then by the alphabet, as dotnet format sorts.
    static bool Precedes(string other) =>
        other == "System"
        || other.StartsWith("System.", StringComparison.Ordinal)
        || string.Compare(other, Namespace, StringComparison.OrdinalIgnoreCase) < 0;

    static SyntaxTriviaList Indentation(SyntaxNode neighbour) =>
        SyntaxFactory.TriviaList(
            neighbour.GetLeadingTrivia().Reverse().TakeWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia))
        );

    static SyntaxTrivia EndOfLine(SyntaxNode neighbour) =>
        neighbour.GetTrailingTrivia() is { Count: > 0 } trivia
        && trivia[trivia.Count - 1].IsKind(SyntaxKind.EndOfLineTrivia)
            ? trivia[trivia.Count - 1]
            : SyntaxFactory.ElasticLineFeed;

    static UsingDirectiveSyntax New(SyntaxTrivia endOfLine) =>
        SyntaxFactory
            .UsingDirective(SyntaxFactory.IdentifierName(Namespace))
            .WithUsingKeyword(
                SyntaxFactory.Token(
                    SyntaxFactory.TriviaList(),
                    SyntaxKind.UsingKeyword,
                    SyntaxFactory.TriviaList(SyntaxFactory.Space)
                )
            )
            .WithTrailingTrivia(endOfLine);
}
