using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>
/// Saves that copy or move the old file away first: <c>File.Move(path, path + ".bak"); File.WriteAllText(path,
/// text);</c>.
/// </summary>
sealed class SavedBackups(SourceIndex sources)
{
    /// <summary>Whether a save, or what its type calls one, does so.</summary>
    public bool Has(SyntaxNode save, string path, SemanticModel model)
    {
        var body = Names.Body(save);
        return (save.Ancestors().OfType<TypeDeclarationSyntax>().FirstOrDefault()?.Members ?? [])
            .OfType<MethodDeclarationSyntax>()
            .Where(method => method == body || IsSave(method))
            .SelectMany(Names.Within)
            .OfType<InvocationExpressionSyntax>()
            .Any(call =>
                (Names.Body(call) != body || call.Span.End <= save.Span.End)
                && (!KeptAside.Is(call) || IsMadeBefore(call, save, body))
                && Keeps(call, path, model)
            );
    }

    // In the save itself; in what it calls first, or what calls it then.
    static bool IsMadeBefore(InvocationExpressionSyntax keep, SyntaxNode save, SyntaxNode body) =>
        Names.Body(keep) is var keeping && keeping == body
            ? KeptAside.IsBefore(keep, save)
            : KeptAside.IsCertain(keep, keeping)
                && (
                    Calls(body, keeping).Any(call => KeptAside.IsBefore(call, save))
                    || Calls(keeping, body).Any(call => KeptAside.IsBefore(keep, call))
                );

    static IEnumerable<InvocationExpressionSyntax> Calls(SyntaxNode from, SyntaxNode method) =>
        Names
            .Within(from)
            .OfType<InvocationExpressionSyntax>()
            .Where(call => Names.Called(call) == (method as MethodDeclarationSyntax)?.Identifier.ValueText);

    static bool IsSave(MethodDeclarationSyntax method) =>
        NameVocabulary
            .Of(method.Identifier.ValueText)
            .Any(word => word is "save" or "backup" or "write" or "store" or "persist");

    bool Keeps(InvocationExpressionSyntax call, string path, SemanticModel model) =>
        KeptBy(call) is { } kept && PathKey.Of(model.GetOperation(kept), sources) == path;

    // File.Copy(path, path + ".bak"), File.Replace(temporary, path, path + ".bak")
    static ExpressionSyntax? KeptBy(InvocationExpressionSyntax call) =>
        (Names.Called(call), Names.Arguments(call)) switch
        {
            ("Copy" or "Move" or "CopyTo" or "MoveTo" or "KeepAside", [var kept, ..]) => kept.Expression,
            ("Replace", [_, var kept, { Expression.RawKind: not (int)SyntaxKind.NullLiteralExpression }, ..]) =>
                kept.Expression,
            _ => null,
        };
}
