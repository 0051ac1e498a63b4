using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Sources;

/// <summary>
/// By name, what one source file passes or assigns that may be a method; found by syntax alone, when a fix asks first,
/// and kept as long as the file is unchanged.
/// </summary>
static class MethodGroups
{
    static readonly ConditionalWeakTable<SyntaxTree, ILookup<string, ExpressionSyntax>> Cache = new();

    /// <summary><c>Save</c> and <c>this.Save</c>, where it is not called.</summary>
    public static IEnumerable<ExpressionSyntax> Of(SyntaxTree tree, string name) => Cache.GetValue(tree, Find)[name];

    static ILookup<string, ExpressionSyntax> Find(SyntaxTree tree) =>
        tree.GetRoot()
            .DescendantNodes()
            .OfType<ExpressionSyntax>()
            .Where(node => node is SimpleNameSyntax or MemberAccessExpressionSyntax && IsGiven(node))
            .ToLookup(Names.Simple, StringComparer.Ordinal);

    static bool IsGiven(ExpressionSyntax node) =>
        node.Parent switch
        {
            ParenthesizedExpressionSyntax or CastExpressionSyntax => IsGiven((ExpressionSyntax)node.Parent),
            AssignmentExpressionSyntax set => set.Right == node,
            ArgumentSyntax or EqualsValueClauseSyntax => true,
            _ => false,
        };
}
