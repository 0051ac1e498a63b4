using System.Collections.Immutable;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>
/// State that is only a copy of something that the program can get again, so that starting anew costs time and nothing
/// else. Names say so: of the file, its directories and its variable, of the type and the method that save it; or the
/// methods that load and save it download it, or say that they do.
/// </summary>
static class RebuiltState
{
    static readonly ImmutableHashSet<string> Copies = ImmutableHashSet.Create(
        "cache",
        "cached",
        "caches",
        "download",
        "downloaded",
        "fetched",
        "index",
        "thumbnail",
        "thumbnails",
        "tmp",
        "temp"
    );

    // What is called to get it again.
    static readonly ImmutableHashSet<string> Getting = ImmutableHashSet.Create(
        "GetByteArrayAsync",
        "GetFromJsonAsync",
        "GetStreamAsync",
        "GetStringAsync",
        "EnsureSuccessStatusCode",
        "ReadAsByteArrayAsync",
        "ReadAsStringAsync",
        "SendAsync"
    );

    /// <param name="save">The write.</param>
    /// <param name="load">The body that loads.</param>
    /// <param name="judgement">What the path is.</param>
    public static bool Is(SyntaxNode save, SyntaxNode load, Judgement judgement) =>
        IsCopy(save, judgement) || Gets(Names.Body(save)) || Gets(load) || SaysThatItGets(load);

    // Log("The block is damaged and will be re-downloaded.")
    static bool SaysThatItGets(SyntaxNode load) =>
        load.DescendantNodes()
            .OfType<CatchClauseSyntax>()
            .SelectMany(clause => clause.Block.DescendantTokens())
            .Where(token =>
                token.IsKind(SyntaxKind.StringLiteralToken) || token.IsKind(SyntaxKind.InterpolatedStringTextToken)
            )
            .Any(token =>
                token.ValueText.IndexOf("re-download", StringComparison.OrdinalIgnoreCase) >= 0
                || token.ValueText.IndexOf("redownload", StringComparison.OrdinalIgnoreCase) >= 0
            );

    static bool Gets(SyntaxNode body) =>
        Names
            .Within(body)
            .OfType<InvocationExpressionSyntax>()
            .Select(Names.Called)
            .Any(name => Getting.Contains(name) || NameVocabulary.Of(name).Any(word => word is "download" or "fetch"));

    static bool IsCopy(SyntaxNode save, Judgement judgement) =>
        NameVocabulary.Of(judgement.Path).Any(Copies.Contains)
        || NameVocabulary.Of(new PathRead(save).MemberName).Any(Copies.Contains)
        || SaidOfPath(save).SelectMany(NameVocabulary.Of).Any(word => word is "cache" or "cached" or "caches")
        || save.Ancestors()
            .OfType<BaseTypeDeclarationSyntax>()
            .Any(type => NameVocabulary.Of(type.Identifier.ValueText).Any(Copies.Contains));

    // The name of what is passed, and of what a local of that name is made of: Path.Combine(paths.CachePath, "x.txt").
    static IEnumerable<string> SaidOfPath(SyntaxNode save)
    {
        var path = Names.Simple(Names.Arguments(save).FirstOrDefault()?.Expression);
        return Names
            .Body(save)
            .DescendantNodes()
            .OfType<VariableDeclaratorSyntax>()
            .Where(variable => variable.Identifier.ValueText == path)
            .SelectMany(variable => variable.DescendantNodes().OfType<IdentifierNameSyntax>())
            .Select(name => name.Identifier.ValueText)
            .Prepend(path);
    }
}
