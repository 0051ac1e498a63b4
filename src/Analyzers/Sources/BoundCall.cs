using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.Analyzers.Sources;

/// <summary>
/// A call or creation with the method that it means and what it passes. Where an argument does not compile, say because
/// a package is missing or the line is half typed, the method that would fit is taken: what the path is does not depend
/// on the rest.
/// </summary>
/// <param name="Node">The invocation, creation or constructor's initializer.</param>
/// <param name="Method">What is called, as it is declared.</param>
/// <param name="Instance">What it is called on; an extension method is passed that as its receiver.</param>
/// <param name="Arguments">What is passed, in the order of the parameters; without those whose default is used.</param>
sealed record BoundCall(
    SyntaxNode Node,
    IMethodSymbol Method,
    IOperation? Instance,
    ImmutableArray<PassedArgument> Arguments
)
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

    /// <summary>
    /// What is passed for a parameter: of <see cref="Method"/>, of what implements or declares it, or of the other form
    /// of an extension.
    /// </summary>
    public IOperation? For(IParameterSymbol? parameter) =>
        parameter is null ? null : At(PassedArgument.PositionOf(parameter));

    /// <summary>What is passed for the parameter of that name.</summary>
    public IOperation? For(string parameter) =>
        For(Method.Parameters.FirstOrDefault(candidate => candidate.Name == parameter));

    /// <summary>What an extension is called on.</summary>
    public IOperation? Receiver => At(PassedArgument.Receiver);

    /// <summary>The parameter that an argument is passed for.</summary>
    public IParameterSymbol? ParameterOf(ArgumentSyntax argument) =>
        Arguments
            .Where(passed => argument.Expression.Span.Contains(passed.Value.Syntax.Span))
            .Select(passed =>
                Method.Parameters.FirstOrDefault(parameter => PassedArgument.PositionOf(parameter) == passed.Position)
            )
            .FirstOrDefault();

    IOperation? At(int position) => Arguments.FirstOrDefault(argument => argument.Position == position).Value;

    static BoundCall Of(
        SyntaxNode node,
        IMethodSymbol method,
        IOperation? instance,
        IEnumerable<IArgumentOperation> arguments
    ) =>
        Of(
            node,
            method,
            instance,
            arguments
                .Where(argument => argument is { Parameter: not null, ArgumentKind: ArgumentKind.Explicit })
                .Select(argument => new PassedArgument(PassedArgument.PositionOf(argument.Parameter!), argument.Value))
        );

    static BoundCall Of(SyntaxNode node, IMethodSymbol method, IOperation? instance, IEnumerable<PassedArgument> passed)
    {
        var isExtension = method.IsExtensionMethod || ExtensionBlock.Declares(method);
        if (isExtension && instance is not null)
            passed = passed.Append(new(PassedArgument.Receiver, instance));
        return new(
            node,
            method.ReducedFrom ?? method,
            isExtension ? null : instance,
            passed.OrderBy(argument => argument.Position).ToImmutableArray()
        );
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
            yield return Of(
                node,
                method,
                CalledOn(node, method, model, cancellationToken),
                Passed(arguments, method, model, cancellationToken)
            );
        }
    }

    static IEnumerable<PassedArgument> Passed(
        SeparatedSyntaxList<ArgumentSyntax> arguments,
        IMethodSymbol method,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        foreach (var (argument, positional) in arguments.Zip(method.Parameters, (argument, other) => (argument, other)))
        {
            var parameter = argument.NameColon is { Name.Identifier.ValueText: var name }
                ? method.Parameters.FirstOrDefault(candidate => candidate.Name == name)
                : positional;
            if (parameter is not null && model.GetOperation(argument.Expression, cancellationToken) is { } value)
                yield return new(PassedArgument.PositionOf(parameter), value);
        }
    }

    static IOperation? CalledOn(
        SyntaxNode node,
        IMethodSymbol method,
        SemanticModel model,
        CancellationToken cancellationToken
    ) =>
        !method.IsStatic
        && node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var receiver } }
            ? model.GetOperation(receiver, cancellationToken)
            : null;
}
