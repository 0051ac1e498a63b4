using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.CodeFixes.States;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Fallbacks;

/// <summary>
/// Whether what names a path does no more, so that it can be said once more: <c>GetPath()</c>, which may make the
/// folder, but counts nothing.
/// </summary>
sealed class NamingOnly(SourceIndex sources, CancellationToken cancellationToken)
{
    const int MaxDepth = 4;

    public bool Is(SyntaxNode code) => Is(code, MaxDepth);

    bool Is(SyntaxNode code, int depth) =>
        sources.Model(code.SyntaxTree) is { } model
        && code.DescendantNodesAndSelf().All(node => !Sets(node, model) && IsCalledFreely(node, model, depth));

    // A local is its own; ??= is done once.
    bool Sets(SyntaxNode node, SemanticModel model) =>
        node switch
        {
            AssignmentExpressionSyntax
            {
                RawKind: not (int)SyntaxKind.CoalesceAssignmentExpression,
                Left: var target
            } => IsShared(target, model),
            PrefixUnaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression,
                Operand: var target
            } => IsShared(target, model),
            PostfixUnaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression,
                Operand: var target
            } => IsShared(target, model),
            ArgumentSyntax
            {
                RefKindKeyword.RawKind: not 0,
                Expression: not DeclarationExpressionSyntax and var target
            } => IsShared(target, model),
            _ => false,
        };

    bool IsShared(ExpressionSyntax target, SemanticModel model) =>
        model.GetSymbolInfo(target, cancellationToken).Symbol is not (ILocalSymbol or IDiscardSymbol);

    bool IsCalledFreely(SyntaxNode node, SemanticModel model, int depth)
    {
        if (
            node is not (InvocationExpressionSyntax or SimpleNameSyntax)
            || model.GetSymbolInfo(node, cancellationToken).Symbol is not { } symbol
            || symbol is not (IMethodSymbol or IPropertySymbol)
        )
            return true;
        if (symbol.DeclaringSyntaxReferences is { IsEmpty: false } declared)
            return depth > 0
                && declared.All(reference =>
                    sources.Model(reference.SyntaxTree) is null || Is(reference.GetSyntax(cancellationToken), depth - 1)
                );
        return node is not InvocationExpressionSyntax
            || !FileEffects.MayWriteItself(node, Names.Called(node))
                && (
                    symbol is not IMethodSymbol { ReturnsVoid: true }
                    || node.Parent is ExpressionStatementSyntax said && Talk.Is(said)
                );
    }
}
