using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// Takes away what is of no use once a type has a <c>StateFile</c>: locks around single calls, variables in between,
/// blocks.
/// </summary>
static class StateFileSimplifier
{
    public static Task<Document> SimplifyAsync(
        Document document,
        SyntaxAnnotation type,
        string file,
        CancellationToken cancellationToken
    ) =>
        RewrittenAsync(
            document,
            type,
            cancellationToken,
            (found, _) => (TypeDeclarationSyntax)new NeedlessVariables(file).Visit(found)!,
            (found, _) => NeedlessLocks.Remove(found, file),
            (found, _) => (TypeDeclarationSyntax)new ExpressionBodies(file).Visit(found)!
        );

    /// <summary>Makes one step of what is loaded, changed and saved within the type.</summary>
    public static Task<Document> EditAsync(
        Document document,
        SyntaxAnnotation type,
        string file,
        CancellationToken cancellationToken
    ) =>
        RewrittenAsync(
            document,
            type,
            cancellationToken,
            (found, model) => (TypeDeclarationSyntax)new ReadThenReset(found, file, model).Visit(found)!,
            (found, _) => NeedlessLocks.Remove(found, file)
        );

    // Each step reads the layout of what the one before has left.
    static async Task<Document> RewrittenAsync(
        Document document,
        SyntaxAnnotation type,
        CancellationToken cancellationToken,
        params Func<TypeDeclarationSyntax, SemanticModel, TypeDeclarationSyntax>[] steps
    )
    {
        foreach (var step in steps)
        {
            var root = (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
            var model = (await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false))!;
            var found = (TypeDeclarationSyntax)root.GetAnnotatedNodes(type).Single();
            document = document.WithSyntaxRoot(
                root.ReplaceNode(found, step(found, model).WithAdditionalAnnotations(type))
            );
        }

        return document;
    }

    /// <summary>Whether an expression, awaited or not, is a call of the new member.</summary>
    public static bool IsCall(ExpressionSyntax? expression, string file) =>
        expression is not null
        && Unwrapped.Of(expression).Expression
            is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var of } }
        && (of is InvocationExpressionSyntax { Expression: var told } ? told : of)
            is IdentifierNameSyntax { Identifier.ValueText: var name }
        && name == file;
}
