using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Sources;

/// <summary>
/// <c>extension(string path) { … }</c> of C# 14: a type without a name. Each method in it is two, the member and the
/// static method of the class around that implements it, with one declaration.
/// </summary>
static class ExtensionBlock
{
    // TypeKind.Extension, for which Roslyn 4.8 has no name.
    const TypeKind Kind = (TypeKind)14;

    public static bool Declares(ISymbol member) => member.ContainingType?.TypeKind == Kind;

    /// <summary>The type that declares a member and has a name to show.</summary>
    public static INamedTypeSymbol? TypeOf(ISymbol member) =>
        Declares(member) ? member.ContainingType.ContainingType : member.ContainingType;

    /// <summary>A member as users know it: type and name.</summary>
    public static string DisplayName(ISymbol member) =>
        TypeOf(member) is { Name.Length: > 0 } type ? $"{type.Name}.{member.Name}" : member.Name;

    /// <summary>The block that a method, or the property of an accessor, is written in, in either form.</summary>
    public static TypeDeclarationSyntax? Around(IMethodSymbol method) =>
        method.DeclaringSyntaxReferences is [var reference]
        && MemberOf(reference.GetSyntax()).Parent
            is TypeDeclarationSyntax { Identifier.ValueText: "", ParameterList: not null } type
            ? type
            : null;

    /// <summary>What the members of the block that a method is written in are called on.</summary>
    public static IParameterSymbol? Receiver(IMethodSymbol method, SourceIndex sources) =>
        Around(method) is { ParameterList.Parameters: [var declared] }
            ? sources.Model(declared.SyntaxTree)?.GetDeclaredSymbol(declared) as IParameterSymbol
            : null;

    static SyntaxNode MemberOf(SyntaxNode declaration) =>
        declaration is AccessorDeclarationSyntax or ArrowExpressionClauseSyntax
            ? declaration.FirstAncestorOrSelf<BasePropertyDeclarationSyntax>() ?? declaration
            : declaration;

    /// <summary>Whether two methods are the forms of one extension member.</summary>
    public static bool AreForms(IMethodSymbol one, IMethodSymbol other) =>
        one.Name == other.Name
        && Declares(one) != Declares(other)
        && one.DeclaringSyntaxReferences is [var first]
        && other.DeclaringSyntaxReferences is [var second]
        && first.SyntaxTree == second.SyntaxTree
        && first.Span == second.Span;
}
