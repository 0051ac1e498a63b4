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
    /// <summary>Null where a branch, a loop, a lambda or a reference may give it another.</summary>
    public static ExpressionSyntax? Of(IdentifierNameSyntax use)
    {
        var name = use.Identifier.ValueText;
        var body = Names.Body(use);
        var changes = Names.Within(body).Where(node => Changes(node, name)).ToArray();
        if (changes.Length < 2 || changes.Any(change => Function(change) != Function(use)))
            return null;
        SyntaxNode inner = use;
        for (var node = use.Parent; node is not null && inner != body; inner = node, node = node.Parent)
        {
            if (inner is StatementSyntax statement && Around(node) is { } statements)
            {
                for (var i = statements.IndexOf(statement) - 1; i >= 0; i--)
                    if (Set(statements[i], name) is { } value)
                        return value;
                    else if (AreIn(statements[i]))
                        return null;
            }
            // What goes before in a header, what comes back in a loop, what a handler comes from.
            else if (
                node is not BlockSyntax
                && changes.Any(change => node.Span.Contains(change.Span) && !IsAfter(change, node))
            )
                return null;
        }

        return null;

        bool AreIn(SyntaxNode node) => changes.Any(change => node.Span.Contains(change.Span));

        // Of path = path + ".json", what is on the right is read first.
        bool IsAfter(SyntaxNode change, SyntaxNode node) =>
            node is ExpressionSyntax or ExpressionStatementSyntax
            && change.Parent is AssignmentExpressionSyntax { Right: var value }
            && value.Span.Contains(use.Span);
    }

    static bool Changes(SyntaxNode node, string name) =>
        node switch
        {
            VariableDeclaratorSyntax { Initializer: not null } local => local.Identifier.ValueText == name,
            SingleVariableDesignationSyntax local => local.Identifier.ValueText == name,
            IdentifierNameSyntax use => use.Identifier.ValueText == name && LocalValues.IsChanged(use),
            _ => false,
        };

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
