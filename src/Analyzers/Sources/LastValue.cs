using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Sources;

/// <summary>
/// What a local that is set more than once holds where it is used: the value of the last statement before, if no other
/// can reach.
/// </summary>
static class LastValue
{
    static readonly ConditionalWeakTable<SyntaxNode[], SyntaxNode?[]> Functions = new();

    /// <summary>Null where a branch, a loop, a lambda or a reference may give it another.</summary>
    public static ExpressionSyntax? Of(IdentifierNameSyntax use)
    {
        var name = use.Identifier.ValueText;
        var body = Names.Body(use);
        var changes = LocalChanges.Of(body, name);
        if (changes.Length < 2 || Functions.GetValue(changes, InFunctions) is not [var only] || only != Function(use))
            return null;
        SyntaxNode inner = use;
        for (var node = use.Parent; node is not null && inner != body; inner = node, node = node.Parent)
        {
            if (inner is StatementSyntax statement && Around(node) is { } statements)
            {
                var last = FirstFrom(statement.SpanStart) - 1;
                if (last >= 0 && changes[last].SpanStart >= statements[0].SpanStart)
                    return Set(StatementOf(changes[last], node), name);
            }
            // What goes before in a header, what comes back in a loop, what a handler comes from.
            else if (node is not BlockSyntax && IsChangedIn(node))
                return null;
        }

        return null;

        bool IsChangedIn(SyntaxNode node)
        {
            for (var i = FirstFrom(node.SpanStart); i < changes.Length && changes[i].SpanStart < node.Span.End; i++)
                if (!IsAfter(changes[i], node))
                    return true;
            return false;
        }

        // Of path = path + ".json", what is on the right is read first.
        bool IsAfter(SyntaxNode change, SyntaxNode node) =>
            node is ExpressionSyntax or ExpressionStatementSyntax
            && change.Parent is AssignmentExpressionSyntax { Right: var value }
            && value.Span.Contains(use.Span);

        int FirstFrom(int position)
        {
            var (low, high) = (0, changes.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = changes[middle].SpanStart < position ? (middle + 1, high) : (low, middle);
            }

            return low;
        }
    }

    static SyntaxNode?[] InFunctions(SyntaxNode[] changes) => [.. changes.Select(Function).Distinct()];

    static StatementSyntax StatementOf(SyntaxNode change, SyntaxNode block)
    {
        while (change.Parent != block)
            change = change.Parent!;
        return (StatementSyntax)change;
    }

    static SyntaxNode? Function(SyntaxNode node) =>
        node.Ancestors()
            .FirstOrDefault(around => around is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax);

    static SyntaxList<StatementSyntax>? Around(SyntaxNode node) =>
        node switch
        {
            BlockSyntax block => block.Statements,
            SwitchSectionSyntax section => section.Statements,
            _ => null,
        };

    // path = …; and var path = …;
    static ExpressionSyntax? Set(StatementSyntax statement, string name) =>
        statement switch
        {
            ExpressionStatementSyntax
            {
                Expression: AssignmentExpressionSyntax
                {
                    RawKind: (int)SyntaxKind.SimpleAssignmentExpression,
                    Left: IdentifierNameSyntax left,
                    Right: var right
                }
            } when left.Identifier.ValueText == name => right,
            LocalDeclarationStatementSyntax { Declaration.Variables: [{ Initializer.Value: var first } variable] }
                when variable.Identifier.ValueText == name => first,
            _ => null,
        };
}
