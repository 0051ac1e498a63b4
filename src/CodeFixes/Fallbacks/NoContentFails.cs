using AtomicWrites.Analyzers.Fallbacks;
using AtomicWrites.Analyzers.Rewriting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.CodeFixes.Fallbacks;

/// <summary>
/// Throws where a file without content, or one that a Try-method did not understand, became a new start:
/// <c>?? throw new InvalidDataException(…)</c>, and the same in a conditional expression.
/// </summary>
static class NoContentFails
{
    /// <summary>Null where something would be lost that is said within the defaults.</summary>
    public static TextChange? Of(Fallback found, SemanticModel model, CancellationToken cancellationToken)
    {
        if (
            found.Start is not ExpressionSyntax defaults
            || AsksMore(found.Place)
            || new NoFile(model, cancellationToken) is var noFile
                && (found.IsTried ? noFile.IsReadBy(found.Read) : noFile.IsIn(found.Place))
            || defaults.DescendantTrivia().Any(trivia => trivia.IsDirective)
        )
            return null;
        var exception = FrameworkName.At(defaults, "System.IO", "InvalidDataException", model);
        var fault = found.IsTried ? "does not parse" : "has no content";
        var message =
            new KeptPath(defaults.SpanStart, found, model, cancellationToken).Text is { } path && IsName(path)
                ? $"$\"'{{{path}}}' {fault}.\""
                : $"\"The file {fault}.\"";
        return new(defaults.Span, $"throw new {exception}({message})");
    }

    // !File.Exists(path) || new FileInfo(path).Length == 0 ? new() : …
    static bool AsksMore(SyntaxNode place) =>
        place
            is ConditionalExpressionSyntax
            {
                Condition: BinaryExpressionSyntax
                {
                    RawKind: (int)SyntaxKind.LogicalOrExpression or (int)SyntaxKind.LogicalAndExpression
                }
            };

    // What may stand between braces in every version of the language.
    static bool IsName(string path) =>
        SyntaxFactory.ParseExpression(path) is IdentifierNameSyntax or MemberAccessExpressionSyntax
        && path.IndexOf('"') < 0;
}
