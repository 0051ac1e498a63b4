using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.Analyzers.Locks;

/// <summary>
/// An asynchronous lambda where the library calls something that returns nothing, such as an upgrade: it counts as done
/// at its first <c>await</c>. The work of a lock and of an update is <see cref="EscapingWork"/>'s.
/// </summary>
static class AsynchronousCallback
{
    public static EscapingWork? Of(
        AnonymousFunctionExpressionSyntax lambda,
        SemanticModel model,
        CancellationToken cancellationToken
    ) =>
        lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword)
        && Taker(lambda, model, cancellationToken) is { ContainingType: { } type } taker
        && Library.Declares(type)
        && model.GetTypeInfo(lambda, cancellationToken).ConvertedType
            is INamedTypeSymbol { DelegateInvokeMethod.ReturnsVoid: true }
            ? new(EscapeKind.AsynchronousCallback, lambda, $"{type.Name}.{taker.Name}", "")
            : null;

    // The property that it is assigned to, alone or in a list, or the method that it is handed to.
    static ISymbol? Taker(SyntaxNode lambda, SemanticModel model, CancellationToken cancellationToken)
    {
        var value = lambda.Parent;
        while (
            value
                is ParenthesizedExpressionSyntax
                    or CastExpressionSyntax
                    or ExpressionElementSyntax
                    or CollectionExpressionSyntax
                    or InitializerExpressionSyntax
                    or BaseObjectCreationExpressionSyntax
                    or ArrayCreationExpressionSyntax
                    or ImplicitArrayCreationExpressionSyntax
        )
            value = value.Parent;
        return value switch
        {
            AssignmentExpressionSyntax assignment => model.GetSymbolInfo(assignment.Left, cancellationToken).Symbol
                as IPropertySymbol,
            ArgumentSyntax argument when argument.Expression == lambda => model.GetOperation(
                argument,
                cancellationToken
            )
                is IArgumentOperation { Parameter: { ContainingSymbol: IMethodSymbol method } parameter }
            && !EscapingWork.IsWorkOf(method, parameter)
                ? method
                : null,
            _ => null,
        };
    }
}
