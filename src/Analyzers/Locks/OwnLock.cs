using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Locks;

/// <summary>
/// A lock that the program has written for itself: a type that holds an exclusive file or a mutex from its creation, or
/// a method that makes one.
/// </summary>
static class OwnLock
{
    /// <summary>
    /// Whether who calls a constructor or a method of the program has kept other processes out when it returns. By
    /// names.
    /// </summary>
    public static bool Holds(IMethodSymbol method) =>
        Takes(method) || (Made(method) is { } made && made.InstanceConstructors.Any(Takes));

    // What a factory returns, or what a constructor makes together with its fields.
    static INamedTypeSymbol? Made(IMethodSymbol method) =>
        (method.MethodKind == MethodKind.Constructor ? method.ContainingType : method.ReturnType.Awaited())
        as INamedTypeSymbol;

    static bool Takes(IMethodSymbol method) =>
        method.DeclaringSyntaxReferences.Any(static reference => TakesItself(reference.GetSyntax()))
        || (method.MethodKind == MethodKind.Constructor && Fields(method.ContainingType).Any(TakesItself));

    static IEnumerable<SyntaxNode> Fields(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.SelectMany(static reference =>
            (reference.GetSyntax() as TypeDeclarationSyntax)?.Members.OfType<FieldDeclarationSyntax>() ?? []
        );

    static bool TakesItself(SyntaxNode node) =>
        node is not TypeDeclarationSyntax
        && node.DescendantNodes()
            .Any(part =>
                part switch
                {
                    MemberAccessExpressionSyntax { Name.Identifier.ValueText: "None", Expression: var type } =>
                        Names.Simple(type) == "FileShare",
                    InvocationExpressionSyntax call => Names.Called(call) is "WaitOne" or "flock" or "LockFileEx",
                    _ => false,
                }
            );
}
