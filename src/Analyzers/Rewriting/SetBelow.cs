using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// What is set on a writer as it is made, by statements of their own: <c>var w = new StreamWriter(path) { AutoFlush =
/// true };</c>
/// </summary>
static class SetBelow
{
    /// <summary>The same with <c>w.AutoFlush = true;</c> below; null where it has no name, or a comment would be lost.</summary>
    public static SyntaxNode? AsStatements(SyntaxNode root, ExpressionSyntax creation)
    {
        if (
            creation.FirstAncestorOrSelf<StatementSyntax>()
                is not LocalDeclarationStatementSyntax
                {
                    Declaration.Variables: [
                        {
                            Identifier.Text: var name,
                            Initializer.Value: ObjectCreationExpressionSyntax
                            {
                                ArgumentList: { } arguments,
                                Initializer: { RawKind: (int)SyntaxKind.ObjectInitializerExpression } set
                            } made
                        },
                    ]
                } declaration
            || StatementList.From(declaration) is null
            || set.Span.Contains(creation.Span)
            || set.Expressions.Any(part =>
                part
                    is not AssignmentExpressionSyntax
                    {
                        Left: IdentifierNameSyntax,
                        Right: not InitializerExpressionSyntax
                    }
            )
            || Comments.AreWithin(root, arguments.Span.End - 1, declaration.Span.End)
        )
            return null;
        var edits = new Edits(root);
        edits.Replace(made, current =>
            ((ObjectCreationExpressionSyntax)current)
                .WithInitializer(null)
                .WithArgumentList(((ObjectCreationExpressionSyntax)current).ArgumentList!.WithoutTrailingTrivia())
        );
        foreach (var part in set.Expressions.Reverse())
            edits.InsertAfter(declaration, $"{name}.{part};");
        return edits.Apply();
    }
}
