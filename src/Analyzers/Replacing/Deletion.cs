using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Replacing;

/// <summary>
/// Whether a call deletes a file: itself, or in a method of the program that gets it or has it in a field.
/// </summary>
sealed class Deletion(OtherMembers around, CancellationToken cancellationToken)
{
    const int MaxLayers = 2;

    public bool Deletes(SyntaxNode call, PathExpression path, SemanticModel model) =>
        call is InvocationExpressionSyntax invocation && Deletes(invocation, path, model, MaxLayers);

    bool Deletes(InvocationExpressionSyntax call, PathExpression path, SemanticModel model, int layers)
    {
        var arguments = call.ArgumentList.Arguments;
        if (IsDeletion(call))
            return arguments.FirstOrDefault() is { Expression: var file }
                ? path.Is(file, model)
                : call.Expression is MemberAccessExpressionSyntax { Expression: var on } && path.Is(on, model);
        if (layers == 0)
            return false;
        if (arguments.FirstOrDefault(argument => path.Is(argument.Expression, model)) is not { } passed)
            return arguments.Count == 0
                && call.Expression is IdentifierNameSyntax
                && around.Declaration(call, model, cancellationToken) is { } sibling
                && sibling.SyntaxTree == model.SyntaxTree
                && Calls(sibling).Any(inner => Deletes(inner, path, model, layers - 1));
        return BoundCall.Of(call, model, cancellationToken)?.ParameterOf(passed) is { Name: var name }
            && around.Declaration(call, model, cancellationToken) is { } callee
            && around.Sources.Model(callee.SyntaxTree) is { } other
            && Calls(callee).Any(inner => DeletesParameter(inner, name, other, layers - 1));
    }

    bool DeletesParameter(InvocationExpressionSyntax call, string name, SemanticModel model, int layers) =>
        Path(call, name) is { } path && Deletes(call, PathExpression.Of(path), model, layers);

    // The parameter as it is named in the call, which compares as any path does.
    static IdentifierNameSyntax? Path(InvocationExpressionSyntax call, string name) =>
        call.DescendantNodes().OfType<IdentifierNameSyntax>().FirstOrDefault(used => used.Identifier.ValueText == name);

    /// <summary>Whether a call deletes something, by its name.</summary>
    public static bool IsDeletion(InvocationExpressionSyntax call) =>
        Names.Simple(call.Expression).IndexOf("delete", StringComparison.OrdinalIgnoreCase) >= 0;

    // What a handler deletes is no part of what the method is for.
    static IEnumerable<InvocationExpressionSyntax> Calls(SyntaxNode method) =>
        method.DescendantNodes(node => node is not CatchClauseSyntax).OfType<InvocationExpressionSyntax>();
}
