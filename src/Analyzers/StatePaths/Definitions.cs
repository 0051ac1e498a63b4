using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>What a symbol's value may be: initializers, assignments, returned expressions; of any type of the compilation.</summary>
sealed class Definitions(Compilation compilation)
{
    const int MaxValues = 4;

    readonly ConcurrentDictionary<INamedTypeSymbol, TypeUses> _uses = new(SymbolEqualityComparer.Default);

    /// <summary>Assignments and reads within a type, indexed once.</summary>
    public TypeUses UsesIn(INamedTypeSymbol type) => _uses.GetOrAdd(type.OriginalDefinition, static symbol => new TypeUses(symbol));

    public IReadOnlyList<IOperation> Of(ISymbol symbol)
    {
        var values = new List<IOperation>();
        foreach (var expression in Expressions(symbol).Take(MaxValues))
            if (Operation(expression) is { } operation)
                values.Add(operation);
        return values;
    }

    IEnumerable<ExpressionSyntax> Expressions(ISymbol symbol) => symbol switch
    {
        IFieldSymbol or IPropertySymbol => Declared(symbol).Concat(symbol.ContainingType is { DeclaringSyntaxReferences.IsEmpty: false } type ? UsesIn(type).AssignedTo(symbol.Name) : []),
        ILocalSymbol => Declared(symbol).Concat(AssignedToLocal(symbol)),
        IMethodSymbol => Declared(symbol),
        _ => [],
    };

    static IEnumerable<ExpressionSyntax> Declared(ISymbol symbol)
    {
        foreach (var reference in symbol.DeclaringSyntaxReferences)
        {
            switch (reference.GetSyntax())
            {
                case VariableDeclaratorSyntax { Initializer.Value: var value }:
                    yield return value;
                    break;
                case PropertyDeclarationSyntax property:
                    if (property.Initializer?.Value is { } initial)
                        yield return initial;
                    if (property.ExpressionBody?.Expression is { } body)
                        yield return body;
                    foreach (var accessor in property.AccessorList?.Accessors.Where(accessor => accessor.IsKind(SyntaxKind.GetAccessorDeclaration)) ?? [])
                        foreach (var value in Returned(accessor.ExpressionBody, accessor.Body))
                            yield return value;
                    break;
                case MethodDeclarationSyntax method:
                    foreach (var value in Returned(method.ExpressionBody, method.Body))
                        yield return value;
                    break;
                case LocalFunctionStatementSyntax function:
                    foreach (var value in Returned(function.ExpressionBody, function.Body))
                        yield return value;
                    break;
            }
        }
    }

    static IEnumerable<ExpressionSyntax> Returned(ArrowExpressionClauseSyntax? arrow, BlockSyntax? block) =>
        arrow is not null
            ? [arrow.Expression]
            : block?.DescendantNodes(node => node is not (LambdaExpressionSyntax or LocalFunctionStatementSyntax))
                .OfType<ReturnStatementSyntax>().Select(statement => statement.Expression!).Where(value => value is not null) ?? [];

    static IEnumerable<ExpressionSyntax> AssignedToLocal(ISymbol local) =>
        local.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax().FirstAncestorOrSelf<MemberDeclarationSyntax>()).Where(member => member is not null)
            .SelectMany(member => member!.DescendantNodes().OfType<AssignmentExpressionSyntax>())
            .Where(assignment => assignment.Left is IdentifierNameSyntax name && name.Identifier.ValueText == local.Name)
            .Select(assignment => assignment.Right);

    // In an IDE a referenced project's trees are seen too, but belong to another compilation.
    IOperation? Operation(ExpressionSyntax expression)
    {
        if (!compilation.ContainsSyntaxTree(expression.SyntaxTree))
            return null;
#pragma warning disable RS1030 // Only for the few paths that reach a writer; the values of their fields stand in other trees.
        return compilation.GetSemanticModel(expression.SyntaxTree).GetOperation(expression);
#pragma warning restore RS1030
    }
}
