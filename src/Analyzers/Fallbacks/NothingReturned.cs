using System.Collections.Concurrent;
using System.Collections.Immutable;
using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>What callers do where a method returns <c>null</c> or <c>false</c> because it could not load.</summary>
sealed class NothingReturned(SourceIndex sources, FileEffects effects)
{
    const int MaxCalls = 16;
    const int MaxLayers = 2;

    readonly ConcurrentDictionary<IMethodSymbol, ImmutableArray<SyntaxNode>> _calls = new(
        SymbolEqualityComparer.Default
    );

    /// <summary>The same of what a method returns there, or a lambda in it that is run at once.</summary>
    public bool IsTakenForDefaults(ReturnStatementSyntax left, IMethodSymbol? method) =>
        HandedOver.RunBy(Functions.Around(left)) is { } run
            ? sources.Model(run.SyntaxTree)?.GetTypeInfo(run).Type is { } type && IsReplaced(run, [type.Awaited()])
                || method is not null && IsPassedOn(run) && IsTakenForDefaults(method)
            : method is not null && IsTakenForDefaults(method);

    /// <summary>Whether a caller goes on with defaults, or the caller of one that passes it on.</summary>
    public bool IsTakenForDefaults(IMethodSymbol method) => IsTakenForDefaults(method, MaxLayers);

    bool IsTakenForDefaults(IMethodSymbol method, int layers) =>
        CallsOf(method)
            .Any(call =>
                IsReplaced(call, LoadedBy(method))
                || layers > 0
                    && IsPassedOn(call)
                    && CallerOf(call) is { } caller
                    && (
                        IsTakenForDefaults(caller, layers - 1)
                        || IsIgnored(caller) && Loads.Says(caller.Name) && MemberChanges.Before(call, caller, effects)
                    )
            );

    IMethodSymbol? CallerOf(SyntaxNode call) =>
        sources.Model(call.SyntaxTree)?.GetEnclosingSymbol(call.SpanStart) as IMethodSymbol;

    /// <summary>Whether a caller does not look at what is returned.</summary>
    public bool IsIgnored(IMethodSymbol method) =>
        CallsOf(method)
            .Any(call =>
                Whole(call).Parent switch
                {
                    ExpressionStatementSyntax => true,
                    AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" } } => true,
                    ArrowExpressionClauseSyntax { Parent: ConstructorDeclarationSyntax } => true,
                    ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax { ReturnType: var type } } => type
                        is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword },
                    _ => false,
                }
            );

    /// <summary>
    /// Whether a caller makes an object of the text that is returned, and defaults where there is none.
    /// </summary>
    public bool IsParsed(IMethodSymbol method) =>
        CallsOf(method)
            .Any(call =>
                VariableOf(Whole(call)) is { Length: > 0 } text
                && Names
                    .Within(Names.Body(call))
                    .OfType<InvocationExpressionSyntax>()
                    .Any(parse =>
                        parse.SpanStart > call.SpanStart
                        && Names.Called(parse) is var name
                        && (name == "Parse" || name.StartsWith("Deserialize", StringComparison.Ordinal))
                        && Names.Arguments(parse).FirstOrDefault() is { Expression: var parsed }
                        && Names.Simple(parsed) == text
                    )
                && Names
                    .Within(Names.Body(call))
                    .Any(test =>
                        NullTest.At(test) is (var asked, var isTrue)
                        && Names.Simple(asked) == text
                        && FailingBranch.Of(test, isTrue) is { } missing
                        && !Handler.Asks(missing)
                        && !Handler.NamesCopy(missing)
                        && NewValue.MakesDefaults(missing)
                    )
            );

    /// <summary>
    /// Whether every caller asks for the status in a tuple that is returned, and leaves:
    /// <c>var (status, settings) = Load(); if (status == LoadStatus.Corrupt) return;</c>.
    /// </summary>
    public bool IsAskedFor(TupleExpressionSyntax returned, IMethodSymbol method) =>
        IsAskedFor(method, call => StatusesOf(Whole(call), returned));

    /// <summary>The same of what it sets an <c>out</c> parameter to.</summary>
    public bool IsAskedFor(IParameterSymbol status, IMethodSymbol method) =>
        IsAskedFor(method, call =>
            sources.Model(call.SyntaxTree) is { } model && BoundCall.Of(call, model)?.For(status)?.Syntax is { } given
                ? [given is DeclarationExpressionSyntax { Designation: var one } ? NameOf(one) : Names.Simple(given)]
                : []
        );

    bool IsAskedFor(IMethodSymbol method, Func<SyntaxNode, IEnumerable<string>> statusesOf)
    {
        var calls = CallsOf(method);
        return calls.Length > 0
            && calls.All(call =>
                statusesOf(call).ToArray() is { Length: > 0 } statuses
                && Names
                    .Within(Names.Body(call))
                    .OfType<IfStatementSyntax>()
                    .Any(branch =>
                        branch.SpanStart > call.SpanStart
                        && FailingBranch.Leaves(branch.Statement)
                        && !NewValue.MakesDefaults(branch.Statement)
                        && branch
                            .Condition.DescendantNodesAndSelf()
                            .OfType<IdentifierNameSyntax>()
                            .Any(name => statuses.Contains(name.Identifier.ValueText))
                    )
            );
    }

    // The variables of what is no new object.
    static IEnumerable<string> StatusesOf(SyntaxNode call, TupleExpressionSyntax returned)
    {
        if (VariableOf(call) is { Length: > 0 } whole)
            return [whole];
        var variables = call.Parent is AssignmentExpressionSyntax { Left: var left }
            ? left switch
            {
                DeclarationExpressionSyntax { Designation: ParenthesizedVariableDesignationSyntax several } =>
                    several.Variables.Select(NameOf),
                TupleExpressionSyntax several => several.Arguments.Select(argument =>
                    argument.Expression is DeclarationExpressionSyntax { Designation: var one }
                        ? NameOf(one)
                        : Names.Simple(argument.Expression)
                ),
                _ => [],
            }
            : [];
        return variables
            .Zip(returned.Arguments, (name, value) => (Name: name, Value: value.Expression))
            .Where(pair => pair.Name.Length > 0 && !NewValue.MakesDefaults(pair.Value))
            .Select(pair => pair.Name);
    }

    static string NameOf(VariableDesignationSyntax variable) =>
        variable is SingleVariableDesignationSyntax { Identifier.ValueText: var name } ? name : "";

    static string? VariableOf(SyntaxNode value) =>
        value.Parent switch
        {
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable } => variable.Identifier.ValueText,
            AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment =>
                Names.Simple(assignment.Left),
            _ => null,
        };

    /// <summary>
    /// The calls of a method in this compilation, and where it is given to what calls it: <c>Task.Run(Load)</c>.
    /// </summary>
    public ImmutableArray<SyntaxNode> CallsOf(IMethodSymbol method) =>
        _calls.GetOrAdd(method, key =>
            sources
                .AllCalls(key.MethodKind == MethodKind.Constructor ? key.ContainingType.Name : key.Name)
                .Where(call => Callers.MayCall(call, key))
                .Concat(GivenToRun(key.Name))
                .Where(call =>
                    sources.Model(call.SyntaxTree)?.GetSymbolInfo(call).Symbol is IMethodSymbol called
                    && Callers.Reaches(called, key)
                )
                .Take(MaxCalls)
                .ToImmutableArray()
        );

    IEnumerable<SyntaxNode> GivenToRun(string method) =>
        HandedOver
            .Runners.SelectMany(runner => sources.Calls(runner))
            .SelectMany(run => Names.Arguments(run))
            .Select(argument => argument.Expression)
            .Where(given => Names.Simple(given) == method);

    bool IsReplaced(SyntaxNode call, ITypeSymbol[] loaded)
    {
        var value = Whole(call);
        switch (value.Parent)
        {
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } fallback
                when fallback.Left == value:
                return fallback.Right is not ThrowExpressionSyntax && !Keeps(fallback.Right);
            case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment:
                return IsReplacedLater(Names.Simple(assignment.Left), call, loaded);
            case EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable }:
                return IsReplacedLater(variable.Identifier.ValueText, call, loaded);
            case SwitchExpressionSyntax choice when choice.GoverningExpression == value:
                return choice.Arms.Any(arm => NullTest.Takes(arm.Pattern) && Makes(arm.Expression, loaded));
            case { } test when NullTest.At(test) is (var asked, var isTrue) && asked == value:
                return FailingBranch.Of(test, isTrue) is { } missing && Makes(missing, loaded);
            default:
                return FailingBranch.Of(value, isTrue: false) is { } failed && StartsAnew(failed, loaded);
        }
    }

    // Whoever is told that it failed, and neither leaves nor makes anything, goes on with what was there before.
    bool StartsAnew(SyntaxNode failed, ITypeSymbol[] loaded) =>
        failed is StatementSyntax statement
            && FailingBranch.IsOwn(failed)
            && !FailingBranch.Leaves(statement)
            && !FailingBranch.TellsCaller(failed)
            && !Handler.Asks(failed)
        || Makes(failed, loaded);

    // What is made may be a message that says so.
    bool Makes(SyntaxNode failed, ITypeSymbol[] loaded) =>
        !failed.DescendantNodesAndSelf().Any(node => node is ThrowStatementSyntax or ThrowExpressionSyntax)
        && !Keeps(failed)
        && failed switch
        {
            ExpressionSyntax value => NewValue.MakesDefaults(value) && IsLoaded(value, loaded),
            StatementSyntax statement when FailingBranch.Leaves(statement) => failed
                .DescendantNodes()
                .OfType<BaseObjectCreationExpressionSyntax>()
                .Any(made => IsLoaded(made, loaded)),
            _ => NewValue.MakesDefaults(failed),
        };

    bool Keeps(SyntaxNode failed) => Handler.NamesCopy(failed) || KeptAside.IsMadeIn(failed, effects);

    bool IsLoaded(ExpressionSyntax made, ITypeSymbol[] loaded)
    {
        if (
            sources.Model(made.SyntaxTree) is not { } model
            || model.GetTypeInfo(made) is var info && (info.Type ?? info.ConvertedType) is not { } type
        )
            return false;
        return loaded.Any(known =>
            known.TypeKind == TypeKind.TypeParameter
            || model.Compilation.ClassifyCommonConversion(type, known).IsImplicit
        );
    }

    // What a method gives its caller.
    static ITypeSymbol[] LoadedBy(IMethodSymbol method) =>
        [
            .. method
                .Parameters.Where(parameter => parameter.RefKind != RefKind.None)
                .Select(parameter => parameter.Type),
            method.ReturnType.Awaited(),
        ];

    // return TryLoad(); if (!TryLoad()) return false;
    static bool IsPassedOn(SyntaxNode call)
    {
        var value = Whole(call);
        return value.Parent is ReturnStatementSyntax or ArrowExpressionClauseSyntax
            || value.Parent is PrefixUnaryExpressionSyntax
                && FailingBranch.Of(value, isTrue: false) is { } failed
                && (failed is BlockSyntax block ? block.Statements.LastOrDefault() : failed)
                    is ReturnStatementSyntax { Expression: LiteralExpressionSyntax };
    }

    bool IsReplacedLater(string variable, SyntaxNode call, ITypeSymbol[] loaded)
    {
        foreach (var node in Names.Within(Names.Body(call)).Where(node => node.SpanStart > call.SpanStart))
            switch (node)
            {
                case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceAssignmentExpression } assignment
                    when Names.Simple(assignment.Left) == variable && !Keeps(assignment.Right):
                case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } fallback
                    when Names.Simple(fallback.Left) == variable
                        && fallback.Right is not ThrowExpressionSyntax
                        && !Keeps(fallback.Right):
                    return true;
                case IfStatementSyntax branch when NullTest.Of(branch.Condition) == variable:
                    return !KeptAside.IsMadeIn(branch.Statement, effects)
                        && (
                            !FailingBranch.Leaves(branch.Statement)
                            || branch
                                .Statement.DescendantNodes()
                                .Any(inner => inner is BaseObjectCreationExpressionSyntax)
                                && !branch
                                    .Statement.DescendantNodesAndSelf()
                                    .Any(inner => inner is ThrowStatementSyntax)
                        );
                case BinaryExpressionSyntax
                or IsPatternExpressionSyntax
                    when NullTest.At(node) is (var asked, var isTrue)
                        && Names.Simple(asked) == variable
                        && FailingBranch.Of(node, isTrue) is { } missing
                        && Makes(missing, loaded):
                case IdentifierNameSyntax { Identifier.ValueText: var name }
                    when name == variable
                        && FailingBranch.Of(node, isTrue: false) is { } failed
                        && StartsAnew(failed, loaded):
                    return true;
            }
        return false;
    }

    // await Task.Run(() => Load()) is the whole of Load(), and await Task.Run(Load) of Load.
    static SyntaxNode Whole(SyntaxNode call)
    {
        while (Outer(call) is { } outer)
            call = outer;
        return call;
    }

    static SyntaxNode? Outer(SyntaxNode call) =>
        call.Parent switch
        {
            AwaitExpressionSyntax
            or ParenthesizedExpressionSyntax
            or CastExpressionSyntax
            or PostfixUnaryExpressionSyntax => call.Parent,
            MemberAccessExpressionSyntax
            {
                Name.Identifier.ValueText: "ConfigureAwait",
                Parent: InvocationExpressionSyntax configured
            } => configured,
            LambdaExpressionSyntax lambda when lambda.ExpressionBody == call => HandedOver.RunBy(lambda),
            ArgumentSyntax => HandedOver.RunBy(call),
            _ => null,
        };
}
