using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.Analyzers.Sources;

/// <summary>
/// A call or creation with the method that it means and what it passes. Where an argument does not compile, say because a package is
/// missing or the line is half typed, the method that would fit is taken: what the path is does not depend on the rest.
/// </summary>
/// <param name="Node">The invocation, creation or constructor's initializer.</param>
/// <param name="Method">What is called.</param>
/// <param name="Instance">What it is called on.</param>
/// <param name="Passed">The operation for each parameter's ordinal; null where the default is used.</param>
sealed record BoundCall(SyntaxNode Node, IMethodSymbol Method, IOperation? Instance, IReadOnlyList<IOperation?> Passed)
{
    public static BoundCall? Of(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken = default) =>
        All(node, model, cancellationToken) is [var first, ..] ? first : null;

    /// <summary>One where the call compiles, else each that would fit.</summary>
    public static IReadOnlyList<BoundCall> All(
        SyntaxNode node,
        SemanticModel model,
        CancellationToken cancellationToken = default
    ) =>
        model.GetOperation(node, cancellationToken) switch
        {
            IInvocationOperation call => [Of(node, call.TargetMethod, call.Instance, call.Arguments)],
            IObjectCreationOperation { Constructor: { } constructor } creation =>
            [
                Of(node, constructor, null, creation.Arguments),
            ],
            _ => [.. Candidates(node, model, cancellationToken)],
        };

    /// <summary>The operation passed for a parameter.</summary>
    public IOperation? For(string parameter) =>
        Method.Parameters.FirstOrDefault(candidate => candidate.Name == parameter) is { } found
            ? Passed[found.Ordinal]
            : null;

    static BoundCall Of(
        SyntaxNode node,
        IMethodSymbol method,
        IOperation? instance,
        ImmutableArray<IArgumentOperation> arguments
    )
    {
        var passed = new IOperation?[method.Parameters.Length];
        foreach (var argument in arguments)
            if (argument is { Parameter: { } parameter, ArgumentKind: ArgumentKind.Explicit })
                passed[parameter.Ordinal] = argument.Value;
        return new(node, method, instance, passed);
    }

    static IEnumerable<BoundCall> Candidates(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        var arguments = Names.Arguments(node);
        var info = model.GetSymbolInfo(node, cancellationToken);
        foreach (
            var method in (
                info.Symbol is null ? info.CandidateSymbols : ImmutableArray.Create(info.Symbol)
            ).OfType<IMethodSymbol>()
        )
        {
            if (
                method.Parameters.Length < arguments.Count
                || method
                    .Parameters.Skip(arguments.Count)
                    .Any(parameter => !parameter.IsOptional && !parameter.IsParams)
            )
                continue;
            var passed = new IOperation?[method.Parameters.Length];
            for (var i = 0; i < arguments.Count; i++)
            {
                var at = arguments[i].NameColon is { Name.Identifier.ValueText: var name }
                    ? method.Parameters.FirstOrDefault(parameter => parameter.Name == name)?.Ordinal
                    : i;
                if (at is { } ordinal)
                    passed[ordinal] = model.GetOperation(arguments[i].Expression, cancellationToken);
            }

            yield return new(node, method, null, passed);
        }
    }
}
