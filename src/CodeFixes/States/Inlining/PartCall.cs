using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States.Inlining;

/// <summary>
/// A call of a method of the program that does a part of a load or a save, and is told the rest: the path, the text or
/// the type. With its body in place of the call, load and save are in one method.
/// </summary>
/// <param name="Node">The call.</param>
/// <param name="Bound">What it is passed.</param>
/// <param name="Called">The method as the project of the call sees it, with types in place of its type parameters.</param>
/// <param name="Method">The method.</param>
/// <param name="Symbol">The same.</param>
/// <param name="Model">Of the method's file.</param>
sealed record PartCall(
    InvocationExpressionSyntax Node,
    BoundCall Bound,
    IMethodSymbol Called,
    MethodDeclarationSyntax Method,
    IMethodSymbol Symbol,
    SemanticModel Model
)
{
    /// <summary>What stands for the type parameters of the method's type and of the method.</summary>
    public IReadOnlyList<ITypeSymbol> TypeArguments =>
        [.. Called.ContainingType.TypeArguments, .. Called.TypeArguments];

    // Characters. A longer method does more than to load or to save.
    const int MaxLength = 4000;

    public static PartCall? Of(
        InvocationExpressionSyntax call,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        var sources = ProgramSources.Of(model.Compilation);
        if (
            PartMethods.Of(Names.Called(call), sources) == PartKinds.None
            || model.GetSymbolInfo(call, cancellationToken).Symbol is not IMethodSymbol called
            || BoundCall.Of(call, model, cancellationToken) is not { } bound
            || (called.ReducedFrom ?? called).OriginalDefinition
                is not { IsVirtual: false, IsAbstract: false, IsOverride: false } target
            || target.DeclaringSyntaxReferences is not [var reference]
            || reference.GetSyntax(cancellationToken) is not MethodDeclarationSyntax declaration
            || sources.Model(declaration.SyntaxTree) is not { } other
            || other.GetDeclaredSymbol(declaration, cancellationToken) is not IMethodSymbol method
            || !(method.IsStatic || IsOnThis(call, method, model, cancellationToken))
            || !IsPlain(declaration, method)
            || call.SyntaxTree == declaration.SyntaxTree && declaration.Span.Contains(call.Span)
            || OwnWriter.Of(call, model, cancellationToken) is not null
            || IsOfThis(call, method, model, cancellationToken) && IsWhole(declaration, other, cancellationToken)
            || !PartMethods.IsOne(method, declaration, other, sources, cancellationToken)
            || OtherRead.Is(call, model, declaration, other, cancellationToken)
        )
            return null;
        return new(
            call,
            bound,
            called.ReducedFrom is not { } extension ? called
                : extension.IsGenericMethod ? extension.Construct([.. called.TypeArguments])
                : extension,
            declaration,
            method,
            other
        );
    }

    // A load or a save of a file for each name, which needs nothing of its callers.
    static bool IsWhole(MethodDeclarationSyntax declaration, SemanticModel model, CancellationToken cancellationToken)
    {
        var proof = new StateProof();
        return Names
            .Within(declaration)
            .Select(node => JsonCall.Of(node, model, cancellationToken))
            .OfType<JsonCall>()
            .Where(call => call.State is not ITypeParameterSymbol)
            .Any(call =>
                call.IsRead
                    ? StateRead.Of(call, model, proof, cancellationToken) is { } read
                        && IsNamed(read.Source.Path, read.Node)
                    : StateWrite.Of(call, model, proof, cancellationToken) is { } write
                        && IsNamed(write.Path, write.Node)
            );

        bool IsNamed(ExpressionSyntax path, SyntaxNode use) =>
            StatePath.Of(path, use, model, proof, cancellationToken) is { Named: not null };
    }

    static bool IsOnThis(
        InvocationExpressionSyntax call,
        IMethodSymbol method,
        SemanticModel model,
        CancellationToken cancellationToken
    ) =>
        call.Expression
            is SimpleNameSyntax
                or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or BaseExpressionSyntax }
        && IsOfThis(call, method, model, cancellationToken);

    static bool IsOfThis(
        InvocationExpressionSyntax call,
        IMethodSymbol method,
        SemanticModel model,
        CancellationToken cancellationToken
    ) =>
        model.GetEnclosingSymbol(call.SpanStart, cancellationToken)?.ContainingType is { } type
        && SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, method.ContainingType.OriginalDefinition);

    // What can be moved: it sets nothing but its own variables, and stands in one piece.
    static bool IsPlain(MethodDeclarationSyntax declaration, IMethodSymbol method) =>
        declaration.Span.Length <= MaxLength
        && (declaration.Body is not null || declaration.ExpressionBody is not null)
        && !declaration.ContainsDirectives
        && method.Parameters.All(parameter =>
            parameter.RefKind == RefKind.None && !parameter.IsParams && !IsOfCaller(parameter)
        )
        && !declaration
            .DescendantNodes()
            .Any(node =>
                node
                    is YieldStatementSyntax
                        or GotoStatementSyntax
                        or LocalFunctionStatementSyntax
                        or UnsafeStatementSyntax
                || node is IdentifierNameSyntax name
                    && IsSet(name)
                    && method.Parameters.Any(parameter => parameter.Name == name.Identifier.ValueText)
            )
        && !declaration.DescendantTokens().Any(token => token.Text.Contains('\n'));

    static bool IsSet(IdentifierNameSyntax name) =>
        name.Parent switch
        {
            AssignmentExpressionSyntax set => set.Left == name,
            PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax => name.Parent.Kind()
                is SyntaxKind.PreIncrementExpression
                    or SyntaxKind.PreDecrementExpression
                    or SyntaxKind.PostIncrementExpression
                    or SyntaxKind.PostDecrementExpression,
            ArgumentSyntax { RefOrOutKeyword.RawKind: not 0 } => true,
            ArgumentSyntax { Parent: TupleExpressionSyntax { Parent: AssignmentExpressionSyntax set } tuple } =>
                set.Left == tuple,
            _ => false,
        };

    // [CallerMemberName]
    static bool IsOfCaller(IParameterSymbol parameter) =>
        parameter
            .GetAttributes()
            .Any(attribute => attribute.AttributeClass?.Name.StartsWith("Caller", StringComparison.Ordinal) == true);
}
