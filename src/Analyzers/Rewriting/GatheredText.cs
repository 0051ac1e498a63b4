using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Streams;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// What a text writer puts at the end of a file in more than one step, such as a loop: it is gathered in memory, and
/// appended at once. The file is opened after the texts were made, as where one text is appended.
/// </summary>
static class GatheredText
{
    /// <summary>
    /// Whether all that is done with the writer is to write, and all that is done meanwhile is to find out what.
    /// </summary>
    public static bool Is(StreamOwner owner, StreamTrace uses, int end)
    {
        var scope = owner.Scope.Where(statement => statement.SpanStart < end).ToArray();
        return end > 0 // else nobody appends it
            && uses.Writes.All(use => IsWrite(use, owner.Local.Name))
            && scope.SelectMany(Functions.Unnested).OfType<StatementSyntax>().All(IsPlain);

        bool IsPlain(StatementSyntax statement) =>
            statement switch
            {
                ExpressionStatementSyntax { Expression: var expression } => expression switch
                {
                    AssignmentExpressionSyntax { Left: var target } => IsOwn(target),
                    PostfixUnaryExpressionSyntax { Operand: var target } => IsOwn(target),
                    PrefixUnaryExpressionSyntax { Operand: var target } => IsOwn(target),
                    _ => uses.All.Any(expression.Contains),
                },
                LocalDeclarationStatementSyntax local => local.UsingKeyword.IsKind(SyntaxKind.None),
                ForEachStatementSyntax { AwaitKeyword.RawKind: not 0 } => false,
                BlockSyntax
                or BreakStatementSyntax
                or CommonForEachStatementSyntax
                or ContinueStatementSyntax
                or DoStatementSyntax
                or EmptyStatementSyntax
                or ForStatementSyntax
                or IfStatementSyntax
                or ReturnStatementSyntax
                or SwitchStatementSyntax
                or WhileStatementSyntax => true,
                _ => false,
            };

        // A local that is declared in there, or something of the writer, such as its NewLine.
        bool IsOwn(ExpressionSyntax target) =>
            uses.Writes.Contains(target)
            || target is IdentifierNameSyntax { Identifier.ValueText: var name }
                && scope
                    .SelectMany(statement => statement.DescendantNodes())
                    .OfType<VariableDeclaratorSyntax>()
                    .Any(local => local.Identifier.ValueText == name);
    }

    /// <summary>A writer in memory, of which the text is appended.</summary>
    public static WrittenAnew In(
        StreamOwner owner,
        AtomicOpening opening,
        string qualifier,
        SemanticModel model,
        bool isAwaited
    )
    {
        var type = FrameworkName.At(owner.Statement, "System.IO", "StringWriter", model);
        var encoding = opening.Encoding is null ? "" : $", {opening.Encoding}";
        return new(
            SyntaxFactory.ParseExpression($"new {type}()"),
            type,
            owner.Await(
                isAsync =>
                    $"{qualifier}AtomicFile.AppendAllText{isAsync}({opening.Path}, {owner.Name}.ToString(){encoding})",
                isAwaited
            )
        );
    }

    // writer.WriteLine(…), writer.NewLine
    static bool IsWrite(SyntaxNode use, string name) =>
        ((use as InvocationExpressionSyntax)?.Expression ?? use)
            is MemberAccessExpressionSyntax
            {
                Expression: IdentifierNameSyntax { Identifier.ValueText: var writer },
                Name.Identifier.ValueText: var member
            }
        && writer == name
        && (
            member == "NewLine"
            || member.StartsWith("Write", StringComparison.Ordinal)
            || member.StartsWith("Flush", StringComparison.Ordinal)
        );
}
