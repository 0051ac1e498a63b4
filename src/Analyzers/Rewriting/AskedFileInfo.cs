using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// A <c>FileInfo</c> that is asked for what it knows after it has created its file, and forgotten what it knew; one whose
/// path is used forgets nothing.
/// </summary>
static class AskedFileInfo
{
    const int MaxLayers = 3;

    /// <summary>
    /// Whether somebody asks later: the same body about a local, those of the type who call it about a parameter too,
    /// and any member about anything else.
    /// </summary>
    public static bool Is(ExpressionSyntax info) => Is(info, MaxLayers);

    static bool Is(ExpressionSyntax info, int layers)
    {
        var (body, name) = (Names.Body(info), Names.Simple(info));
        SyntaxNode type = info.FirstAncestorOrSelf<TypeDeclarationSyntax>() ?? body;
        if (layers == 0 || IsAsked(body, name, access => access.SpanStart > info.Span.End))
            return true;
        var isLocal = body.DescendantNodes()
            .Any(node => node is VariableDeclaratorSyntax local && local.Identifier.ValueText == name);
        if (isLocal)
            return false;
        var isParameter = body.DescendantNodes()
            .Any(node => node is ParameterSyntax parameter && parameter.Identifier.ValueText == name);
        if (!isParameter || body is not MethodDeclarationSyntax { Identifier.ValueText: var method })
            return IsAsked(type, name, access => !body.Span.Contains(access.Span));
        return type.DescendantNodes()
            .OfType<InvocationExpressionSyntax>()
            .Where(call => Names.Simple(call.Expression) == method && !body.Span.Contains(call.Span))
            .SelectMany(call => call.ArgumentList.Arguments)
            .Any(argument =>
                argument.Expression is IdentifierNameSyntax or MemberAccessExpressionSyntax
                && Is(argument.Expression, layers - 1)
            );
    }

    static bool IsAsked(SyntaxNode code, string name, Func<SyntaxNode, bool> isLater) =>
        code.DescendantNodesAndSelf()
            .OfType<MemberAccessExpressionSyntax>()
            .Any(access =>
                isLater(access)
                && Names.Simple(access.Expression) == name
                && (
                    access.Name.Identifier.ValueText is "Exists" or "Length" or "Attributes" or "IsReadOnly"
                    || access.Name.Identifier.ValueText.Contains("Time")
                )
            );
}
