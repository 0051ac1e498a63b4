using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Streams;

/// <summary>
/// Whether code of the program that a stream is given to, or that is put around it, catches what fails while it writes:
/// then nobody learns that half of it is missing.
/// </summary>
sealed class SwallowedFailures(Compilation compilation, CancellationToken cancellationToken)
{
    const int MaxMethods = 200; // who calls more is not looked through

    readonly SourceIndex _sources = new(compilation);
    readonly HashSet<IMethodSymbol> _seen = new(SymbolEqualityComparer.Default);

    /// <summary>Whether a member of a type, or of what it is derived from, does so.</summary>
    public bool AreOf(ITypeSymbol? type)
    {
        for (; type is { DeclaringSyntaxReferences.IsEmpty: false }; type = type.BaseType)
            if (type.GetMembers().OfType<IMethodSymbol>().Any(AreIn))
                return true;
        return false;
    }

    /// <summary>Whether a method does so, or one that it calls, overrides and implementations included.</summary>
    public bool AreIn(IMethodSymbol method) =>
        Bodies(method, _seen).Any(body => Calls(body.Node).Any(call => IsIn(call, body.Model)) || Catches(body));

    bool IsIn(SyntaxNode call, SemanticModel model) =>
        model.GetSymbolInfo(call, cancellationToken).Symbol is IMethodSymbol method && AreIn(method);

    bool Catches((SyntaxNode Node, SemanticModel Model) body) =>
        body
            .Node.DescendantNodes()
            .Any(node =>
                node is TryStatementSyntax attempt
                    && !attempt.Catches.All(clause => StreamTrace.Fails(clause, body.Model))
                    && Calls(attempt.Block).Any(call => Writes(call, body.Model, new(SymbolEqualityComparer.Default)))
                || Names.Simple(node) == "SuppressThrowing"
            );

    // By something that is closed in the end, or with it; what a delegate does is not known.
    bool Writes(SyntaxNode call, SemanticModel model, HashSet<IMethodSymbol> seen) =>
        model.GetSymbolInfo(call, cancellationToken).Symbol is not IMethodSymbol method
        || method.MethodKind is MethodKind.DelegateInvoke
        || method is { IsStatic: false, MethodKind: not MethodKind.Constructor }
            && StreamTypes.IsDisposable(method.ContainingType)
        || Names
            .Operands(call)
            .Any(operand => StreamTypes.IsDisposable(model.GetTypeInfo(operand, cancellationToken).Type))
        || Bodies(method, seen).Any(body => Calls(body.Node).Any(inner => Writes(inner, body.Model, seen)));

    IEnumerable<(SyntaxNode Node, SemanticModel Model)> Bodies(IMethodSymbol method, HashSet<IMethodSymbol> seen)
    {
        foreach (var target in CallTarget.All(method, _sources))
        {
            if (!seen.Add(target) || seen.Count > MaxMethods)
                continue;
            foreach (var reference in target.DeclaringSyntaxReferences)
                if (
                    reference.GetSyntax(cancellationToken) is var declaration and not TypeDeclarationSyntax
                    && _sources.Model(declaration.SyntaxTree) is { } model
                )
                    yield return (declaration, model);
        }
    }

    static IEnumerable<SyntaxNode> Calls(SyntaxNode code) =>
        code.DescendantNodes().Where(node => node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax);
}
