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
                IsReplaced(call)
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
        CallsOf(method).Any(call => Whole(call).Parent is ExpressionStatementSyntax);

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

    static bool IsReplaced(SyntaxNode call)
    {
        var value = Whole(call);
        switch (value.Parent)
        {
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } fallback
                when fallback.Left == value:
                return fallback.Right is not ThrowExpressionSyntax && !Handler.NamesCopy(fallback.Right);
            case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment:
                return IsReplacedLater(Names.Simple(assignment.Left), call);
            case EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable }:
                return IsReplacedLater(variable.Identifier.ValueText, call);
            case ConditionalExpressionSyntax choice when choice.Condition == value:
                return NewValue.MakesDefaults(choice.WhenFalse);
            case PrefixUnaryExpressionSyntax:
                return WhereItFails(value) is { } failed && !Leaves(failed);
            case IfStatementSyntax { Else: { Statement: var otherwise } }:
                return !Leaves(otherwise);
            default:
                return false;
        }
    }

    // return TryLoad(); if (!TryLoad()) return false;
    static bool IsPassedOn(SyntaxNode call)
    {
        var value = Whole(call);
        return value.Parent is ReturnStatementSyntax or ArrowExpressionClauseSyntax
            || WhereItFails(value) is { } failed
                && (failed is BlockSyntax block ? block.Statements.LastOrDefault() : failed)
                    is ReturnStatementSyntax { Expression: LiteralExpressionSyntax };
    }

    // if (!enabled || !TryLoad(path)) …
    static StatementSyntax? WhereItFails(SyntaxNode value)
    {
        if (value.Parent is not PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not)
            return null;
        SyntaxNode condition = not;
        while (
            condition.Parent
                is ParenthesizedExpressionSyntax
                    or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalOrExpression }
        )
            condition = condition.Parent;
        return (condition.Parent as IfStatementSyntax)?.Statement;
    }

    static bool IsReplacedLater(string variable, SyntaxNode call)
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
                    return !Leaves(branch.Statement)
                        || branch.Statement.DescendantNodes().Any(inner => inner is BaseObjectCreationExpressionSyntax)
                            && !branch.Statement.DescendantNodes().Any(inner => inner is ThrowStatementSyntax);
            }
        return false;
    }

    static bool Leaves(StatementSyntax statement) =>
        (statement is BlockSyntax block ? block.Statements.LastOrDefault() : statement)
            is ThrowStatementSyntax
                or ReturnStatementSyntax
                or ContinueStatementSyntax
                or BreakStatementSyntax;

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
