using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Sources;

/// <summary>
/// By name, what one declaration of a type keeps for itself and where it names it; found in one pass, when first asked
/// for.
/// </summary>
sealed class TypeIndex
{
    static readonly ConditionalWeakTable<TypeDeclarationSyntax, TypeIndex> Cache = new();

    readonly ILookup<string, IdentifierNameSyntax> _uses;
    readonly HashSet<string> _fields = new(StringComparer.Ordinal);
    readonly HashSet<string> _properties = new(StringComparer.Ordinal);

    TypeIndex(TypeDeclarationSyntax type)
    {
        _uses = type.DescendantNodes().OfType<IdentifierNameSyntax>().ToLookup(use => use.Identifier.ValueText);
        foreach (var member in type.Members.Where(IsPrivate))
            if (member is PropertyDeclarationSyntax property)
                _properties.Add(property.Identifier.ValueText);
            else if (member is FieldDeclarationSyntax field)
                _fields.UnionWith(field.Declaration.Variables.Select(variable => variable.Identifier.ValueText));
    }

    public static TypeIndex Of(TypeDeclarationSyntax type) => Cache.GetValue(type, static key => new TypeIndex(key));

    /// <summary>Where a name stands, in the order of the file.</summary>
    public IEnumerable<IdentifierNameSyntax> Uses(string name) => _uses[name];

    /// <summary>Whether it is a field that only the type can name.</summary>
    public bool HasPrivateField(string name) => _fields.Contains(name);

    /// <summary>Whether it is a field or a property that only the type can name.</summary>
    public bool HasPrivate(string name) => _fields.Contains(name) || _properties.Contains(name);

    static bool IsPrivate(MemberDeclarationSyntax member) =>
        !member.Modifiers.Any(modifier =>
            modifier.RawKind
                is (int)SyntaxKind.PublicKeyword
                    or (int)SyntaxKind.InternalKeyword
                    or (int)SyntaxKind.ProtectedKeyword
        );
}
