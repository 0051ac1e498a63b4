using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using AtomicWrites.Analyzers.Updates;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// Whether a program saves null somewhere, which wrote <c>null</c> to the file, and a <c>StateFile</c> refuses: it is
/// passed to the method that saves, or the member that is saved is set to it, or by nothing before.
/// </summary>
sealed class SavedNull
{
    const int MaxDepth = 5;

    readonly SourceIndex _sources;
    readonly CancellationToken _cancellationToken;
    readonly UnsetMember _members;
    readonly NullGuards _guards;

    SavedNull(SyntaxNode write, SourceIndex sources, CancellationToken cancellationToken)
    {
        (_sources, _cancellationToken) = (sources, cancellationToken);
        _members = new(write, sources, cancellationToken);
        _guards = new(write, _members, sources, cancellationToken);
    }

    public static bool Is(StateWrite write, Compilation compilation, CancellationToken cancellationToken) =>
        new SavedNull(write.Node, UpdateSequences.Of(compilation).Sources, cancellationToken).MayBe(
            write.Call.Value!,
            MaxDepth
        );

    bool MayBe(ExpressionSyntax value, int depth)
    {
        value = Unwrapped.Of(value).Expression;
        if (IsNull(value))
            return true;
        return depth > 0
            && value switch
            {
                ConditionalExpressionSyntax either => MayBe(either.WhenTrue, depth) || MayBe(either.WhenFalse, depth),
                BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } either => MayBe(
                    either.Right,
                    depth
                ),
                AssignmentExpressionSyntax set => MayBe(set.Right, depth),
                CastExpressionSyntax { Expression: var inner } => MayBe(inner, depth),
                _ => _sources.Model(value.SyntaxTree)?.GetSymbolInfo(value, _cancellationToken).Symbol switch
                {
                    ILocalSymbol local => !_guards.Know(value, local)
                        && SetTo(local, value).Any(set => MayBe(set, depth - 1)),
                    IParameterSymbol { ContainingSymbol: IMethodSymbol method } parameter => !_guards.Know(
                        value,
                        parameter
                    ) && Passed(parameter, method).Any(passed => MayBe(passed, depth - 1)),
                    IFieldSymbol or IPropertySymbol => _sources
                        .AssignedTo(Names.Simple(value))
                        .Any(set => set.Parent is AssignmentExpressionSyntax && IsNull(set)) || _members.Is(value),
                    IMethodSymbol { IsVirtual: false, IsAbstract: false, IsOverride: false } method => Returned(method)
                        .Any(returned => MayBe(returned, depth - 1)),
                    _ => false,
                },
            };
    }

    static IEnumerable<ExpressionSyntax> Returned(IMethodSymbol method) =>
        method
            .DeclaringSyntaxReferences.Select(reference => reference.GetSyntax())
            .OfType<MethodDeclarationSyntax>()
            .SelectMany(declaration =>
                declaration
                    .DescendantNodes(node =>
                        node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)
                    )
                    .Select(node =>
                        node switch
                        {
                            ReturnStatementSyntax { Expression: { } value } => value,
                            ArrowExpressionClauseSyntax { Expression: var value } => value,
                            _ => null,
                        }
                    )
            )
            .OfType<ExpressionSyntax>();

    static IEnumerable<ExpressionSyntax> SetTo(ILocalSymbol local, ExpressionSyntax use) =>
        Names
            .Body(use)
            .DescendantNodes()
            .Select(node =>
                node switch
                {
                    VariableDeclaratorSyntax { Initializer.Value: var value } variable
                        when variable.Identifier.ValueText == local.Name => value,
                    AssignmentExpressionSyntax { Left: IdentifierNameSyntax left, Right: var value }
                        when left.Identifier.ValueText == local.Name => value,
                    _ => null,
                }
            )
            .OfType<ExpressionSyntax>();

    IEnumerable<ExpressionSyntax> Passed(IParameterSymbol parameter, IMethodSymbol method) =>
        _sources
            .Calls(method.Name)
            .Where(call => Callers.MayCall(call, method))
            .Select(call =>
                _sources.Model(call.SyntaxTree) is { } model
                && BoundCall.Of(call, model, _cancellationToken) is { } bound
                && Callers.Reaches(bound.Method, method)
                    ? bound.For(parameter)?.Syntax as ExpressionSyntax
                    : null
            )
            .OfType<ExpressionSyntax>();

    /// <summary>Whether an expression may be null by what it says itself.</summary>
    public static bool IsNull(ExpressionSyntax value) =>
        value switch
        {
            PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure => IsNull(
                sure.Operand
            ),
            CastExpressionSyntax { Expression: var inner } => IsNull(inner),
            ParenthesizedExpressionSyntax { Expression: var inner } => IsNull(inner),
            ConditionalExpressionSyntax either => IsNull(either.WhenTrue) || IsNull(either.WhenFalse),
            SwitchExpressionSyntax choice => choice.Arms.Any(arm => IsNull(arm.Expression)),
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } either => IsNull(either.Right),
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AsExpression } => true,
            InvocationExpressionSyntax => Names.Called(value)
                is "FirstOrDefault"
                    or "LastOrDefault"
                    or "SingleOrDefault"
                    or "ElementAtOrDefault"
                    or "GetValueOrDefault"
                    or "Find",
            DefaultExpressionSyntax => true,
            _ => value.IsKind(SyntaxKind.NullLiteralExpression) || value.IsKind(SyntaxKind.DefaultLiteralExpression),
        };
}
