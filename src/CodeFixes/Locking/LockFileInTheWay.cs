using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Locking;

/// <summary>
/// Whether a type takes all that is in a directory for its own, which the file of a lock would be among: it would be
/// loaded with the others, or keep the directory from being deleted.
/// </summary>
static class LockFileInTheWay
{
    public static bool Is(SyntaxNode body, SemanticModel model, CancellationToken cancellationToken) =>
        (body.FirstAncestorOrSelf<TypeDeclarationSyntax>() ?? body.SyntaxTree.GetRoot(cancellationToken))
            .DescendantNodes()
            .OfType<InvocationExpressionSyntax>()
            .Any(call =>
                model.GetSymbolInfo(call, cancellationToken).Symbol
                    is IMethodSymbol
                    {
                        Name: var name,
                        ContainingType: { Name: "Directory" or "DirectoryInfo", ContainingNamespace.Name: "IO" }
                    } method
                && name switch
                {
                    "GetFiles"
                    or "GetFileSystemEntries"
                    or "GetFileSystemInfos"
                    or "EnumerateFiles"
                    or "EnumerateFileSystemEntries"
                    or "EnumerateFileSystemInfos" => !NamesOthers(call, model),
                    // And not all that is in it.
                    "Delete" => method.Parameters.All(parameter =>
                        parameter.Type.SpecialType == SpecialType.System_String
                    ),
                    _ => false,
                }
            );

    // "*.json", which has an extension.
    static bool NamesOthers(InvocationExpressionSyntax call, SemanticModel model) =>
        Names
            .Arguments(call)
            .Any(argument =>
                model.GetConstantValue(argument.Expression).Value is string pattern
                && pattern.StartsWith("*.", StringComparison.Ordinal)
                && pattern is not ("*.*" or "*.lock")
            );
}
