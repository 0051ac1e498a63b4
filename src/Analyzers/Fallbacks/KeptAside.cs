using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>
/// Copies that the library keeps, <c>AtomicFile.KeepAside(path)</c>: it throws where it cannot, and so nothing is lost
/// behind it, but on ways that lead around it.
/// </summary>
static class KeptAside
{
    public static bool Is(SyntaxNode? call) =>
        call is InvocationExpressionSyntax
        && Names.Called(call) == "KeepAside"
        && Names.Simple(Names.Receiver(call)) == "AtomicFile";

    /// <summary>Whether a node is one whose failure leaves a handler.</summary>
    public static bool MayFail(SyntaxNode node, SyntaxNode handler) =>
        Is(node) && Around(node, handler).OfType<TryStatementSyntax>().All(attempt => !Swallows(attempt, node));

    /// <summary>Whether one is made on each way through some code that is left for more than a missing file.</summary>
    public static bool IsCertain(SyntaxNode call, SyntaxNode code) =>
        IsOnEachWay(call, code)
        && !Functions
            .Unnested(code)
            .TakeWhile(node => node.SpanStart < call.SpanStart)
            .Any(node => node is ReturnStatementSyntax && !IsForMissing(node, code));

    /// <summary>Whether one is made on each way through some code, or through a method that it calls.</summary>
    public static bool IsMadeIn(SyntaxNode code, FileEffects effects) =>
        code.DescendantNodesAndSelf()
            .OfType<InvocationExpressionSyntax>()
            .Any(call =>
                Is(call) && IsCertain(call, code)
                || effects.Sources.Model(call.SyntaxTree) is { } model
                    && effects
                        .Target(call, model, default)
                        ?.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax())
                        .Any(method => method.DescendantNodes().Any(inner => Is(inner) && IsCertain(inner, method)))
                        == true
            );

    /// <summary>Whether one comes before something in the same body, whatever the way there.</summary>
    public static bool IsBefore(SyntaxNode call, SyntaxNode later) =>
        call.Span.End < later.SpanStart
        && IsOnEachWay(call, call.Ancestors().First(around => around.Span.Contains(later.Span)));

    static bool IsOnEachWay(SyntaxNode call, SyntaxNode code) =>
        Around(call, code)
            .All(around =>
                around switch
                {
                    BlockSyntax or ExpressionStatementSyntax or UsingStatementSyntax or LockStatementSyntax => true,
                    // var copy = AtomicFile.KeepAside(path);
                    EqualsValueClauseSyntax
                    or VariableDeclaratorSyntax
                    or VariableDeclarationSyntax
                    or LocalDeclarationStatementSyntax => true,
                    AssignmentExpressionSyntax set => !set.IsKind(SyntaxKind.CoalesceAssignmentExpression),
                    ArgumentSyntax or ArgumentListSyntax or InvocationExpressionSyntax => true,
                    AwaitExpressionSyntax or MemberAccessExpressionSyntax or ParenthesizedExpressionSyntax => true,
                    AnonymousFunctionExpressionSyntax => HandedOver.RunBy(around)?.Parent
                        is AwaitExpressionSyntax
                            or MemberAccessExpressionSyntax,
                    ArrowExpressionClauseSyntax or SwitchSectionSyntax => true,
                    SwitchStatementSyntax choice => choice.Sections.All(other =>
                        other.Span.Contains(call.Span) || KeepsOrThrows(other)
                    ) && choice.Sections.Any(other => other.Labels.Any(label => label is DefaultSwitchLabelSyntax)),
                    TryStatementSyntax attempt => !Swallows(attempt, call),
                    FinallyClauseSyntax => true,
                    ElseClauseSyntax => true,
                    IfStatementSyntax branch => branch.Condition.Span.Contains(call.Span) || IsOfBoth(branch, call),
                    _ => false,
                }
            );

    // if (File.Exists(path)) …; if (_copy is null) _copy = …; or the other way keeps one, too, or throws.
    static bool IsOfBoth(IfStatementSyntax branch, SyntaxNode call)
    {
        if (!CaughtFailures.AreUnreadable(branch.Condition) || AsksForCopy(branch))
            return true;
        var other = branch.Statement.Span.Contains(call.Span) ? branch.Else?.Statement : branch.Statement;
        return (other ?? Last(branch)) is { } way && KeepsOrThrows(way);
    }

    // if (e is JsonException) { … } throw;
    static StatementSyntax? Last(IfStatementSyntax branch) =>
        branch.Parent is BlockSyntax { Statements: [.., var last] } block
        && last != branch
        && !block
            .Statements.SkipWhile(step => step.SpanStart <= branch.SpanStart)
            .Any(step => step.DescendantNodesAndSelf().Any(node => node is ReturnStatementSyntax))
            ? last
            : null;

    static bool KeepsOrThrows(SyntaxNode way) =>
        way.DescendantNodesAndSelf().Any(node => Is(node) || node is ThrowStatementSyntax or ThrowExpressionSyntax);

    // Its branch sets what it asks for: there is a copy already.
    static bool AsksForCopy(IfStatementSyntax branch)
    {
        var asked = branch.Condition.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Select(Names.Simple);
        return branch
            .Statement.DescendantNodes()
            .OfType<AssignmentExpressionSyntax>()
            .Any(set => asked.Contains(Names.Simple(set.Left)));
    }

    static bool Swallows(TryStatementSyntax attempt, SyntaxNode call) =>
        attempt.Block.Span.Contains(call.Span)
        && attempt.Catches.Any(clause =>
            CaughtFailures.HaveUnreadable(clause)
            && !clause.Block.DescendantNodes().Any(node => node is ThrowStatementSyntax or ThrowExpressionSyntax)
        );

    static bool IsForMissing(SyntaxNode left, SyntaxNode code) =>
        Around(left, code)
            .Any(around =>
                around is IfStatementSyntax branch
                && branch.Statement.Span.Contains(left.Span)
                && !CaughtFailures.AreUnreadable(branch.Condition)
            );

    static IEnumerable<SyntaxNode> Around(SyntaxNode node, SyntaxNode code) =>
        node == code ? [] : node.Ancestors().TakeWhile(around => around != code);
}
