using System.Collections.Concurrent;
using System.Collections.Immutable;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>
/// Who calls a method, a constructor or, through an interface or a base class, an implementation of the compilation,
/// and with what.
/// </summary>
sealed class Callers(SourceIndex sources)
{
    /// <summary>A method with more callers is a tool for everything; its callers then decide.</summary>
    public const int Max = 32;

    // Many methods share a name such as Save; binding each of their calls would cost more than it tells.
    const int MaxBound = 64;

    const int ManyNamesakes = 16;

    readonly ConcurrentDictionary<string, Lazy<ILookup<IMethodSymbol?, SyntaxNode>>> _byTarget = new(
        StringComparer.Ordinal
    );

    readonly ConcurrentDictionary<IParameterSymbol, ImmutableArray<Call>> _calls = new(SymbolEqualityComparer.Default);

    /// <summary>At most <see cref="Max"/> + 1 calls that pass something for a parameter.</summary>
    public ImmutableArray<Call> Of(IParameterSymbol parameter) => _calls.GetOrAdd(parameter.OriginalDefinition, Find);

    ImmutableArray<Call> Find(IParameterSymbol parameter)
    {
        if (parameter.ContainingSymbol is not IMethodSymbol { DeclaringSyntaxReferences.IsEmpty: false } method)
            return ImmutableArray<Call>.Empty;
        var name = method.MethodKind == MethodKind.Constructor ? method.ContainingType.Name : method.Name;
        return Candidates(name, method)
            .Where(node => MayCall(node, method))
            .Take(MaxBound)
            .Select(node => Bind(node, method, parameter))
            .OfType<Call>()
            .Take(Max + 1)
            .ToImmutableArray();
    }

    // Where many methods have the name, one after the other would look at all calls.
    IEnumerable<SyntaxNode> Candidates(string name, IMethodSymbol method)
    {
        if (sources.Methods(name).Length <= ManyNamesakes)
            return sources.Calls(name);
        var byTarget = _byTarget.GetOrAdd(name, key => new(() => ByTarget(key))).Value;
        return byTarget[method.OriginalDefinition].Concat(byTarget[null]);
    }

    // Null stands for what is decided when the program runs.
    ILookup<IMethodSymbol?, SyntaxNode> ByTarget(string name) =>
        sources
            .Calls(name)
            .ToLookup<SyntaxNode, IMethodSymbol?>(
                node =>
                    sources.Model(node.SyntaxTree)?.GetSymbolInfo(node).Symbol is IMethodSymbol target
                    && target
                        is { IsVirtual: false, IsAbstract: false, IsOverride: false, PartialImplementationPart: null }
                        ? (target.ReducedFrom ?? target).OriginalDefinition
                        : null,
                SymbolEqualityComparer.Default
            );

    /// <summary>All calls that run a method, also through an interface or a base class, however many.</summary>
    public static IEnumerable<SyntaxNode> All(
        IMethodSymbol method,
        SourceIndex sources,
        CancellationToken cancellationToken
    ) =>
        sources
            .AllCalls(method.Name)
            .Where(call =>
                sources.Model(call.SyntaxTree)?.GetSymbolInfo(call, cancellationToken).Symbol is IMethodSymbol called
                && Reaches(called, method)
            );

    /// <summary>
    /// By syntax alone: as many arguments as there are parameters, and the type's name before a static method.
    /// </summary>
    public static bool MayCall(SyntaxNode node, IMethodSymbol method)
    {
        var count = Names.Arguments(node).Count;
        if (method.IsExtensionMethod)
            return count <= method.Parameters.Length;
        if (ExtensionBlock.Declares(method))
            return count <= method.Parameters.Length + 1;
        if (count > method.Parameters.Length && method.Parameters.LastOrDefault() is not { IsParams: true })
            return false;
        if (method.Parameters.Skip(count).Any(parameter => parameter is { IsOptional: false, IsParams: false }))
            return false;
        return !method.IsStatic
            || node
                is not InvocationExpressionSyntax
                {
                    Expression: MemberAccessExpressionSyntax { Expression: var receiver }
                }
            || Names.Simple(receiver) == method.ContainingType.Name;
    }

    Call? Bind(SyntaxNode node, IMethodSymbol method, IParameterSymbol parameter) =>
        Names.Arguments(node).Count > 0
        && sources.Model(node.SyntaxTree) is { } model
        && BoundCall.Of(node, model) is { } call
        && Reaches(call.Method, method)
        && call.For(parameter) is { } argument
            ? new(node, argument, model.GetEnclosingSymbol(node.SpanStart))
            : null;

    /// <summary>Whether a call of <paramref name="target"/> may run <paramref name="method"/>.</summary>
    public static bool Reaches(IMethodSymbol target, IMethodSymbol method)
    {
        target = (target.ReducedFrom ?? target).OriginalDefinition;
        method = method.OriginalDefinition;
        if (
            SymbolEqualityComparer.Default.Equals(target, method)
            || SymbolEqualityComparer.Default.Equals(target.PartialImplementationPart, method)
            || ExtensionBlock.AreForms(target, method)
        )
            return true;
        if (
            method.ExplicitInterfaceImplementations.Any(member =>
                SymbolEqualityComparer.Default.Equals(member.OriginalDefinition, target)
            )
        )
            return true;
        if (target.Name != method.Name || !(target.IsAbstract || target.IsVirtual || target.IsOverride))
            return false;
        for (var overridden = method.OverriddenMethod; overridden is not null; overridden = overridden.OverriddenMethod)
            if (SymbolEqualityComparer.Default.Equals(overridden.OriginalDefinition, target))
                return true;
        return target.ContainingType.TypeKind == TypeKind.Interface
            && method.ContainingType.AllInterfaces.Any(implemented =>
                SymbolEqualityComparer.Default.Equals(implemented.OriginalDefinition, target.ContainingType)
                && implemented
                    .GetMembers(target.Name)
                    .Any(member =>
                        SymbolEqualityComparer.Default.Equals(member.OriginalDefinition, target)
                        && SymbolEqualityComparer.Default.Equals(
                            method.ContainingType.FindImplementationForInterfaceMember(member)?.OriginalDefinition,
                            method
                        )
                    )
            );
    }
}

/// <param name="Node">The invocation, creation or initializer.</param>
/// <param name="Argument">What it passes.</param>
/// <param name="Enclosing">The member that calls.</param>
sealed record Call(SyntaxNode Node, IOperation Argument, ISymbol? Enclosing);
