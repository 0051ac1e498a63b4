using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Locks;

/// <summary>The lock under which every caller of a body calls it.</summary>
static class CallersLock
{
    const int MaxCallers = 32;

    public static LockKind? Of(
        SyntaxNode body,
        SemanticModel model,
        SourceIndex sources,
        CancellationToken cancellationToken
    )
    {
        if (
            body is not (MethodDeclarationSyntax or LocalFunctionStatementSyntax)
            || model.GetDeclaredSymbol(body, cancellationToken) is not IMethodSymbol method
        )
            return null;
        LockKind? held = null;
        var count = 0;
        foreach (var call in sources.AllCalls(method.Name))
        {
            if (
                sources.Model(call.SyntaxTree) is not { } other
                || other.GetSymbolInfo(call, cancellationToken).Symbol is not IMethodSymbol called
                || !Callers.Reaches(called, method)
            )
                continue;
            if (
                ++count > MaxCallers
                || LockRegions.Strongest(Names.Body(call), call, other, cancellationToken) is not { } kind
            )
                return null;
            held = held is { } known && known.Scope <= kind.Scope ? known : kind;
        }

        return held;
    }
}
