using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>
/// Calls that return <c>null</c> for a file without content, as Newtonsoft.Json does, and methods of the program that
/// return what those return. System.Text.Json throws there; it returns <c>null</c> for the text "null" alone, which
/// has nothing to lose.
/// </summary>
sealed class NullOfNothing(SourceIndex sources)
{
    const int MaxLayers = 2;

    static readonly string[] Strict = ["System.Text.Json", "System.Xml", "System.Runtime"];

    /// <summary>The call that a value is of; null of another value.</summary>
    public InvocationExpressionSyntax? At(
        ExpressionSyntax value,
        SemanticModel model,
        CancellationToken cancellationToken
    ) => Returns(value, model, MaxLayers, cancellationToken) ? CallOf(value) : null;

    bool Returns(ExpressionSyntax value, SemanticModel model, int layers, CancellationToken cancellationToken)
    {
        if (CallOf(value) is not { } call)
            return false;
        var deserializes = Names.Called(call).StartsWith("Deserialize", StringComparison.Ordinal);
        if (!deserializes && !(layers > 0 && Loads.Says(Names.Called(call))))
            return false;
        if (
            model.GetSymbolInfo(call, cancellationToken).Symbol is not IMethodSymbol { ContainingType: { } type } called
        )
            return Names.Called(call).StartsWith("DeserializeObject", StringComparison.Ordinal);
        var space = type.ContainingNamespace?.ToDisplayString() ?? "";
        if (space.StartsWith("Newtonsoft.Json", StringComparison.Ordinal))
            return deserializes;
        return (called.ReducedFrom ?? called).OriginalDefinition.DeclaringSyntaxReferences is [var reference]
            ? layers > 0
                && sources.Model(reference.SyntaxTree) is { } other
                && Returned(reference.GetSyntax(cancellationToken))
                    .Any(result => Returns(result, other, layers - 1, cancellationToken))
            : deserializes && !Strict.Any(known => space.StartsWith(known, StringComparison.Ordinal));
    }

    static InvocationExpressionSyntax? CallOf(ExpressionSyntax value) =>
        Unwrapped.Of(value) switch
        {
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AsExpression, Left: var inner } => CallOf(inner),
            InvocationExpressionSyntax call => call,
            _ => null,
        };

    // What a method returns, be it by a variable.
    static IEnumerable<ExpressionSyntax> Returned(SyntaxNode method) =>
        Functions
            .Returned(method)
            .Select(value =>
                value is IdentifierNameSyntax { Identifier.ValueText: var name }
                    ? TreeIndex.Around(value).Local(name)
                    : value
            )
            .OfType<ExpressionSyntax>();
}
