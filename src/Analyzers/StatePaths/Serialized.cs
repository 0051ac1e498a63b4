using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>Finds the serializer in the member that writes: objects are serialized to be read again.</summary>
static class Serialized
{
    public static string? By(SyntaxNode path) =>
        path.FirstAncestorOrSelf<MemberDeclarationSyntax>()?.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Select(name => name.Identifier.ValueText)
            .FirstOrDefault(name => name is "JsonConvert" || name.StartsWith("Serialize", StringComparison.Ordinal) || name.EndsWith("Serializer", StringComparison.Ordinal));
}
