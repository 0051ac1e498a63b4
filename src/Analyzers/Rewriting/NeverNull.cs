using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>What cannot be null: the compiler says so, or where nobody asks it, what it is made by.</summary>
static class NeverNull
{
    const int MaxDepth = 4;

    public static bool Is(ExpressionSyntax expression, SemanticModel model) => Is(expression, model, 0);

    static bool Is(ExpressionSyntax expression, SemanticModel model, int depth) =>
        model.GetTypeInfo(expression).Nullability.FlowState == NullableFlowState.NotNull
        || model.GetConstantValue(expression) is { HasValue: true, Value: not null }
        || expression switch
        {
            ParenthesizedExpressionSyntax inner => Is(inner.Expression, model, depth),
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } either => Is(
                either.Right,
                model,
                depth
            ),
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum => model
                .GetTypeInfo(sum)
                .Type?.SpecialType == SpecialType.System_String,
            ConditionalExpressionSyntax choice => Is(choice.WhenTrue, model, depth)
                && Is(choice.WhenFalse, model, depth),
            IdentifierNameSyntax name => depth < MaxDepth
                && model.GetSymbolInfo(name).Symbol is ILocalSymbol local
                && local.DeclaringSyntaxReferences is [var reference]
                && reference.GetSyntax() is VariableDeclaratorSyntax declared
                && LocalChanges.Of(Names.Body(declared), local.Name) is { Length: > 0 } changes
                && Array.TrueForAll(changes, change => IsSetTo(change, model, depth + 1)),
            _ => IsMade(expression, model, depth),
        };

    // text += "x" makes a text of whatever there was.
    static bool IsSetTo(SyntaxNode change, SemanticModel model, int depth) =>
        change switch
        {
            VariableDeclaratorSyntax { Initializer.Value: var first } => Is(first, model, depth),
            IdentifierNameSyntax { Parent: AssignmentExpressionSyntax set } => set.Kind() switch
            {
                SyntaxKind.SimpleAssignmentExpression or SyntaxKind.CoalesceAssignmentExpression => Is(
                    set.Right,
                    model,
                    depth
                ),
                SyntaxKind.AddAssignmentExpression => model.GetTypeInfo(set.Left).Type?.SpecialType
                    == SpecialType.System_String,
                _ => false,
            },
            _ => false,
        };

    static bool IsMade(ExpressionSyntax expression, SemanticModel model, int depth) =>
        Unwrapped.Of(expression) switch
        {
            BaseObjectCreationExpressionSyntax or ThisExpressionSyntax or BaseExpressionSyntax => true,
            InterpolatedStringExpressionSyntax => true,
            InvocationExpressionSyntax call => depth < MaxDepth
                && model.GetSymbolInfo(call).Symbol is IMethodSymbol method
                && (
                    method.DeclaringSyntaxReferences.IsEmpty
                        ? IsSaid(method, isAwaited: call != expression)
                        : call == expression && Returns(method, model, depth + 1)
                ),
            _ => false,
        };

    // By the annotations of the framework, which an old one does not have.
    static bool IsSaid(IMethodSymbol method, bool isAwaited) =>
        method is { IsStatic: true, Name: "Load" or "LoadAsync" or "Parse", ContainingNamespace.Name: "Linq" }
        || method is { ReturnNullableAnnotation: NullableAnnotation.NotAnnotated, ReturnType.IsReferenceType: true }
            && (
                !isAwaited
                || method.ReturnType
                    is INamedTypeSymbol { TypeArgumentNullableAnnotations: [NullableAnnotation.NotAnnotated] }
            );

    static bool Returns(IMethodSymbol method, SemanticModel model, int depth) =>
        method is { IsVirtual: false, IsAbstract: false, IsOverride: false }
        && method
            .DeclaringSyntaxReferences.Select(reference => reference.GetSyntax())
            .All(declaration =>
                declaration.SyntaxTree == model.SyntaxTree
                && Functions.Returned(declaration).ToArray() is { Length: > 0 } values
                && Array.TrueForAll(values, value => Is(value, model, depth))
            );
}
