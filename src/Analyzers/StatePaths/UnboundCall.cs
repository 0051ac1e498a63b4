using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>
/// A call of the framework with an argument that does not compile: <c>Path.Combine</c> still puts together.
/// </summary>
static class UnboundCall
{
    public static TracedPath[]? Of(IOperation operation, PathTracer tracer) =>
        operation
            is {
                SemanticModel: { } model,
                Syntax: InvocationExpressionSyntax
                {
                    Expression: MemberAccessExpressionSyntax
                    {
                        Expression: var type,
                        Name.Identifier.ValueText: var name
                    },
                    ArgumentList.Arguments: var arguments
                }
            }
        && model.GetSymbolInfo(type).Symbol is INamedTypeSymbol { DeclaringSyntaxReferences.IsEmpty: true } known
        && arguments.Select(argument => model.GetOperation(argument.Expression)).ToArray() is var parts
        && !parts.Contains(null)
            ? PathCalls.Of(known.Name, name, null, [.. parts.OfType<IOperation>()], tracer)
            : null;
}
