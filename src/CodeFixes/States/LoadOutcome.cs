using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// What a method does with what it has loaded, and so by what statements it would start anew instead.
/// </summary>
sealed class LoadOutcome
{
    readonly StateRead _read;
    readonly SemanticModel _model;
    readonly CancellationToken _cancellationToken;
    readonly string _target;

    LoadOutcome(StateRead read, string target, SemanticModel model, CancellationToken cancellationToken) =>
        (_read, _target, _model, _cancellationToken) = (read, target, model, cancellationToken);

    public static LoadOutcome Of(StateRead read, SemanticModel model, CancellationToken cancellationToken) =>
        new(
            read,
            read.Node.Parent is AssignmentExpressionSyntax assignment && assignment.Right == read.Node
                ? assignment.Left.ToString()
                : "",
            model,
            cancellationToken
        );

    /// <summary>The local that holds what was loaded; null for none.</summary>
    public OnlyLocal? Local =>
        _read.Node.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax declarator }
        && Names
            .Body(_read.Node)
            .DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .FirstOrDefault(name => name.Identifier.ValueText == declarator.Identifier.ValueText)
            is { } use
            ? OnlyLocal.Of(use, _model, _cancellationToken)
            : null;

    /// <summary>
    /// Whether nothing happens to what was loaded before it is returned, or left in the member that it was set to.
    /// </summary>
    public bool EndsThere
    {
        get
        {
            var statement = _read.Node.FirstAncestorOrSelf<StatementSyntax>();
            return statement is null
                || Names
                    .Body(_read.Node)
                    .DescendantNodes(node =>
                        node is not (CatchClauseSyntax or FinallyClauseSyntax or AnonymousFunctionExpressionSyntax)
                    )
                    .OfType<StatementSyntax>()
                    .Where(other => other.SpanStart >= statement.Span.End)
                    .All(other =>
                        other is BlockSyntax or ReturnStatementSyntax { Expression: null } || IsOfNull(other)
                    );
        }
    }

    // return state; return state ?? new(); if (state is null) …
    bool IsOfNull(StatementSyntax statement) =>
        Local is { } local
        && statement switch
        {
            ReturnStatementSyntax { Expression: IdentifierNameSyntax value } => local.Uses.Contains(value),
            ReturnStatementSyntax
            {
                Expression: BinaryExpressionSyntax
                {
                    RawKind: (int)SyntaxKind.CoalesceExpression,
                    Left: IdentifierNameSyntax value
                }
            } => local.Uses.Contains(value),
            IfStatementSyntax { Else: null, Condition: var test } => test
                is BinaryExpressionSyntax
                    or IsPatternExpressionSyntax
                && local.Uses.Any(use => use.Parent == test),
            _ => statement.Ancestors().OfType<IfStatementSyntax>().Any(IsOfNull),
        };

    /// <summary>
    /// The defaults that a statement, or a block of one, starts anew with; null where it does something else.
    /// </summary>
    public ExpressionSyntax? DefaultsOf(StatementSyntax statement)
    {
        var statements = statement is BlockSyntax block ? block.Statements.ToArray() : [statement];
        var made = statements switch
        {
            [ReturnStatementSyntax { Expression: { } value }] => value,
            [ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax set }]
                when set.IsKind(SyntaxKind.SimpleAssignmentExpression) && set.Left.ToString() == _target => set.Right,
            [
                ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax set },
                ReturnStatementSyntax { Expression: null },
            ] when set.IsKind(SyntaxKind.SimpleAssignmentExpression) && set.Left.ToString() == _target => set.Right,
            _ => null,
        };
        return made is not null && Defaults.IsMade(made) && IsState(made) ? made : null;
    }

    /// <summary>Whether a statement does with defaults what is done with what was loaded.</summary>
    public bool TakesAsDefaults(StatementSyntax statement) =>
        _read.Node.Parent is ReturnStatementSyntax or EqualsValueClauseSyntax or ArrowExpressionClauseSyntax
        || _target.Length > 0
            && statement.DescendantNodesAndSelf().OfType<AssignmentExpressionSyntax>().Any()
            && _read.Node.Parent?.Parent is ExpressionStatementSyntax;

    /// <summary>Whether what an expression makes is a state.</summary>
    public bool IsState(ExpressionSyntax made)
    {
        var info = _model.GetTypeInfo(made, _cancellationToken);
        return SymbolEqualityComparer.Default.Equals(
            (info.Type ?? info.ConvertedType)?.WithNullableAnnotation(NullableAnnotation.None),
            _read.Call.State
        );
    }
}
