using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>Recognises the temporary half of a temp + rename: what is written here is moved over the target later in the same member.</summary>
static class TemporaryHalf
{
    public static bool Is(SyntaxNode path) =>
        path.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } member
        && member.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(call => call.SpanStart > path.SpanStart && Moves(call, path));

    static bool Moves(InvocationExpressionSyntax call, SyntaxNode path) =>
        call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Move" or "Replace" or "MoveFile" } access
        && call.ArgumentList.Arguments is [var source, _, ..]
        && access.Expression is SimpleNameSyntax or MemberAccessExpressionSyntax
        && SyntaxFactory.AreEquivalent(source.Expression, path);
}
