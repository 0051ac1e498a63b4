using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Locking;

/// <summary>
/// Whether a path may be asked for once more: a method of the program that gives it prints nothing, counts nothing and
/// gives the same again. A directory that it makes is there already.
/// </summary>
sealed class SaidTwice(SourceIndex sources, CancellationToken cancellationToken)
{
    const int MaxDepth = 3;

    // Types that show something to others, or give something else each time.
    static readonly string[] Talkative = ["Console", "Debug", "Guid", "Interlocked", "Process", "Random", "Trace"];

    public bool Is(ExpressionSyntax path, SemanticModel model) => IsCode(path, model, 0);

    bool IsCode(SyntaxNode code, SemanticModel model, int depth) =>
        code.DescendantNodesAndSelf()
            .All(node =>
                node switch
                {
                    AssignmentExpressionSyntax { RawKind: not (int)SyntaxKind.CoalesceAssignmentExpression } set =>
                        IsLocal(set.Left, model),
                    PostfixUnaryExpressionSyntax
                    {
                        RawKind: not (int)SyntaxKind.SuppressNullableWarningExpression
                    } count => IsLocal(count.Operand, model),
                    PrefixUnaryExpressionSyntax
                    {
                        RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression
                    } count => IsLocal(count.Operand, model),
                    InvocationExpressionSyntax call => IsCall(call, model, depth),
                    _ => true,
                }
            );

    bool IsLocal(ExpressionSyntax target, SemanticModel model) =>
        model.GetSymbolInfo(target, cancellationToken).Symbol is ILocalSymbol or IParameterSymbol;

    bool IsCall(InvocationExpressionSyntax call, SemanticModel model, int depth) =>
        model.GetSymbolInfo(call, cancellationToken).Symbol is not IMethodSymbol { ContainingType: { } type } method
        || !Talkative.Contains(type.Name)
            && method.MethodKind != MethodKind.DelegateInvoke
            && (
                depth == MaxDepth
                || CallTarget
                    .All(method, sources)
                    .SelectMany(target => target.DeclaringSyntaxReferences)
                    .All(reference =>
                        sources.Model(reference.SyntaxTree) is not { } other
                        || IsCode(reference.GetSyntax(cancellationToken), other, depth + 1)
                    )
            );
}
