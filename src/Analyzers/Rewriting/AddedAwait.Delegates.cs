using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

// Code that is not called by its name: who gets it as a delegate may call it, and go on.
sealed partial class AddedAwait
{
    // Those of them that have a delegate called before they return, or somebody wait for who calls it.
    static readonly string[] CallingNamespaces =
    [
        "System",
        "System.Collections.Generic",
        "System.Collections.Immutable",
        "System.Threading",
        "System.Threading.Tasks",
    ];

    bool IsNoticedThroughDelegate(SyntaxNode? function, IMethodSymbol code, int depth) =>
        Delegates(function, code).Any(value => GoesOn(value, code.ReturnsVoid, depth));

    IEnumerable<ExpressionSyntax> Delegates(SyntaxNode? function, IMethodSymbol code) =>
        function is AnonymousFunctionExpressionSyntax lambda
            ? [lambda]
            : compilation
                .SyntaxTrees.SelectMany(tree => MethodGroups.Of(tree, code.Name))
                .Where(group =>
                    SymbolEqualityComparer.Default.Equals(
                        _sources
                            .Model(group.SyntaxTree)
                            ?.GetSymbolInfo(group, cancellationToken)
                            .Symbol?.OriginalDefinition,
                        code.OriginalDefinition
                    )
                );

    bool GoesOn(ExpressionSyntax value, bool isVoid, int depth)
    {
        if (_sources.Model(value.SyntaxTree) is not { } model)
            return false;
        switch (value.Parent)
        {
            case ParenthesizedExpressionSyntax or CastExpressionSyntax:
                return GoesOn((ExpressionSyntax)value.Parent, isVoid, depth);
            case ArgumentSyntax { Parent.Parent: BaseObjectCreationExpressionSyntax made }:
                return model.GetTypeInfo(made, cancellationToken).Type switch
                {
                    { TypeKind: TypeKind.Delegate } => GoesOn(made, isVoid, depth),
                    { Name: "Thread", ContainingNamespace.Name: "Threading" } => true,
                    _ => false, // keeps it for later
                };
            case ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax taker }
                when model.GetSymbolInfo(taker, cancellationToken).Symbol is IMethodSymbol method:
                var isOwn = !method.DeclaringSyntaxReferences.IsEmpty;
                return isVoid
                    ? isOwn || CallingNamespaces.Contains(method.ContainingNamespace.ToDisplayString())
                    : isOwn && (!IsHandedOn(taker) || depth < MaxDepth && IsNoticed(taker, depth + 1));
            case AssignmentExpressionSyntax set when set.Right == value:
                return IsCalled(model.GetSymbolInfo(set.Left, cancellationToken).Symbol, isVoid);
            case EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable }:
                return IsCalled(model.GetDeclaredSymbol(variable, cancellationToken), isVoid);
            default:
                return false;
        }
    }

    // By the program, without waiting.
    bool IsCalled(ISymbol? held, bool isVoid) =>
        held is { DeclaringSyntaxReferences.IsEmpty: false }
        && _sources
            .AllCalls(held.Name)
            .Concat(_sources.AllCalls("Invoke").Where(call => Receiver(call) == held.Name))
            .Any(call => isVoid || !IsHandedOn(call));

    // work.Invoke() and work?.Invoke()
    static string Receiver(SyntaxNode call) =>
        call is InvocationExpressionSyntax { Expression: var called, Parent: var around }
            ? called switch
            {
                MemberAccessExpressionSyntax access => Names.Simple(access.Expression),
                MemberBindingExpressionSyntax when around is ConditionalAccessExpressionSyntax access => Names.Simple(
                    access.Expression
                ),
                _ => "",
            }
            : "";
}
