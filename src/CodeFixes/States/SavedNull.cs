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
static class SavedNull
{
    public static bool Is(ExpressionSyntax saved, SemanticModel model, CancellationToken cancellationToken)
    {
        if (MayBeNull(saved))
            return true;
        var sources = UpdateSequences.Of(model.Compilation).Sources;
        return model.GetSymbolInfo(Unwrapped.Of(saved).Expression, cancellationToken).Symbol switch
        {
            IParameterSymbol { ContainingSymbol: IMethodSymbol method } parameter => sources
                .Calls(method.Name)
                .Where(call => Callers.MayCall(call, method))
                .Any(call => Passes(call, parameter)),
            IFieldSymbol or IPropertySymbol => sources
                .AssignedTo(Names.Simple(Unwrapped.Of(saved).Expression))
                .Any(value => value.Parent is AssignmentExpressionSyntax && IsNull(value))
                || new UnsetMember(sources, cancellationToken).Is(Unwrapped.Of(saved).Expression),
            _ => false,
        };

        bool Passes(SyntaxNode call, IParameterSymbol parameter) =>
            Names.Arguments(call).Any(argument => MayBeNull(argument.Expression))
            && sources.Model(call.SyntaxTree) is { } other
            && BoundCall.Of(call, other, cancellationToken) is { } bound
            && Callers.Reaches(bound.Method, (IMethodSymbol)parameter.ContainingSymbol)
            && bound.For(parameter)?.Syntax is ExpressionSyntax value
            && MayBeNull(value);
    }

    // A variable that is set to null somewhere in its method, too.
    static bool MayBeNull(ExpressionSyntax value) =>
        IsNull(value)
        || Unwrapped.Of(value).Expression is IdentifierNameSyntax { Identifier.ValueText: var name }
            && Names
                .Body(value)
                .DescendantNodes()
                .Any(node =>
                    node switch
                    {
                        VariableDeclaratorSyntax { Initializer.Value: var set } variable => variable
                            .Identifier
                            .ValueText == name
                            && IsNull(set),
                        AssignmentExpressionSyntax { Left: IdentifierNameSyntax left, Right: var set } =>
                            left.Identifier.ValueText == name && IsNull(set),
                        _ => false,
                    }
                );

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
