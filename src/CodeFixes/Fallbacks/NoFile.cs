using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Updates;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Fallbacks;

/// <summary>
/// Whether a text without content may also stand for a file that is not there, as on a first start:
/// <c>var text = File.Exists(path) ? File.ReadAllText(path) : null;</c>.
/// </summary>
sealed class NoFile(SemanticModel model, CancellationToken cancellationToken)
{
    const int MaxDepth = 4;

    readonly SourceIndex _sources = UpdateSequences.Of(model.Compilation).Sources;

    /// <summary>The same of what a <c>??</c> or a conditional expression asks.</summary>
    public bool IsIn(SyntaxNode place) =>
        place switch
        {
            BinaryExpressionSyntax fallback => MayBe(fallback.Left, MaxDepth),
            ConditionalExpressionSyntax { Condition: var condition } => condition
                .DescendantNodesAndSelf()
                .Where(node => node is not LiteralExpressionSyntax)
                .Any(node => MayBeItself(node, MaxDepth)),
            _ => true,
        };

    /// <summary>The same of what a call reads.</summary>
    public bool IsReadBy(SyntaxNode read) => MayBe(read, MaxDepth);

    bool MayBe(SyntaxNode value, int depth) =>
        depth == 0 || value.DescendantNodesAndSelf().Any(node => MayBeItself(node, depth));

    // What chooses, what handles a failure, and what is set in several places.
    bool MayBeItself(SyntaxNode node, int depth) =>
        node switch
        {
            ConditionalExpressionSyntax
            or SwitchExpressionSyntax
            or ConditionalAccessExpressionSyntax
            or CatchClauseSyntax
            or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression }
            or LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression }
            or LiteralExpressionSyntax { RawKind: (int)SyntaxKind.DefaultLiteralExpression }
            or LiteralExpressionSyntax { Token.Value: "" } => true,
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Empty" } => true,
            IdentifierNameSyntax or InvocationExpressionSyntax => SymbolOf(node) switch
            {
                ILocalSymbol { DeclaringSyntaxReferences: [var declared] } local => MayBe(
                    local,
                    declared.GetSyntax(cancellationToken),
                    depth - 1
                ),
                IMethodSymbol { DeclaringSyntaxReferences: [var called] } when node is InvocationExpressionSyntax =>
                    MayBe(called.GetSyntax(cancellationToken), depth - 1),
                _ => false,
            },
            _ => false,
        };

    ISymbol? SymbolOf(SyntaxNode node) =>
        _sources.Model(node.SyntaxTree)?.GetSymbolInfo(node, cancellationToken).Symbol;

    bool MayBe(ILocalSymbol local, SyntaxNode declaration, int depth) =>
        declaration is not VariableDeclaratorSyntax { Initializer.Value: var value }
        || MayBe(value, depth)
        || Names
            .Within(Names.Body(declaration))
            .OfType<AssignmentExpressionSyntax>()
            .Any(assignment => Names.Simple(assignment.Left) == local.Name);
}
