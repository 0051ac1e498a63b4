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

    public static bool Has(ITypeSymbol? type, string name) =>
        type?.Name == name
        && type.ContainingAssembly?.Name == Name
        && type.ContainingNamespace is { Name: Name, ContainingNamespace.IsGlobalNamespace: true };
}
