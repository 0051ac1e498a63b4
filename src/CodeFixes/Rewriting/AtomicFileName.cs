using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Rewriting;

/// <summary>How <c>AtomicFile</c> is to be named at a place so that it means ours.</summary>
static class AtomicFileName
{
    const string MetadataName = "AtomicWrites.AtomicFile";

    public const string Simple = "AtomicFile";
    public const string Qualified = "global::AtomicWrites.AtomicFile";

    /// <summary>Whether <c>AtomicWrites</c> is imported at the place.</summary>
    public static bool IsInScope(SemanticModel model, SyntaxNode place) =>
        model.LookupNamespacesAndTypes(place.SpanStart, name: Simple).Any(symbol => symbol.ToDisplayString() == MetadataName);

    /// <summary>Whether the call would mean a member of ours under this name with its arguments as they are, a using directive added where it is missing.</summary>
    public static bool Binds(SemanticModel model, InvocationExpressionSyntax call, string name, string member)
    {
        if (name == Simple && !IsInScope(model, call) && !model.LookupNamespacesAndTypes(call.SpanStart, name: Simple).IsEmpty)
            return false; // a type or namespace of the user's hides it
        if (name == Simple && model.LookupSymbols(call.SpanStart, name: Simple).Any(symbol => symbol is not (INamedTypeSymbol or INamespaceSymbol)))
            return false; // a field, property or local of that name
        var probe = call.WithExpression(Member(call.Expression, Qualified, member));
        return model.GetSpeculativeSymbolInfo(call.SpanStart, probe, SpeculativeBindingOption.BindAsExpression).Symbol is IMethodSymbol { ContainingType: var type }
            && type.ToDisplayString() == MetadataName;
    }

    /// <summary>The callee <c>AtomicFile.Member</c>, with the comments and line breaks of the one it replaces.</summary>
    public static ExpressionSyntax Member(ExpressionSyntax callee, string name, string member)
    {
        var type = SyntaxFactory.ParseExpression(name);
        var method = SyntaxFactory.IdentifierName(member);
        return (callee is MemberAccessExpressionSyntax access
            ? access.WithExpression(type.WithTrailingTrivia(access.Expression.GetTrailingTrivia())).WithName(method)
            : SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, type, method)).WithTriviaFrom(callee);
    }
}
