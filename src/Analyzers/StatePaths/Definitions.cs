using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>What a symbol's value may be: initializers, assignments, returned expressions, arguments of callers; of any type of the compilation.</summary>
sealed class Definitions(SourceIndex sources, Callers callers)
{
    const int MaxValues = 4;

    // Many members share a name such as Path.
    const int MaxBound = 16;

    public IReadOnlyList<IOperation> Of(ISymbol symbol) => Operations(Expressions(symbol));

    /// <summary>What callers pass for a parameter.</summary>
    public IReadOnlyList<IOperation> PassedTo(IParameterSymbol parameter)
    {
        var passed = new List<IOperation>();
        foreach (var call in callers.Of(parameter))
            if (passed.Count < MaxValues && call.Argument is { } argument)
                passed.Add(argument);
        return passed;
    }

    List<IOperation> Operations(IEnumerable<ExpressionSyntax> expressions)
    {
        var values = new List<IOperation>();
        foreach (var expression in expressions)
        {
            if (
                values.Count < MaxValues
                && !expression.IsKind(SyntaxKind.NullLiteralExpression)
                && !expression.IsKind(SyntaxKind.SuppressNullableWarningExpression)
                && sources.Operation(expression) is { } operation
                && operation.ConstantValue is not { HasValue: true, Value: null or "" }
            )
                values.Add(operation);
        }

        return values;
    }

    IEnumerable<ExpressionSyntax> Expressions(ISymbol symbol) =>
        symbol switch
        {
            IFieldSymbol or IPropertySymbol => Declared(symbol).Concat(Assigned(symbol)),
            ILocalSymbol => Declared(symbol).Concat(AssignedToLocal(symbol)),
            IMethodSymbol => Declared(symbol),
            _ => [],
        };

    // A member that others may set is mostly set by a constructor or an initializer; others are asked only if the type itself says nothing.
    IEnumerable<ExpressionSyntax> Assigned(ISymbol member)
    {
        if (member.ContainingType is not { DeclaringSyntaxReferences.IsEmpty: false } type)
            return [];
        var own = SourceIndex.AssignedTo(type, member.Name);
        return member.DeclaredAccessibility == Accessibility.Private || own.Any()
            ? own
            : sources.AssignedTo(member.Name).Take(MaxBound).Where(value => Means(value, member));
    }

    bool Means(ExpressionSyntax value, ISymbol member) =>
        value.Parent is AssignmentExpressionSyntax assignment
        && sources.Model(value.SyntaxTree) is { } model
        && SymbolEqualityComparer.Default.Equals(
            model.GetSymbolInfo(assignment.Left).Symbol?.OriginalDefinition,
            member.OriginalDefinition
        );

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
                    foreach (
                        var accessor in property.AccessorList?.Accessors.Where(accessor =>
                            accessor.IsKind(SyntaxKind.GetAccessorDeclaration)
                        )
                            ?? []
                    )
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
            : block
                ?.DescendantNodes(node => node is not (LambdaExpressionSyntax or LocalFunctionStatementSyntax))
                .OfType<ReturnStatementSyntax>()
                .Select(statement => statement.Expression!)
                .Where(value => value is not null)
                ?? [];

    static IEnumerable<ExpressionSyntax> AssignedToLocal(ISymbol local) =>
        local
            .DeclaringSyntaxReferences.Select(reference => Names.Member(reference.GetSyntax()))
            .Where(member => member is not null)
            .SelectMany(member =>
                TreeIndex
                    .Of(member!.SyntaxTree)
                    .AssignedTo(local.Name)
                    .Where(value =>
                        member.Span.Contains(value.Span)
                        && value.Parent is AssignmentExpressionSyntax { Left: IdentifierNameSyntax }
                    )
            );
}
