using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using AtomicWrites.Analyzers.Streams;
using AtomicWrites.Analyzers.Updates;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// Whether statements may load another state, whose failure a handler for this one would catch: they call the library,
/// a package, a delegate, or a method of the program that does.
/// </summary>
sealed class OtherStates(Compilation compilation, CancellationToken cancellationToken)
{
    const int MaxDepth = 3;

    readonly SourceIndex _sources = UpdateSequences.Of(compilation).Sources;

    public bool MayBeLoadedBy(StatementSyntax statement, SemanticModel model) =>
        !Talk.Is(statement) && MayBeLoadedBy(statement, model, 0);

    bool MayBeLoadedBy(SyntaxNode code, SemanticModel model, int depth) =>
        code.DescendantNodesAndSelf()
            .Any(node =>
                node
                    is InvocationExpressionSyntax
                        or BaseObjectCreationExpressionSyntax
                        or SimpleNameSyntax
                        {
                            Parent: not (InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax)
                        }
                && !model.GetConstantValue(node, cancellationToken).HasValue
                && MayLoad(node, model.GetSymbolInfo(node, cancellationToken).Symbol, depth)
            );

    bool MayLoad(SyntaxNode node, ISymbol? symbol, int depth)
    {
        if (symbol is IPropertySymbol property)
            return Accessors((ExpressionSyntax)node, property).Any(accessor => MayRun(accessor, depth));
        if (node is SimpleNameSyntax)
            return false;
        return symbol is IMethodSymbol { MethodKind: not MethodKind.DelegateInvoke } method
            ? MayRun(method, depth)
            : symbol is not null || node is InvocationExpressionSyntax;
    }

    // What is set, read, or both.
    static IEnumerable<IMethodSymbol> Accessors(ExpressionSyntax name, IPropertySymbol property)
    {
        while (name.Parent is MemberAccessExpressionSyntax access && access.Name == name)
            name = access;
        var isSet =
            name.Parent is AssignmentExpressionSyntax set && set.Left == name
            || name.Parent
                is PostfixUnaryExpressionSyntax { RawKind: not (int)SyntaxKind.SuppressNullableWarningExpression };
        if (isSet && property.SetMethod is { } setter)
            yield return setter;
        if (!(isSet && name.Parent.IsKind(SyntaxKind.SimpleAssignmentExpression)) && property.GetMethod is { } getter)
            yield return getter;
    }

    bool MayRun(IMethodSymbol method, int depth)
    {
        if (StreamTypes.IsOfFramework(method.ContainingType))
            return false;
        var bodies = CallTarget
            .All(method, _sources)
            .SelectMany(target => target.DeclaringSyntaxReferences)
            .Select(reference => reference.GetSyntax(cancellationToken))
            .Where(declaration => declaration is not TypeDeclarationSyntax)
            .ToArray();
        if (bodies.Length == 0)
            return !method.ContainingType.Locations.Any(place => place.IsInSource) || method.IsAbstract;
        return depth == MaxDepth
            || bodies.Any(body =>
                _sources.Model(body.SyntaxTree) is not { } model || MayBeLoadedBy(body, model, depth + 1)
            );
    }
}
