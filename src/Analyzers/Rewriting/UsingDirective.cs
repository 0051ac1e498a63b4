using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>Adds <c>using AtomicWrites;</c> where the file's other usings stand, in their order.</summary>
static class UsingDirective
{
    const string Namespace = "AtomicWrites";

    public static SyntaxNode Add(CompilationUnitSyntax unit, ImportStyle style)
    {
        // Usings inside the namespace stay inside, if the file has them nowhere else.
        if (
            unit.Usings.Count == 0
            && unit.Members.OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault(space => space.Usings.Count > 0)
                is { } inner
        )
            return unit.ReplaceNode(inner, inner.WithUsings(Insert(inner.Usings, style)));
        return unit.Usings.Count > 0 ? unit.WithUsings(Insert(unit.Usings, style)) : AddFirst(unit);
    }

    static SyntaxList<UsingDirectiveSyntax> Insert(SyntaxList<UsingDirectiveSyntax> usings, ImportStyle style)
    {
        var at = Place(usings, style);
        var neighbour = usings[Math.Max(0, at - 1)];
        var endOfLine = EndOfLine(neighbour);
        var directive = New(endOfLine);
        var next = at < usings.Count ? usings[at] : null;
        var (leading, rest) =
            at > 0
                ? (Indentation(neighbour), next?.GetLeadingTrivia() ?? default)
                : Split(usings[0].GetLeadingTrivia(), Indentation(usings[0]));
        if (at > 0 && style.Separates(neighbour, directive))
            leading = leading.Insert(0, endOfLine);
        if (
            next is not null
            && style.Separates(next, directive)
            && !(rest.Count > 0 && rest[0].IsKind(SyntaxKind.EndOfLineTrivia))
        )
            rest = rest.Insert(0, endOfLine);
        return (next is null ? usings : usings.Replace(next, next.WithLeadingTrivia(rest))).Insert(
            at,
            directive.WithLeadingTrivia(leading)
        );
    }

    // Behind the last that sorts before it and that every build has; not within an #if.
    static int Place(SyntaxList<UsingDirectiveSyntax> usings, ImportStyle style)
    {
        int at = 0,
            depth = 0;
        for (var i = 0; i < usings.Count; i++)
        {
            depth += Depth(usings[i].GetLeadingTrivia());
            var isGlobal = usings[i].GlobalKeyword.IsKind(SyntaxKind.GlobalKeyword); // they have to come first
            if (depth == 0 && (isGlobal || IsNamespace(usings[i]) && style.Precedes(usings[i], Namespace)))
                at = i + 1;
        }

        return at;
    }

    // The new first one takes over the file's header, but not an #if that the old first one stands in.
    static (SyntaxTriviaList Header, SyntaxTriviaList Behind) Split(
        SyntaxTriviaList leading,
        SyntaxTriviaList indentation
    )
    {
        var open = OpenIf(leading);
        return open < leading.Count
            ? (SyntaxFactory.TriviaList(leading.Take(open)), SyntaxFactory.TriviaList(leading.Skip(open)))
            : (leading, indentation);
    }

    // Without usings the directive goes before the first member, and after the header comment that stands there.
    static CompilationUnitSyntax AddFirst(CompilationUnitSyntax unit)
    {
        var first =
            unit.Externs.Count > 0
                ? unit.Externs[unit.Externs.Count - 1].GetLastToken().GetNextToken(includeZeroWidth: true)
                : unit.GetFirstToken(includeZeroWidth: true);
        var trivia = first.LeadingTrivia;
        var header = HeaderLength(trivia);
        var endOfLine = unit.DescendantTrivia().FirstOrDefault(item => item.IsKind(SyntaxKind.EndOfLineTrivia))
            is { RawKind: not 0 } found
            ? found
            : SyntaxFactory.ElasticLineFeed;
        var rest = trivia.Skip(header).ToArray();
        var separator = rest is [{ RawKind: (int)SyntaxKind.EndOfLineTrivia }, ..] ? [] : new[] { endOfLine };
        return unit.ReplaceToken(first, first.WithLeadingTrivia(separator.Concat(rest)))
            .WithUsings(SyntaxFactory.SingletonList(New(endOfLine).WithLeadingTrivia(trivia.Take(header))));
    }

    // A header is what a blank line separates from the first member, and directives such as #nullable.
    static int HeaderLength(SyntaxTriviaList trivia)
    {
        int length = 0,
            depth = 0;
        for (var i = 0; i < trivia.Count; i++)
        {
            depth += Depth(trivia[i]);
            var isBlankLine =
                trivia[i].IsKind(SyntaxKind.EndOfLineTrivia)
                && i > 0
                && (trivia[i - 1].IsKind(SyntaxKind.EndOfLineTrivia) || trivia[i - 1].IsDirective);
            if (
                depth == 0
                && (
                    isBlankLine
                    || trivia[i].IsKind(SyntaxKind.NullableDirectiveTrivia)
                    || trivia[i].IsKind(SyntaxKind.PragmaWarningDirectiveTrivia)
                    || trivia[i].IsKind(SyntaxKind.DefineDirectiveTrivia)
                    || trivia[i].IsKind(SyntaxKind.UndefDirectiveTrivia)
                )
            )
                length = i + 1;
        }

        return length;
    }

    // Where the outermost #if begins that is open at the end; the end where none is.
    static int OpenIf(SyntaxTriviaList trivia)
    {
        int open = trivia.Count,
            depth = 0;
        for (var i = 0; i < trivia.Count; i++)
        {
            if (depth == 0 && Depth(trivia[i]) > 0)
                open = i;
            depth += Depth(trivia[i]);
            if (depth == 0)
                open = trivia.Count;
        }

        return open;
    }

    static int Depth(IEnumerable<SyntaxTrivia> trivia) => trivia.Sum(Depth);

    static int Depth(SyntaxTrivia trivia) =>
        trivia.IsKind(SyntaxKind.IfDirectiveTrivia) ? 1
        : trivia.IsKind(SyntaxKind.EndIfDirectiveTrivia) ? -1
        : 0;

    static bool IsNamespace(UsingDirectiveSyntax directive) =>
        directive is { Alias: null, Name: not null }
        && !directive.StaticKeyword.IsKind(SyntaxKind.StaticKeyword)
        && !directive.GlobalKeyword.IsKind(SyntaxKind.GlobalKeyword);

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
