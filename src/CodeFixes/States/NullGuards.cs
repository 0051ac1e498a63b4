using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// Whether null does not get to a place: before it its method has asked for that, set the variable, or used it; or right
/// behind it would fail.
/// </summary>
/// <param name="write">What writes it.</param>
/// <param name="members">Knows what sets a member.</param>
/// <param name="sources">Of the program.</param>
/// <param name="cancellationToken">Ends the work.</param>
sealed class NullGuards(SyntaxNode write, UnsetMember members, SourceIndex sources, CancellationToken cancellationToken)
{
    const int MaxDepth = 4;

    /// <summary>Of a member all callers may know it, too, where the method is private.</summary>
    public bool Know(ExpressionSyntax value, ISymbol variable)
    {
        var guarded = new Guarded(variable, Names.Simple(value), members);
        return IsKnown(value, guarded, MaxDepth)
            || Names.Body(write) == Names.Body(value) && IsUsedBehind(write, guarded);
    }

    static bool IsUsedBehind(SyntaxNode site, Guarded guarded) =>
        site.Ancestors()
            .TakeWhile(node =>
                node is not (TryStatementSyntax or AnonymousFunctionExpressionSyntax or MemberDeclarationSyntax)
            )
            .OfType<StatementSyntax>()
            .Any(statement =>
                statement.Parent is BlockSyntax block
                && block
                    .Statements.SkipWhile(other => other.SpanStart <= statement.SpanStart || Talk.Is(other))
                    .FirstOrDefault()
                    is { } next
                && guarded.IsUsedBy(next)
            );

    bool IsKnown(SyntaxNode site, Guarded guarded, int depth)
    {
        var body = Names.Body(site);
        foreach (var around in site.AncestorsAndSelf().TakeWhile(node => node != body))
        {
            if (
                around is IfStatementSyntax choice
                && choice.Statement.Span.Contains(site.Span)
                && guarded.IsThereIf(choice.Condition)
            )
                return true;
            if (around is not StatementSyntax { Parent: BlockSyntax block } statement)
                continue;
            foreach (var before in block.Statements.TakeWhile(other => other != statement).Reverse())
                if (guarded.IsThereAfter(before))
                    return true;
                else if (guarded.IsSetToNullBy(before))
                    return false;
        }

        return depth > 0
            && guarded.IsMember
            && body is MethodDeclarationSyntax { Identifier.ValueText: var name } method
            && sources.Model(body.SyntaxTree)?.GetDeclaredSymbol(method, cancellationToken)
                is { DeclaredAccessibility: Accessibility.Private }
            && sources.AllCalls(name) is { Length: > 0 } calls
            && !body.Parent!.DescendantNodes().OfType<IdentifierNameSyntax>().Any(use => IsGroup(use, name))
            && calls.All(call => IsUsedBehind(call, guarded) || IsKnown(call, guarded, depth - 1));
    }

    // Save, and not Save(): who calls it is not seen.
    static bool IsGroup(IdentifierNameSyntax use, string name) =>
        use.Identifier.ValueText == name
        && use.Parent is not InvocationExpressionSyntax
        && !(
            use.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call }
            && call.Expression == use.Parent
        );

    /// <param name="Variable">The field behind a property, or any other variable.</param>
    /// <param name="Name">Of the property.</param>
    /// <param name="Members">Knows what sets a member.</param>
    sealed record Guarded(ISymbol Variable, string Name, UnsetMember Members)
    {
        public bool IsMember => Variable is IFieldSymbol or IPropertySymbol;

        public bool IsThereIf(ExpressionSyntax condition) =>
            !condition.DescendantTokens().Any(token => token.IsKind(SyntaxKind.BarBarToken))
            && Tests(condition, isNull: false);

        public bool IsThereAfter(StatementSyntax statement) =>
            statement is ExpressionStatementSyntax { Expression: var expression }
                ? MakesSure(Unwrapped.Of(expression).Expression)
                : statement is IfStatementSyntax choice
                    && !choice
                        .Condition.DescendantTokens()
                        .Any(token => token.IsKind(SyntaxKind.AmpersandAmpersandToken))
                    && Tests(choice.Condition, isNull: true)
                    && (
                        choice.Statement is BlockSyntax { Statements: var inner }
                            ? inner.LastOrDefault()
                            : choice.Statement
                    )
                        is { } last
                    && (last is ReturnStatementSyntax or ThrowStatementSyntax || IsThereAfter(last));

        public bool IsSetToNullBy(StatementSyntax statement) =>
            statement
                .DescendantNodes()
                .OfType<AssignmentExpressionSyntax>()
                .Any(set => IsIt(set.Left) && SavedNull.IsNull(set.Right));

        // _current.Theme = …, _current.Names.Add(…): it would have failed.
        public bool IsUsedBy(StatementSyntax statement) =>
            statement is ExpressionStatementSyntax { Expression: var expression }
            && IsUsedBy(Unwrapped.Of(expression).Expression);

        bool IsUsedBy(ExpressionSyntax expression) =>
            expression switch
            {
                AssignmentExpressionSyntax set => IsOwner(set.Left),
                PostfixUnaryExpressionSyntax { Operand: var changed } => IsOwner(changed),
                InvocationExpressionSyntax call => IsOwner(call.Expression),
                _ => false,
            };

        bool MakesSure(ExpressionSyntax expression) =>
            IsUsedBy(expression)
            || expression switch
            {
                AssignmentExpressionSyntax set => IsIt(set.Left)
                    && !SavedNull.IsNull(set.Right)
                    && (IsMember || set.Right is not NameSyntax),
                InvocationExpressionSyntax call => Members.IsSetBy(call, Variable)
                    || Names.Called(call) == "ThrowIfNull"
                        && Names.Arguments(call).Any(argument => IsIt(argument.Expression)),
                _ => false,
            };

        bool IsOwner(ExpressionSyntax expression) =>
            expression switch
            {
                MemberAccessExpressionSyntax { Expression: var owner } => IsIt(owner) || IsOwner(owner),
                ElementAccessExpressionSyntax { Expression: var owner } => IsIt(owner) || IsOwner(owner),
                _ => false,
            };

        bool Tests(ExpressionSyntax condition, bool isNull) =>
            condition
                .DescendantNodesAndSelf()
                .Any(node =>
                    node switch
                    {
                        BinaryExpressionSyntax { Right: LiteralExpressionSyntax } test => IsIt(test.Left)
                            && SavedNull.IsNull(test.Right)
                            && test.IsKind(isNull ? SyntaxKind.EqualsExpression : SyntaxKind.NotEqualsExpression),
                        IsPatternExpressionSyntax test => IsIt(test.Expression)
                            && (
                                isNull
                                    ? test.Pattern is ConstantPatternSyntax { Expression: var constant }
                                        && SavedNull.IsNull(constant)
                                    : test.Pattern
                                        is RecursivePatternSyntax
                                            or UnaryPatternSyntax
                                            {
                                                Pattern: ConstantPatternSyntax
                                                {
                                                    Expression.RawKind: (int)SyntaxKind.NullLiteralExpression
                                                }
                                            }
                            ),
                        _ => false,
                    }
                );

        bool IsIt(ExpressionSyntax expression) =>
            expression
                is IdentifierNameSyntax
                    or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or IdentifierNameSyntax }
            && Names.Simple(expression) is var other
            && (other == Variable.Name || other == Name);
    }
}
