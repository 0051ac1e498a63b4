using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>A local variable that is set once, where it is declared.</summary>
/// <param name="Declaration">The statement, of which it is the only variable: a declaration, or a <c>using</c> with a
/// block.</param>
/// <param name="Value">What it is set to.</param>
/// <param name="Uses">Where it is used.</param>
sealed record OnlyLocal(StatementSyntax Declaration, ExpressionSyntax Value, IReadOnlyList<IdentifierNameSyntax> Uses)
{
    public static OnlyLocal? Of(ExpressionSyntax name, SemanticModel model, CancellationToken cancellationToken)
    {
        if (
            name is not IdentifierNameSyntax
            || model.GetSymbolInfo(name, cancellationToken).Symbol
                is not ILocalSymbol { DeclaringSyntaxReferences: [var reference] } local
            || reference.GetSyntax(cancellationToken)
                is not VariableDeclaratorSyntax
                {
                    Initializer.Value: var value,
                    Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: StatementSyntax statement }
                } declarator
            || statement is not (LocalDeclarationStatementSyntax or UsingStatementSyntax)
        )
            return null;
        var uses = Names
            .Body(declarator)
            .DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .Where(use =>
                use.Identifier.ValueText == local.Name
                && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(use, cancellationToken).Symbol, local)
            )
            .ToArray();
        return uses.Any(IsSet) ? null : new(statement, value, uses);
    }

    static bool IsSet(IdentifierNameSyntax use) =>
        use.Parent is AssignmentExpressionSyntax assignment && assignment.Left == use
        || use.Parent is ArgumentSyntax { RefOrOutKeyword.RawKind: not (int)SyntaxKind.None };
}
