using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Sources;

/// <summary>What a local may hold: what it is declared with, and what is assigned to it.</summary>
static class LocalValues
{
    /// <summary>By name, so it may be more; null where it gets values in another way, such as by reference.</summary>
    public static IReadOnlyList<ExpressionSyntax>? Of(ILocalSymbol local)
    {
        if (
            local.DeclaringSyntaxReferences is not [var reference]
            || reference.GetSyntax() is not VariableDeclaratorSyntax declared
        )
            return null;
        var values = new List<ExpressionSyntax>();
        foreach (var change in LocalChanges.Of(Names.Body(declared), local.Name))
            switch (change)
            {
                case VariableDeclaratorSyntax { Initializer.Value: var first }:
                    values.Add(first);
                    break;
                case IdentifierNameSyntax
                {
                    Parent: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } set
                }:
                    values.Add(set.Right);
                    break;
                case IdentifierNameSyntax:
                    return null;
            }

        return [.. values.SelectMany(Either)];
    }

    // Of a choice, both.
    static IEnumerable<ExpressionSyntax> Either(ExpressionSyntax value) =>
        value switch
        {
            ParenthesizedExpressionSyntax inner => Either(inner.Expression),
            ConditionalExpressionSyntax choice => Either(choice.WhenTrue).Concat(Either(choice.WhenFalse)),
            _ => [value],
        };

    /// <summary>Whether it gets a value where it stands.</summary>
    public static bool IsChanged(IdentifierNameSyntax name) =>
        name.Parent switch
        {
            AssignmentExpressionSyntax assignment => assignment.Left == name,
            ArgumentSyntax argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None)
                || argument.Parent is TupleExpressionSyntax,
            RefExpressionSyntax => true,
            PrefixUnaryExpressionSyntax unary => unary.OperatorToken.Kind()
                is SyntaxKind.PlusPlusToken
                    or SyntaxKind.MinusMinusToken
                    or SyntaxKind.AmpersandToken,
            PostfixUnaryExpressionSyntax unary => unary.OperatorToken.Kind()
                is SyntaxKind.PlusPlusToken
                    or SyntaxKind.MinusMinusToken,
            _ => false,
        };
}
