using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Contents;

/// <summary>The calls and operators that change what a variable holds, by what they are called.</summary>
static class Mutations
{
    /// <summary>Their receiver, or what else they are given, takes in what they are given.</summary>
    public static readonly ImmutableHashSet<string> Takers = ImmutableHashSet.Create(
        "Add",
        "AddLast",
        "AddFirst",
        "AddRange",
        "Append",
        "AppendLine",
        "Concat",
        "CopyFrom",
        "Enqueue",
        "Insert",
        "InsertRange",
        "Load",
        "LoadXml",
        "Merge",
        "Push",
        "Set",
        "UnionWith"
    );

    /// <summary>They fill what they are given.</summary>
    public static readonly ImmutableHashSet<string> Fillers = ImmutableHashSet.Create(
        "Bind",
        "CopyTo",
        "CopyToAsync",
        "Map",
        "Merge",
        "Populate",
        "PopulateObject",
        "Read",
        "ReadAsync",
        "ReadExactly",
        "ReadExactlyAsync"
    );

    /// <summary>They change their receiver.</summary>
    public static readonly ImmutableHashSet<string> Changers = ImmutableHashSet.Create(
        "Add",
        "Clear",
        "Insert",
        "Remove",
        "RemoveAll",
        "RemoveAt",
        "RemoveWhere",
        "Reverse",
        "Sort",
        "TryAdd",
        "TryRemove"
    );

    /// <summary>
    /// Whether a use of a variable changes what it holds: <c>_items.Add(…)</c>, <c>_items[key] = …</c>,
    /// <c>_settings.Theme = …</c>.
    /// </summary>
    public static bool IsChanged(ExpressionSyntax use)
    {
        ExpressionSyntax target = use;
        while (
            target.Parent
                is MemberAccessExpressionSyntax
                    or ElementAccessExpressionSyntax
                    or PostfixUnaryExpressionSyntax
                    or ParenthesizedExpressionSyntax
        )
        {
            if (
                target.Parent
                    is MemberAccessExpressionSyntax
                    {
                        Parent: InvocationExpressionSyntax,
                        Name.Identifier.ValueText: var called
                    } access
                && access.Expression == target
            )
                return Changers.Contains(called) || Takers.Contains(called);
            target = (ExpressionSyntax)target.Parent;
        }

        return target.Parent is AssignmentExpressionSyntax assignment && assignment.Left == target
            || IsIncrement(target);
    }

    /// <summary>Whether a node counts a variable up or down.</summary>
    public static bool IsIncrement(SyntaxNode node) =>
        node.IsKind(SyntaxKind.PostIncrementExpression)
        || node.IsKind(SyntaxKind.PostDecrementExpression)
        || node.IsKind(SyntaxKind.PreIncrementExpression)
        || node.IsKind(SyntaxKind.PreDecrementExpression);
}
