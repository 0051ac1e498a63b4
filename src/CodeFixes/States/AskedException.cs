using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// A handler that asks what it has caught, in its block or in a method that it tells:
/// <c>if (failure is FileNotFoundException) …</c>; or that gives it to who might ask: an event, a field, another object.
/// By then it is a <c>StateFileException</c>, of which they know nothing.
/// </summary>
static class AskedException
{
    const int MaxDepth = 3;

    // What keeps an exception for others.
    static readonly string[] Keepers =
    [
        "System.Collections",
        "System.Threading.Tasks",
        "System.Threading.Channels",
        "System.Runtime.ExceptionServices",
    ];

    public static bool In(CatchClauseSyntax clause, SourceIndex sources) =>
        clause.Declaration is { Identifier.ValueText: { Length: > 0 } name }
        && In(clause.Block, name, MaxDepth, sources);

    /// <summary>Whether its filter does.</summary>
    public static bool InFilter(CatchClauseSyntax clause, SourceIndex sources) =>
        clause is { Declaration.Identifier.ValueText: { Length: > 0 } name, Filter: { } filter }
        && In(filter, name, MaxDepth, sources);

    static bool In(SyntaxNode code, string name, int depth, SourceIndex sources) =>
        code.DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .Any(use =>
                use.Identifier.ValueText == name
                && use.Parent is not NameColonSyntax
                && !(use.Parent is MemberAccessExpressionSyntax access && access.Name == use)
                && (IsCompared(use) || IsDecided(use, code) || IsGivenOn(use, depth, sources))
            );

    static bool IsCompared(IdentifierNameSyntax use) =>
        use.Parent
            is IsPatternExpressionSyntax
                or BinaryExpressionSyntax { RawKind: not (int)SyntaxKind.AddExpression }
                or CastExpressionSyntax
                or SwitchExpressionSyntax
                or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetType" or "HResult" }
        || use.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call }
            && Names.Called(call) == "IsInstanceOfType";

    // if (IsHarmless(failure)), failure.HResult == -2147024864 ? … : …
    static bool IsDecided(IdentifierNameSyntax use, SyntaxNode block) =>
        use.Ancestors()
            .TakeWhile(node => node != block)
            .Select(node =>
                node switch
                {
                    IfStatementSyntax choice => choice.Condition,
                    ConditionalExpressionSyntax choice => choice.Condition,
                    SwitchStatementSyntax choice => choice.Expression,
                    WhileStatementSyntax choice => choice.Condition,
                    _ => null,
                }
            )
            .Any(asked => asked?.Span.Contains(use.Span) == true);

    // To say it, to throw it and to look at what it says is not.
    static bool IsGivenOn(IdentifierNameSyntax use, int depth, SourceIndex sources) =>
        use.Parent switch
        {
            ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } => IsAskedBy(call, depth, sources),
            ArgumentSyntax { Parent.Parent: BaseObjectCreationExpressionSyntax made } => IsKeptBy(made, sources),
            MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } access
                when call.Expression == access => IsAskedBy(call, depth, sources),
            MemberAccessExpressionSyntax
            or ConditionalAccessExpressionSyntax
            or InterpolationSyntax
            or BinaryExpressionSyntax
            or ThrowStatementSyntax
            or ThrowExpressionSyntax => false,
            _ => true,
        };

    // OnFailed(failure), failure.Show(), Dispatcher.Invoke(OnFailed, failure): methods of the program, by their names.
    static bool IsAskedBy(InvocationExpressionSyntax call, int depth, SourceIndex sources)
    {
        var called = sources.Model(call.SyntaxTree)?.GetSymbolInfo(call).Symbol as IMethodSymbol;
        if (
            called?.MethodKind == MethodKind.DelegateInvoke
            || called?.ContainingNamespace?.ToDisplayString() is { } space
                && Keepers.Any(keeper => space.StartsWith(keeper, StringComparison.Ordinal))
        )
            return true;
        if (called is { MethodKind: MethodKind.LocalFunction, DeclaringSyntaxReferences: [var reference] })
            return Asks(reference.GetSyntax());
        var told = Names
            .Arguments(call)
            .Select(argument => Names.Simple(argument.Expression))
            .Append(Names.Called(call))
            .SelectMany(name => sources.AllMethods(name))
            .ToArray();
        return told.Any(Asks)
            || called is { IsAbstract: true }
                && sources.Has(called)
                && told.All(method => method is { Body: null, ExpressionBody: null });

        bool Asks(SyntaxNode method) =>
            ParametersOf(method) is var parameters
            && parameters
                .Where(parameter => parameter.Type is not null && IsException(parameter.Type, method))
                .Select(parameter => parameter.Identifier.ValueText)
                .ToArray()
                is { Length: > 0 } names
            && (depth == 0 || names.Any(name => In(method, name, depth - 1, sources)));
    }

    static SeparatedSyntaxList<ParameterSyntax> ParametersOf(SyntaxNode method) =>
        method switch
        {
            BaseMethodDeclarationSyntax declared => declared.ParameterList.Parameters,
            LocalFunctionStatementSyntax declared => declared.ParameterList.Parameters,
            _ => default,
        };

    // It may be one.
    static bool IsException(TypeSyntax type, SyntaxNode method) =>
        type switch
        {
            PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.ObjectKeyword } => true,
            NullableTypeSyntax { ElementType: var inner } => IsException(inner, method),
            ArrayTypeSyntax { ElementType: var item } => IsException(item, method),
            _ => Names.Simple(type) is var name
                && (
                    name.EndsWith("Exception", StringComparison.Ordinal)
                    || method is MethodDeclarationSyntax { TypeParameterList.Parameters: var open }
                        && open.Any(parameter => parameter.Identifier.ValueText == name)
                ),
        };

    // Another exception has it, where nobody asks it for that.
    static bool IsKeptBy(BaseObjectCreationExpressionSyntax made, SourceIndex sources) =>
        sources.Model(made.SyntaxTree) is not { } model
        || model.GetTypeInfo(made).Type?.Name.EndsWith("Exception", StringComparison.Ordinal) != true
        || model.Compilation.SyntaxTrees.Any(tree =>
            tree.GetText().ToString().Contains("InnerException")
            && tree.GetRoot()
                .DescendantNodes()
                .OfType<IdentifierNameSyntax>()
                .Any(name => name.Identifier.ValueText == "InnerException" && IsInnerAsked(name))
        );

    // failure.InnerException is JsonException, failure is { InnerException: JsonException }; for null says nothing.
    static bool IsInnerAsked(IdentifierNameSyntax name)
    {
        SyntaxNode inner = name;
        while (inner.Parent is MemberAccessExpressionSyntax or MemberBindingExpressionSyntax)
            inner = inner.Parent;
        return inner.Parent
                is NameColonSyntax
                    or SwitchExpressionSyntax
                    or SwitchStatementSyntax
                    or CastExpressionSyntax
            || inner.Parent
                is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.IsExpression or (int)SyntaxKind.AsExpression }
            || inner.Parent is IsPatternExpressionSyntax { Pattern: var pattern }
                && !pattern.DescendantTokens().Any(token => token.IsKind(SyntaxKind.NullKeyword));
    }
}
