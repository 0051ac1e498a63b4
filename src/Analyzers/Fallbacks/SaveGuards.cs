using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>Whether a save asks first whether the load has failed: <c>if (_loadFailed) return;</c>.</summary>
static class SaveGuards
{
    public static bool Ask(OverwritingSave save, Handler handler)
    {
        var flags = new HashSet<string>(handler.Flags, StringComparer.Ordinal);
        if (flags.Count == 0)
            return false;
        var used = NamesIn(Names.Body(save.Node));
        return used.Overlaps(flags) || Members(save.Node, used).Any(member => NamesIn(member).Overlaps(flags));
    }

    // bool CanSave => !_loadFailed;
    static IEnumerable<SyntaxNode> Members(SyntaxNode save, HashSet<string> used) =>
        save.Ancestors().OfType<TypeDeclarationSyntax>().FirstOrDefault() is { } type
            ? type.Members.Where(member =>
                member switch
                {
                    MethodDeclarationSyntax method => used.Contains(method.Identifier.ValueText),
                    PropertyDeclarationSyntax property => used.Contains(property.Identifier.ValueText),
                    _ => false,
                }
            )
            : [];

    static HashSet<string> NamesIn(SyntaxNode code) =>
        new(
            code.DescendantNodes().OfType<IdentifierNameSyntax>().Select(name => name.Identifier.ValueText),
            StringComparer.Ordinal
        );
}
