using AtomicWrites.Analyzers.Streams;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// <c>new StreamWriter(File.Create(path))</c>, which is <c>File.CreateText(path)</c>: one text writer, not a stream with a
/// writer around it.
/// </summary>
static class FoldedWriter
{
    /// <summary>The writer with what it opens; the same again where it is none.</summary>
    public static (ExpressionSyntax Creation, AtomicOpening Opening) Of(
        ExpressionSyntax creation,
        AtomicOpening opening,
        SemanticModel model,
        CancellationToken cancellationToken
    ) =>
        opening.IsText
            ? (creation, opening)
            : Folded(creation, opening, model, cancellationToken) ?? (creation, opening);

    static (ExpressionSyntax Writer, AtomicOpening Opening)? Folded(
        ExpressionSyntax creation,
        AtomicOpening opening,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        if (
            creation.Parent
                is not ArgumentSyntax
                {
                    NameColon: null,
                    Parent: ArgumentListSyntax
                    {
                        Parent: BaseObjectCreationExpressionSyntax { Initializer: null } writer
                    } list
                } argument
            || list.Arguments[0] != argument
            || model.GetSymbolInfo(writer, cancellationToken).Symbol
                is not IMethodSymbol { ContainingType: var type } method
            || type.ToDisplayString() != "System.IO.StreamWriter"
            || list.DescendantTrivia()
                .Any(trivia =>
                    trivia.IsDirective
                    || trivia.IsKind(SyntaxKind.SingleLineCommentTrivia)
                    || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)
                )
        )
            return null;
        ExpressionSyntax? encoding = null;
        for (var i = 1; i < list.Arguments.Count; i++)
        {
            var passed = list.Arguments[i].Expression;
            var name = list.Arguments[i].NameColon?.Name.Identifier.ValueText ?? method.Parameters[i].Name;
            var value = model.GetConstantValue(passed, cancellationToken).Value;
            if (name == "encoding" && Harmless.Is(passed, model)) // it was evaluated after the opening
                encoding = passed.WithoutTrivia();
            else if (!(name == "bufferSize" && value is > 0 or -1) && !(name == "leaveOpen" && value is false))
                return null;
        }

        return (writer, opening with { IsText = true, Encoding = encoding });
    }
}
