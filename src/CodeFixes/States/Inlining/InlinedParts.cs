using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States.Inlining;

/// <summary>
/// A type in which the loads and saves that methods of the program share are written out, so that each can be proven
/// by itself. Those methods stay as they are for all others; private ones of the type that nobody calls any more go.
/// </summary>
static class InlinedParts
{
    const int MaxSteps = 24;

    public static async Task<Document> OfAsync(
        Document document,
        SyntaxAnnotation mark,
        Func<MemberDeclarationSyntax, bool> isMeant,
        CancellationToken cancellationToken
    )
    {
        var moved = new HashSet<string>(StringComparer.Ordinal);
        for (var step = 0; step < MaxSteps; step++)
        {
            var root = (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
            var model = (await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false))!;
            var type = (TypeDeclarationSyntax)root.GetAnnotatedNodes(mark).Single();
            SyntaxNode? changed = null;
            // Those of other types first: a method of this one that has all of a load or a save then stays.
            var parts = Calls(type, isMeant)
                .Select(call => PartCall.Of(call, model, cancellationToken))
                .OfType<PartCall>()
                .OrderBy(part => type.Members.Contains(part.Method));
            foreach (var part in parts)
            {
                if (new PartBody(part, model, cancellationToken).Statements() is not { } body)
                    continue;
                changed = new PartPlace(part, body, TypeOf(part, model)).Replaced(root);
                if (changed is null)
                    continue;
                if (type.Members.Contains(part.Method))
                    moved.Add(part.Method.Identifier.ValueText);
                break;
            }

            if (changed is null)
                return document.WithSyntaxRoot(WithoutUncalled(root, mark, moved));
            document = document.WithSyntaxRoot(changed);
        }

        return document;
    }

    static string TypeOf(PartCall part, SemanticModel model)
    {
        var type = part.Called.ReturnType.Awaited();
        return type.WithNullableAnnotation(NullableAnnotation.None).ToMinimalDisplayString(model, part.Node.SpanStart);
    }

    static IEnumerable<InvocationExpressionSyntax> Calls(
        TypeDeclarationSyntax type,
        Func<MemberDeclarationSyntax, bool> isMeant
    ) =>
        type
            .Members.Where(member => member is not BaseTypeDeclarationSyntax && isMeant(member))
            .SelectMany(member => member.DescendantNodes().OfType<InvocationExpressionSyntax>());

    static SyntaxNode WithoutUncalled(SyntaxNode root, SyntaxAnnotation mark, HashSet<string> moved)
    {
        while (true)
        {
            var type = (TypeDeclarationSyntax)root.GetAnnotatedNodes(mark).Single();
            var uncalled = type
                .Members.OfType<MethodDeclarationSyntax>()
                .FirstOrDefault(method =>
                    moved.Contains(method.Identifier.ValueText)
                    && !type.Modifiers.Any(SyntaxKind.PartialKeyword)
                    && !method.ContainsDirectives
                    && method.Modifiers.All(modifier =>
                        modifier.Kind()
                            is SyntaxKind.PrivateKeyword
                                or SyntaxKind.StaticKeyword
                                or SyntaxKind.AsyncKeyword
                    )
                    && !type.DescendantNodes(node => node != method)
                        .OfType<SimpleNameSyntax>()
                        .Any(name => name.Identifier.ValueText == method.Identifier.ValueText)
                );
            if (uncalled is null)
                return root;
            root = root.ReplaceNode(type, type.WithMembers(type.Members.Remove(uncalled)));
        }
    }
}
