using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Streams;

/// <summary>What does not depend on when it is evaluated, and does nothing.</summary>
static class EvaluationOrder
{
    /// <summary>
    /// Whether nothing changes where the path of an opening is evaluated before the rest of its statement.
    /// </summary>
    public static bool IsKept(
        ExpressionSyntax path,
        ExpressionSyntax opening,
        StatementSyntax statement,
        SemanticModel model
    ) => IsStable(path, model) || Earlier(opening, statement, model).All(expression => IsStable(expression, model));

    /// <summary>Whether two expressions give the same in the other order.</summary>
    public static bool MaySwap(ExpressionSyntax first, ExpressionSyntax second, SemanticModel model) =>
        IsStableIn([second], first, model) || IsStableIn([first], second, model);

    /// <summary>
    /// Whether an expression has the same value at any time within its statement, and evaluating it does nothing.
    /// </summary>
    public static bool IsStable(ExpressionSyntax expression, SemanticModel model)
    {
        if (model.GetConstantValue(expression).HasValue)
            return true;
        return expression switch
        {
            ParenthesizedExpressionSyntax inner => IsStable(inner.Expression, model),
            CastExpressionSyntax cast => IsStable(cast.Expression, model),
            PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure =>
                IsStable(sure.Operand, model),
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not => IsStable(
                not.Operand,
                model
            ),
            ThisExpressionSyntax or TypeOfExpressionSyntax or PredefinedTypeSyntax => true,
            BinaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.AddExpression or (int)SyntaxKind.CoalesceExpression
            } sum => IsStable(sum.Left, model) && IsStable(sum.Right, model),
            InterpolatedStringExpressionSyntax text => text
                .Contents.OfType<InterpolationSyntax>()
                .All(hole => IsStable(hole.Expression, model)),
            IdentifierNameSyntax name => IsStable(model.GetSymbolInfo(name).Symbol, name),
            MemberAccessExpressionSyntax access => IsStable(model.GetSymbolInfo(access).Symbol, access)
                && (
                    model.GetSymbolInfo(access.Expression).Symbol is INamedTypeSymbol or INamespaceSymbol
                    || IsStable(access.Expression, model)
                ),
            InvocationExpressionSyntax call => IsPure(model.GetSymbolInfo(call).Symbol)
                && call.ArgumentList.Arguments.All(argument => IsStable(argument.Expression, model)),
            ObjectCreationExpressionSyntax { Initializer: null, ArgumentList: { } list } made => Names.Simple(made.Type)
                is "FileInfo"
                && list.Arguments.All(argument => IsStable(argument.Expression, model)),
            _ => false,
        };
    }

    /// <summary>Whether an expression has the same value at any time within some statements.</summary>
    public static bool IsStableIn(
        IEnumerable<SyntaxNode> statements,
        ExpressionSyntax expression,
        SemanticModel model
    ) =>
        IsStable(expression, model)
        && !statements
            .SelectMany(statement => statement.DescendantNodesAndSelf())
            .Select(Assigned)
            .Any(name =>
                name.Length > 0
                && expression
                    .DescendantNodesAndSelf()
                    .OfType<IdentifierNameSyntax>()
                    .Any(part => part.Identifier.ValueText == name)
            );

    /// <summary>Whether a statement calls nothing of the program: it cannot make somebody write.</summary>
    public static bool IsStill(StatementSyntax statement, SemanticModel model) =>
        statement is LocalFunctionStatementSyntax or EmptyStatementSyntax
        || statement is ReturnStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax
            && statement
                .DescendantNodes()
                .All(node =>
                    node switch
                    {
                        InvocationExpressionSyntax call => IsPure(model.GetSymbolInfo(call).Symbol),
                        BaseObjectCreationExpressionSyntax
                        or AwaitExpressionSyntax
                        or ElementAccessExpressionSyntax
                        or AssignmentExpressionSyntax
                        or QueryExpressionSyntax => false,
                        SimpleNameSyntax name => model.GetSymbolInfo(name).Symbol
                            is not IPropertySymbol { DeclaringSyntaxReferences.IsEmpty: false },
                        _ => true,
                    }
                );

    // Properties without code of their own, and what is set once.
    static bool IsStable(ISymbol? symbol, SyntaxNode at) =>
        symbol switch
        {
            ILocalSymbol local => !IsSetByFunction(local, at),
            IParameterSymbol { RefKind: RefKind.None } parameter => !IsSetByFunction(parameter, at),
            IFieldSymbol { IsReadOnly: true } or IFieldSymbol { IsConst: true } => true,
            IPropertySymbol { SetMethod: null or { IsInitOnly: true }, ContainingType: var type } property => type.Name
                is "Environment"
                    or "AppContext"
                    or "Path"
                || property.Name is "FullName" or "DirectoryName"
                || property.DeclaringSyntaxReferences is [var reference]
                    && reference.GetSyntax()
                        is PropertyDeclarationSyntax { ExpressionBody: null, AccessorList: { } accessors }
                    && accessors.Accessors.All(accessor => accessor is { Body: null, ExpressionBody: null }),
            _ => false,
        };

    // A lambda or local function may be what is called in between.
    static bool IsSetByFunction(ISymbol variable, SyntaxNode at) =>
        Names
            .Body(at)
            .DescendantNodes()
            .Where(Functions.IsNested)
            .SelectMany(function => function.DescendantNodes())
            .Any(node => Assigned(node) == variable.Name);

    // The variable that may get another value; empty for none.
    static string Assigned(SyntaxNode node) =>
        node switch
        {
            AssignmentExpressionSyntax assignment => Names.Simple(assignment.Left),
            PostfixUnaryExpressionSyntax unary => Names.Simple(unary.Operand),
            PrefixUnaryExpressionSyntax unary => Names.Simple(unary.Operand),
            ArgumentSyntax { RefKindKeyword.RawKind: not 0 } argument => Names.Simple(argument.Expression),
            _ => "",
        };

    static bool IsPure(ISymbol? method) =>
        method
            is IMethodSymbol
                {
                    DeclaringSyntaxReferences.IsEmpty: true,
                    Name: not ("GetTempFileName" or "GetRandomFileName"),
                    ContainingType: { Name: "Path" or "String" or "Environment" }
                }
                or IMethodSymbol { Name: "FromResult", ContainingType.Name: "Task" or "ValueTask" };

    /// <summary>What is evaluated in a statement before the opening in it.</summary>
    public static IEnumerable<ExpressionSyntax> Earlier(
        ExpressionSyntax opening,
        StatementSyntax statement,
        SemanticModel model
    ) =>
        opening
            .Ancestors()
            .TakeWhile(ancestor => ancestor != statement)
            .SelectMany(Names.Operands)
            .Where(operand =>
                operand.Span.End <= opening.SpanStart
                && model.GetSymbolInfo(operand).Symbol is not (INamedTypeSymbol or INamespaceSymbol)
            );
}
