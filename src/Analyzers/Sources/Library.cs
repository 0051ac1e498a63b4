using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.Sources;

/// <summary>
/// The package's own runtime, as a compilation sees it. A type of the user's with the same name is no part of it.
/// </summary>
static class Library
{
    const string Name = "AtomicWrites";

    public static bool IsReferencedBy(Compilation compilation) =>
        compilation.ReferencedAssemblyNames.Any(assembly => assembly.Name == Name);

    /// <summary>Whether a type is of this package, or of one beside it.</summary>
    public static bool Declares(ITypeSymbol type) =>
        type.ContainingAssembly?.Name is Name
        || type.ContainingAssembly?.Name.StartsWith(Name + ".", StringComparison.Ordinal) == true;

    public static bool Has(ITypeSymbol? type, string name) =>
        type?.Name == name
        && type.ContainingAssembly?.Name == Name
        && type.ContainingNamespace is { Name: Name, ContainingNamespace.IsGlobalNamespace: true };
}
