using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Locks;

/// <summary>
/// Whether a type, or a method that it calls, would meet the file of a lock: it takes all that is in a directory for
/// its own, and would load that file with the others, or could not delete the directory; or it has such a file itself.
/// </summary>
static class LockFileInTheWay
{
    const int MaxDepth = 2;

    public static bool Is(SyntaxNode body, SemanticModel model, CancellationToken cancellationToken) =>
        IsIn(
            (SyntaxNode?)body.FirstAncestorOrSelf<TypeDeclarationSyntax>()
                ?? body.SyntaxTree.GetRoot(cancellationToken),
            new SourceIndex(model.Compilation),
            new(SymbolEqualityComparer.Default),
            0,
            cancellationToken
        );

    static bool IsIn(
        SyntaxNode code,
        SourceIndex sources,
        HashSet<ISymbol> seen,
        int depth,
        CancellationToken cancellationToken
    )
    {
        if (sources.Model(code.SyntaxTree) is not { } model)
            return false;
        if (code.DescendantTokens().Any(token => IsLockName(token.ValueText)))
            return true;
        foreach (var call in code.DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            if (model.GetSymbolInfo(call, cancellationToken).Symbol is not IMethodSymbol method)
                continue;
            if (MeetsIt(call, method, model))
                return true;
            if (depth == MaxDepth || !seen.Add(method.OriginalDefinition))
                continue;
            foreach (var reference in method.OriginalDefinition.DeclaringSyntaxReferences)
                if (
                    !(reference.SyntaxTree == code.SyntaxTree && code.Span.Contains(reference.Span))
                    && IsIn(reference.GetSyntax(cancellationToken), sources, seen, depth + 1, cancellationToken)
                )
                    return true;
        }

        return false;
    }

    // ".lock" and "state.json.lock", but not "app.lock", which stands beside a file without an extension.
    static bool IsLockName(string text) =>
        text.EndsWith(".lock", StringComparison.OrdinalIgnoreCase)
        && Path.GetFileNameWithoutExtension(text) is var name
        && (name.Length == 0 || name.IndexOf('.') >= 0);

    static bool MeetsIt(InvocationExpressionSyntax call, IMethodSymbol method, SemanticModel model) =>
        method.ContainingType is { Name: "Directory" or "DirectoryInfo", ContainingNamespace.Name: "IO" }
        && method.Name switch
        {
            "GetFiles"
            or "GetFileSystemEntries"
            or "GetFileSystemInfos"
            or "EnumerateFiles"
            or "EnumerateFileSystemEntries"
            or "EnumerateFileSystemInfos" => !NamesOthers(call, model),
            // And not all that is in it.
            "Delete" => method.Parameters.All(parameter => parameter.Type.SpecialType == SpecialType.System_String),
            _ => false,
        };

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
