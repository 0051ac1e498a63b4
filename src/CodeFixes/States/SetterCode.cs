using AtomicWrites.Analyzers.Sources;
using AtomicWrites.CodeFixes.States.Inlining;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// Whether a setter of a state only sets what is its object's own, and raises events of that: a state that is loaded has
/// just been made, and nobody has subscribed.
/// </summary>
sealed class SetterCode(Compilation compilation, PlainCode code)
{
    readonly ProgramSources _sources = ProgramSources.Of(compilation);
    readonly HashSet<SyntaxNode> _seen = [];

    /// <param name="setter">The setter, or a method that it calls.</param>
    /// <param name="type">That of the object, which may override such a method.</param>
    public bool OnlySets(SyntaxNode setter, INamedTypeSymbol type) =>
        !_seen.Add(setter)
        || setter
            .DescendantNodes()
            .All(node =>
                node switch
                {
                    AssignmentExpressionSyntax set => IsOwn(set.Left, type) && IsGiven(set.Right),
                    PostfixUnaryExpressionSyntax
                    {
                        RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression
                    } change => IsOwn(change.Operand, type),
                    PrefixUnaryExpressionSyntax
                    {
                        RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression
                    } change => IsOwn(change.Operand, type),
                    ArgumentSyntax { RefOrOutKeyword.RawKind: not 0 } passed => IsOwn(passed.Expression, type),
                    InvocationExpressionSyntax call => OnlyTells(call, type),
                    BaseObjectCreationExpressionSyntax made => Names.Called(made) == "PropertyChangedEventArgs",
                    AwaitExpressionSyntax or AnonymousFunctionExpressionSyntax => false,
                    _ => true,
                }
            );

    // value, value ?? "", true
    bool IsGiven(ExpressionSyntax value) =>
        value switch
        {
            LiteralExpressionSyntax => true,
            IdentifierNameSyntax => SymbolOf(value) is IParameterSymbol,
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } or => IsGiven(or.Left)
                && or.Right is LiteralExpressionSyntax,
            _ => false,
        };

    bool IsOwn(ExpressionSyntax target, INamedTypeSymbol type) =>
        target is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax }
            ? SymbolOf(target) switch
            {
                IFieldSymbol { IsStatic: false } or IParameterSymbol or ILocalSymbol => true,
                IPropertySymbol { IsStatic: false, SetMethod: { } set } property => property
                    is { IsVirtual: false, IsAbstract: false, IsOverride: false }
                    && set.DeclaringSyntaxReferences.All(part => OnlySets(part.GetSyntax(), type)),
                _ => false,
            }
            : target.ToString() == "field";

    bool OnlyTells(InvocationExpressionSyntax call, INamedTypeSymbol type) =>
        code.IsPure(call)
        || SymbolOf(call) is IMethodSymbol method
            && (
                method.MethodKind == MethodKind.DelegateInvoke
                    ? SymbolOf(Receiver(call)) is IEventSymbol told && IsUnheard(told)
                    : !method.IsStatic
                        && IsOfSelf(call)
                        && Names.Arguments(call).All(argument => IsPassedOn(argument.Expression))
                        && Bodies(method, type) is { Length: > 0 } bodies
                        && bodies.All(body => OnlySets(body, type))
            );

    // What is set is what was read.
    bool IsPassedOn(ExpressionSyntax argument) =>
        IsGiven(argument)
        || !argument
            .DescendantNodesAndSelf()
            .OfType<IdentifierNameSyntax>()
            .Any(name => SymbolOf(name) is IParameterSymbol);

    static bool IsOfSelf(InvocationExpressionSyntax call) =>
        call.Expression
            is SimpleNameSyntax
                or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or BaseExpressionSyntax };

    // All of the name: what overrides a method is one.
    static SyntaxNode[] Bodies(IMethodSymbol method, INamedTypeSymbol type) =>
        [
            .. StateMember
                .Bases(type)
                .SelectMany(parent => parent.GetMembers(method.Name).OfType<IMethodSymbol>())
                .SelectMany(one => one.DeclaringSyntaxReferences)
                .Select(reference => reference.GetSyntax()),
        ];

    // Changed(), Changed.Invoke(), Changed?.Invoke()
    static ExpressionSyntax Receiver(InvocationExpressionSyntax call) =>
        call.Expression switch
        {
            MemberAccessExpressionSyntax access => access.Expression,
            MemberBindingExpressionSyntax when call.Parent is ConditionalAccessExpressionSyntax optional =>
                optional.Expression,
            var called => called,
        };

    // From the beginning it has none, or one that does nothing.
    static bool IsUnheard(IEventSymbol told) =>
        !told.IsStatic
        && told.DeclaringSyntaxReferences.Length > 0
        && told.DeclaringSyntaxReferences.All(reference =>
            reference.GetSyntax() is VariableDeclaratorSyntax { Initializer: var initial }
            && (initial is null || initial.Value is AnonymousFunctionExpressionSyntax { Block.Statements.Count: 0 })
        );

    ISymbol? SymbolOf(SyntaxNode node) => _sources.Model(node.SyntaxTree)?.GetSymbolInfo(node).Symbol;
}
