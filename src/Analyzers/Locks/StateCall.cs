using System.Collections.Immutable;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.Analyzers.Locks;

/// <summary>
/// Calls on typed state: members of <c>StateFile</c>, <c>State</c>, <c>IState</c> and <c>StateSaver</c>, and the
/// extensions of them.
/// </summary>
static class StateCall
{
    const string Extensions = "StateExtensions";

    static readonly ImmutableHashSet<string> Types = ImmutableHashSet.Create(
        "StateFile",
        "State",
        "IState",
        "StateSaver",
        Extensions
    );

    /// <summary>Whether a member of this type is called on typed state.</summary>
    public static bool Is(ITypeSymbol? type) =>
        type is not null && Types.Contains(type.Name) && Library.Has(type, type.Name);

    /// <summary>What a call is made on, as the program names it.</summary>
    public static IOperation? StateOf(BoundCall call)
    {
        var state = call.Instance ?? call.Receiver;
        while (state is IConversionOperation { IsImplicit: true } conversion)
            state = conversion.Operand;
        return state;
    }

    /// <summary>Type and member, for messages: that of the state also where the member is an extension.</summary>
    public static string NameOf(BoundCall call) =>
        (StateOf(call)?.Type ?? call.Method.ContainingType).Name + "." + call.Method.Name;

    /// <summary>
    /// What a lambda assigns to within the state that it gets, where the result of that assignment is what it returns:
    /// by <c>Update</c> it becomes the whole state.
    /// </summary>
    public static ExpressionSyntax? ReturnedAssignment(
        AnonymousFunctionExpressionSyntax lambda,
        IEnumerable<ExpressionSyntax> returned
    )
    {
        var state = StateIn(lambda);
        return returned
            .Select(value => Unwrapped.Of(value))
            .OfType<AssignmentExpressionSyntax>()
            .Select(assignment => assignment.Left)
            .FirstOrDefault(target =>
                target is MemberAccessExpressionSyntax or ElementAccessExpressionSyntax
                && Root(target) is IdentifierNameSyntax root
                && root.Identifier.ValueText == state
            );
    }

    /// <summary>
    /// The parameter to which a lambda of <c>Edit</c> assigns a new state at its end, where nobody gets it any more.
    /// </summary>
    public static string? UnsavedAssignment(AnonymousFunctionExpressionSyntax lambda)
    {
        var last = lambda.ExpressionBody
            ?? (lambda.Block?.Statements.LastOrDefault() as ExpressionStatementSyntax)?.Expression;
        return
            last is AssignmentExpressionSyntax { Left: IdentifierNameSyntax target }
            && target.Identifier.ValueText == StateIn(lambda)
            ? target.Identifier.ValueText
            : null;
    }

    /// <summary>
    /// What a lambda of <c>Edit</c> calls that returns a new state, or a task of one: only that result has the change
    /// in it.
    /// </summary>
    public static string? UnsavedResult(
        AnonymousFunctionExpressionSyntax lambda,
        ITypeSymbol? type,
        SemanticModel model,
        CancellationToken cancellationToken
    ) =>
        lambda.ExpressionBody is { } body
        && CallIn(body) is { } called
        && SymbolEqualityComparer.Default.Equals(model.GetTypeInfo(called, cancellationToken).Type?.Awaited(), type)
        && (NeverChanges(type) || MakesNew(called, model, cancellationToken))
            ? Names.Simple(called.Expression)
            : null;

    // state => state.Next(), async state => await state.NextAsync().ConfigureAwait(false)
    static InvocationExpressionSyntax? CallIn(ExpressionSyntax body) =>
        Unwrapped.Of(body) switch
        {
            AwaitExpressionSyntax awaited => CallIn(awaited.Expression),
            InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax
                {
                    Name.Identifier.ValueText: "ConfigureAwait",
                    Expression: var task
                }
            } => CallIn(task),
            var call => call as InvocationExpressionSyntax,
        };

    static bool NeverChanges(ITypeSymbol? type) =>
        type
            is { SpecialType: SpecialType.System_String }
                or {
                    ContainingNamespace:
                    {
                        Name: "Immutable",
                        ContainingNamespace: { Name: "Collections", ContainingNamespace.Name: "System" }
                    }
                };

    // Settings Next() => this with { … }; one that returns itself has changed what is saved.
    static bool MakesNew(InvocationExpressionSyntax call, SemanticModel model, CancellationToken cancellationToken) =>
        IsNew(call)
        || model.GetSymbolInfo(call, cancellationToken).Symbol is IMethodSymbol method
            && method.DeclaringSyntaxReferences.Any(reference =>
                reference.GetSyntax(cancellationToken) is var code
                && Functions.Returned(code).Any(IsNew)
                && !Functions.Inside(code).Any(node => MayChange(node, code))
            );

    // N = 7, to.Total += amount, Count++, Items.Add(one): what it returns may be something else than the new state.
    static bool MayChange(SyntaxNode node, SyntaxNode method) =>
        node switch
        {
            AssignmentExpressionSyntax { Parent: not InitializerExpressionSyntax } set => !IsLocal(set.Left, method),
            ExpressionStatementSyntax { Expression: PostfixUnaryExpressionSyntax { Operand: var count } } => !IsLocal(
                count,
                method
            ),
            ExpressionStatementSyntax { Expression: PrefixUnaryExpressionSyntax { Operand: var count } } => !IsLocal(
                count,
                method
            ),
            ExpressionStatementSyntax { Expression: InvocationExpressionSyntax } => true,
            _ => false,
        };

    static bool IsLocal(ExpressionSyntax target, SyntaxNode method) =>
        target is IdentifierNameSyntax { Identifier.ValueText: var name }
        && method
            .DescendantNodes()
            .Any(node => node is VariableDeclaratorSyntax local && local.Identifier.ValueText == name);

    static bool IsNew(ExpressionSyntax value) =>
        Unwrapped.Of(value) switch
        {
            WithExpressionSyntax or BaseObjectCreationExpressionSyntax => true,
            InvocationExpressionSyntax { ArgumentList.Arguments: [var only] } made => Names.Called(made) == "FromResult"
                && IsNew(only.Expression),
            _ => false,
        };

    static string? StateIn(AnonymousFunctionExpressionSyntax lambda) =>
        lambda switch
        {
            SimpleLambdaExpressionSyntax simple => simple.Parameter.Identifier.ValueText,
            ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: [var first, ..] } => first
                .Identifier
                .ValueText,
            AnonymousMethodExpressionSyntax { ParameterList.Parameters: [var first, ..] } => first.Identifier.ValueText,
            _ => null,
        };

    static ExpressionSyntax Root(ExpressionSyntax expression) =>
        Unwrapped.Of(expression) switch
        {
            MemberAccessExpressionSyntax access => Root(access.Expression),
            ElementAccessExpressionSyntax element => Root(element.Expression),
            var root => root,
        };
}
