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

    // On Windows a name may have a short form, with an extension of three.
    static readonly string[] Endings = [".lock", ".loc"];

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
        foreach (var name in code.DescendantNodes().OfType<SimpleNameSyntax>())
        {
            if (model.GetSymbolInfo(name, cancellationToken).Symbol is not IMethodSymbol method)
                continue;
            if (MeetsIt(name, method, model))
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

    static bool MeetsIt(SimpleNameSyntax name, IMethodSymbol method, SemanticModel model) =>
        method.Name is "CreateFromDirectory" or "CreateFromDirectoryAsync" // of ZipFile and TarFile
        || method.ContainingType is { Name: "Directory" or "DirectoryInfo", ContainingNamespace.Name: "IO" }
            && method.Name switch
            {
                "GetFiles"
                or "GetFileSystemEntries"
                or "GetFileSystemInfos"
                or "EnumerateFiles"
                or "EnumerateFileSystemEntries"
                or "EnumerateFileSystemInfos" => !NamesOthers(name, model),
                // And not all that is in it.
                "Delete" => method.Parameters.All(parameter => parameter.Type.SpecialType == SpecialType.System_String),
                _ => false,
            };

    // "*.json", or "state-?.bin": what ends so does not end as the lock's file does.
    static bool NamesOthers(SimpleNameSyntax name, SemanticModel model) =>
        (name.Parent is MemberAccessExpressionSyntax or MemberBindingExpressionSyntax ? name.Parent : name).Parent
            is InvocationExpressionSyntax call
        && BoundCall.Of(call, model)?.For("searchPattern")?.ConstantValue.Value is string pattern
        && pattern.Substring(pattern.LastIndexOfAny(['*', '?']) + 1).TrimEnd(' ', '.') is { Length: > 0 } end
        && !Endings.Any(ending => EndsIn(ending, end) || EndsIn(end, ending));

    static bool EndsIn(string text, string end) => text.EndsWith(end, StringComparison.OrdinalIgnoreCase);
}
