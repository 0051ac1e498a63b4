using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Sources;

/// <summary>Where a body gives its locals values, by name, looked up once: it may give one very many.</summary>
static class LocalChanges
{
    static readonly ConditionalWeakTable<SyntaxNode, Dictionary<string, SyntaxNode[]>> Cache = new();

    /// <summary>Declarations with a value, designations and changed names, in their order.</summary>
    public static SyntaxNode[] Of(SyntaxNode body, string name) =>
        Cache.GetValue(body, In).TryGetValue(name, out var changes) ? changes : [];

    static Dictionary<string, SyntaxNode[]> In(SyntaxNode body) =>
        Names
            .In(body)
            .Where(node => NameOf(node) is not null)
            .GroupBy(node => NameOf(node)!)
            .ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);

    static string? NameOf(SyntaxNode node) =>
        node switch
        {
            VariableDeclaratorSyntax { Initializer: not null } local => local.Identifier.ValueText,
            SingleVariableDesignationSyntax local => local.Identifier.ValueText,
            IdentifierNameSyntax use when LocalValues.IsChanged(use) => use.Identifier.ValueText,
            _ => null,
        };
}
