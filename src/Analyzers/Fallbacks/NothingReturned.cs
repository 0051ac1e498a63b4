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

    /// <summary>Whether a caller goes on with defaults, or the caller of one that passes it on.</summary>
    public bool IsTakenForDefaults(IMethodSymbol method) => IsTakenForDefaults(method, MaxLayers);

    bool IsTakenForDefaults(IMethodSymbol method, int layers) =>
        CallsOf(method)
            .Any(call =>
                IsReplaced(call, method)
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

    /// <summary>Whether a caller makes an object of the text that is returned, and defaults where there is none.</summary>
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
    /// Whether every caller asks for the status in a tuple that is returned, and leaves: <c>var (status, settings) = Load();
    /// if (status == LoadStatus.Corrupt) return;</c>.
    /// </summary>
    public bool IsAskedFor(TupleExpressionSyntax returned, IMethodSymbol method)
    {
        var calls = CallsOf(method);
        return calls.Length > 0
            && calls.All(call =>
                StatusesOf(Whole(call), returned).ToArray() is { Length: > 0 } statuses
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

    /// <summary>The calls of a method in this compilation.</summary>
    public ImmutableArray<SyntaxNode> CallsOf(IMethodSymbol method) =>
        _calls.GetOrAdd(method, key =>
            sources
                .AllCalls(key.MethodKind == MethodKind.Constructor ? key.ContainingType.Name : key.Name)
                .Where(call =>
                    Callers.MayCall(call, key)
                    && sources.Model(call.SyntaxTree)?.GetSymbolInfo(call).Symbol is IMethodSymbol called
                    && Callers.Reaches(called, key)
                )
                .Take(MaxCalls)
                .ToImmutableArray()
        );

    bool IsReplaced(SyntaxNode call, IMethodSymbol method)
    {
        var value = Whole(call);
        switch (value.Parent)
        {
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } fallback
                when fallback.Left == value:
                return fallback.Right is not ThrowExpressionSyntax && !Handler.NamesCopy(fallback.Right);
            case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment:
                return IsReplacedLater(Names.Simple(assignment.Left), call, method);
            case EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable }:
                return IsReplacedLater(variable.Identifier.ValueText, call, method);
            case SwitchExpressionSyntax choice when choice.GoverningExpression == value:
                return choice.Arms.Any(arm => NullTest.Takes(arm.Pattern) && Makes(arm.Expression, method));
            case { } test when NullTest.At(test) is (var asked, var isTrue) && asked == value:
                return FailingBranch.Of(test, isTrue) is { } missing && Makes(missing, method);
            default:
                return FailingBranch.Of(value, isTrue: false) is { } failed && StartsAnew(failed, method);
        }
    }

    // Whoever is told that it failed, and neither leaves nor makes anything, goes on with what was there before.
    bool StartsAnew(SyntaxNode failed, IMethodSymbol method) =>
        failed is StatementSyntax statement
            && FailingBranch.IsOwn(failed)
            && !FailingBranch.Leaves(statement)
            && !FailingBranch.TellsCaller(failed)
            && !Handler.Asks(failed)
        || Makes(failed, method);

    // What is made may be a message that says so.
    bool Makes(SyntaxNode failed, IMethodSymbol method) =>
        !failed.DescendantNodesAndSelf().Any(node => node is ThrowStatementSyntax or ThrowExpressionSyntax)
        && !Handler.NamesCopy(failed)
        && failed switch
        {
            ExpressionSyntax value => NewValue.MakesDefaults(value) && IsLoaded(value, method),
            StatementSyntax statement when FailingBranch.Leaves(statement) => failed
                .DescendantNodes()
                .OfType<BaseObjectCreationExpressionSyntax>()
                .Any(made => IsLoaded(made, method)),
            _ => NewValue.MakesDefaults(failed),
        };

    bool IsLoaded(ExpressionSyntax made, IMethodSymbol method)
    {
        if (
            sources.Model(made.SyntaxTree) is not { } model
            || model.GetTypeInfo(made) is var info && (info.Type ?? info.ConvertedType) is not { } type
        )
            return false;
        return method
            .Parameters.Where(parameter => parameter.RefKind != RefKind.None)
            .Select(parameter => parameter.Type)
            .Append(Awaited(method.ReturnType))
            .Any(loaded =>
                loaded.TypeKind == TypeKind.TypeParameter
                || model.Compilation.ClassifyCommonConversion(type, loaded).IsImplicit
            );
    }

    static ITypeSymbol Awaited(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: [var result] } ? result : type;

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

    bool IsReplacedLater(string variable, SyntaxNode call, IMethodSymbol method)
    {
        foreach (var node in Names.Within(Names.Body(call)).Where(node => node.SpanStart > call.SpanStart))
            switch (node)
            {
                case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceAssignmentExpression } assignment
                    when Names.Simple(assignment.Left) == variable:
                case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } fallback
                    when Names.Simple(fallback.Left) == variable && fallback.Right is not ThrowExpressionSyntax:
                    return true;
                case IfStatementSyntax branch when NullTest.Of(branch.Condition) == variable:
                    return !FailingBranch.Leaves(branch.Statement)
                        || branch.Statement.DescendantNodes().Any(inner => inner is BaseObjectCreationExpressionSyntax)
                            && !branch.Statement.DescendantNodes().Any(inner => inner is ThrowStatementSyntax);
                case BinaryExpressionSyntax
                or IsPatternExpressionSyntax
                    when NullTest.At(node) is (var asked, var isTrue)
                        && Names.Simple(asked) == variable
                        && FailingBranch.Of(node, isTrue) is { } missing
                        && Makes(missing, method):
                case IdentifierNameSyntax { Identifier.ValueText: var name }
                    when name == variable
                        && FailingBranch.Of(node, isTrue: false) is { } failed
                        && StartsAnew(failed, method):
                    return true;
            }
        return false;
    }

    static SyntaxNode Whole(SyntaxNode call)
    {
        while (
            call.Parent
                is AwaitExpressionSyntax
                    or ParenthesizedExpressionSyntax
                    or CastExpressionSyntax
                    or PostfixUnaryExpressionSyntax
            || call.Parent
                is MemberAccessExpressionSyntax
                {
                    Name.Identifier.ValueText: "ConfigureAwait",
                    Parent: InvocationExpressionSyntax
                }
        )
            call = call.Parent is MemberAccessExpressionSyntax ? call.Parent.Parent! : call.Parent;
        return call;
    }
}
