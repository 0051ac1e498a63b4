using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States.Inlining;

/// <summary>
/// A call of what only reads a file that the member is told, <c>Hash(file)</c>, where that loads or saves another one by
/// itself: it is no part of either, and stays a call.
/// </summary>
static class OtherRead
{
    public static bool Is(
        InvocationExpressionSyntax call,
        SemanticModel model,
        MethodDeclarationSyntax method,
        SemanticModel other,
        CancellationToken cancellationToken
    )
    {
        if (!OnlyReads(method, other, cancellationToken))
            return false;
        var told = NamedIn(call.ArgumentList, model, cancellationToken);
        var around = Names.Within(Names.Body(call)).Where(node => !call.Span.Contains(node.Span)).ToArray();
        var own = Files(around, model, cancellationToken);
        return told.Length > 0
            && told.All(symbol => symbol is IParameterSymbol)
            && around.Any(IsJson)
            && own.Length > 0
            && !own.Any(file =>
                NamedIn(file.Path, model, cancellationToken).Intersect(told, SymbolEqualityComparer.Default).Any()
            );
    }

    static bool OnlyReads(MethodDeclarationSyntax method, SemanticModel model, CancellationToken cancellationToken)
    {
        var nodes = Names.Within(method).ToArray();
        return !nodes.Any(IsJson)
            && Files(nodes, model, cancellationToken) is { Length: > 0 } files
            && files.All(file =>
                file.Name is "Exists" or "OpenRead" or "OpenText" or "StreamReader"
                || file.Name.StartsWith("Read", StringComparison.Ordinal)
            );
    }

    static FileCall[] Files(IEnumerable<SyntaxNode> nodes, SemanticModel model, CancellationToken cancellationToken) =>
        [
            .. nodes
                .OfType<ExpressionSyntax>()
                .Select(node => FileCall.Of(node, model, cancellationToken))
                .OfType<FileCall>(),
        ];

    static ISymbol[] NamedIn(SyntaxNode code, SemanticModel model, CancellationToken cancellationToken) =>
        [
            .. code.DescendantNodesAndSelf()
                .OfType<IdentifierNameSyntax>()
                .Select(name => model.GetSymbolInfo(name, cancellationToken).Symbol)
                .Where(symbol => symbol is ILocalSymbol or IParameterSymbol or IFieldSymbol or IPropertySymbol)
                .OfType<ISymbol>(),
        ];

    static bool IsJson(SyntaxNode node) => JsonCall.MayRead(node) || JsonCall.MayWrite(node);
}
