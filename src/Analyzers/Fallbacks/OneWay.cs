using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>
/// What a handler does for unreadable content that it names, where it throws other failures on:
/// <c>if (e is JsonException) return new(); throw;</c>, a <c>case JsonException</c>, <c>JsonException => new()</c>.
/// </summary>
static class OneWay
{
    public static IEnumerable<SyntaxNode> In(BlockSyntax handler) =>
        handler
            .DescendantNodes(node => !Functions.IsNested(node))
            .Select(node =>
                node switch
                {
                    IfStatementSyntax branch when CaughtFailures.AreNamed(branch.Condition) => branch.Statement,
                    SwitchSectionSyntax section when section.Labels.Any(CaughtFailures.AreNamed) => section,
                    SwitchExpressionArmSyntax { Pattern: var failure } arm when CaughtFailures.AreNamed(failure) =>
                        arm.Expression,
                    _ => (SyntaxNode?)null,
                }
            )
            .OfType<SyntaxNode>();

    /// <summary>Whether it ends the handler, and nothing that it does not leave before throws after all.</summary>
    public static bool Ends(SyntaxNode way, BlockSyntax handler, bool runsOn) =>
        !runsOn
        || !handler
            .Statements.SkipWhile(statement => statement.SpanStart < way.SpanStart)
            .Any(statement => statement.DescendantNodesAndSelf().Any(node => node is ThrowStatementSyntax));
}
