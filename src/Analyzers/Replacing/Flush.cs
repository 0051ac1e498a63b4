using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Replacing;

/// <summary>Whether the new content is flushed to disk.</summary>
static class Flush
{
    /// <returns>Null where code that is not known writes the file.</returns>
    public static bool? Of(
        SyntaxNode scope,
        SyntaxNode commit,
        IReadOnlyList<WriteSite> writes,
        IReadOnlyList<SyntaxNode> handedOver,
        IReadOnlyList<SyntaxNode> places,
        SemanticModel model,
        OtherMembers around,
        CancellationToken cancellationToken
    )
    {
        if (IsIn(scope, commit.SpanStart) || places.Any(place => IsIn(place)))
            return true;
        if (writes.Count > 0 || places.Count > 0)
            return false;
        bool? flushed = null;
        foreach (var call in handedOver)
        {
            foreach (var body in Bodies(call, model, around, cancellationToken))
            {
                if (IsIn(body))
                    return true;
                if (body.DescendantNodes().Any(WriteSite.MayWrite))
                    flushed = false;
            }
        }

        return flushed;
    }

    // Of a delegate, what callers pass for it.
    static IEnumerable<SyntaxNode> Bodies(
        SyntaxNode call,
        SemanticModel model,
        OtherMembers around,
        CancellationToken cancellationToken
    )
    {
        if (around.Declaration(call, model, cancellationToken) is { } declaration)
            return [declaration];
        if (
            call is not InvocationExpressionSyntax { Expression: var callee }
            || Names.Member(call) is not MethodDeclarationSyntax { Identifier.ValueText: var method } member
        )
            return [];
        var name = callee
            is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Invoke", Expression: var target }
            ? Names.Simple(target)
            : Names.Simple(callee);
        return member.ParameterList.Parameters.Any(parameter => parameter.Identifier.ValueText == name)
            ? around
                .Sources.Calls(method)
                .SelectMany(node => Names.Arguments(node))
                .Select(argument => argument.Expression)
                .Where(argument => argument is AnonymousFunctionExpressionSyntax)
            : [];
    }

    static bool IsIn(SyntaxNode part, int before = int.MaxValue) =>
        part.DescendantNodes()
            .TakeWhile(node => node.SpanStart < before)
            .Any(node => Is(node) || Callees(node).Any(callee => callee.DescendantNodes().Any(Is)));

    static bool Is(SyntaxNode node) =>
        node switch
        {
            InvocationExpressionSyntax call => IsName(Names.Simple(call.Expression))
                || (
                    Names.Simple(call.Expression) == "Flush"
                    && call.ArgumentList.Arguments is [{ Expression: var toDisk }]
                    && !toDisk.IsKind(SyntaxKind.FalseLiteralExpression)
                ),
            IdentifierNameSyntax { Identifier.ValueText: "WriteThrough" } => true,
            _ => false,
        };

    // FlushToDisk, FlushFileBuffers, fsync, and what users name after them.
    static bool IsName(string name) =>
        name.IndexOf("fsync", StringComparison.OrdinalIgnoreCase) >= 0
        || name.IndexOf("ToDisk", StringComparison.OrdinalIgnoreCase) >= 0
        || name is "FlushFileBuffers" or "fdatasync";

    // By name, in the type around.
    static IEnumerable<SyntaxNode> Callees(SyntaxNode node) =>
        node is InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: var name } }
        && node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type
            ? type.Members.OfType<MethodDeclarationSyntax>().Where(method => method.Identifier.ValueText == name)
            : [];
}
