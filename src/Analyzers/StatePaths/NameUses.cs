using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>Where else the program names the file that it writes.</summary>
sealed class NameUses(SourceIndex sources)
{
    /// <summary>
    /// Whether the name stands nowhere but in the member that writes, though others read files: none asks for this one.
    /// </summary>
    public IEnumerable<Evidence> Of(WriteSite site, TracedPath path, bool isReadBack)
    {
        if (
            !isReadBack
            && path.HasLiteralName
            && Names.Member(site.Node) is { } member
            && sources.ReadsOutside(member)
            && sources.FileNames(path.FileName) is { IsEmpty: false } named
            && named.All(text => Names.Member(text) == member)
        )
            yield return new("not-named-elsewhere", $"'{path.FileName}' is named nowhere else");
        if (!isReadBack && Names.Member(site.Node) is { } writer && Unused(site, path, writer) is { } unused)
            yield return new("not-used-elsewhere", $"'{unused}' is used nowhere else");
    }

    // A private field or property that holds the file's path, and that no other member uses: none asks for the file.
    string? Unused(WriteSite site, TracedPath path, SyntaxNode member) =>
        path.Origins.FirstOrDefault(origin => origin.Symbol is IFieldSymbol or IPropertySymbol)
            is {
                IsDirectory: false,
                Symbol:
                { DeclaredAccessibility: Accessibility.Private, DeclaringSyntaxReferences: [var reference] } held
            }
        && sources.ReadsOutside(member)
        && reference.GetSyntax().FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type
        && held.ContainingType.DeclaringSyntaxReferences.All(part =>
            TypeIndex
                .Of((TypeDeclarationSyntax)part.GetSyntax())
                .Uses(held.Name)
                .All(use => Names.Member(use) is var user && (user == member || user is ConstructorDeclarationSyntax))
        )
            ? held.Name
            : null;
}
