using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>How <c>AtomicFile</c> is to be named at a place so that it means ours.</summary>
static class AtomicFileName
{
    public const string MetadataName = "AtomicWrites.AtomicFile";

    public const string Simple = "AtomicFile";
    public const string Qualified = Qualifier + Simple;

    /// <summary>What goes before the names of our types where the simple ones mean something else.</summary>
    public const string Qualifier = "global::AtomicWrites.";

    /// <summary>Whether <c>AtomicWrites</c> is imported at the place.</summary>
    public static bool IsInScope(SemanticModel model, SyntaxNode place) =>
        model
            .LookupNamespacesAndTypes(place.SpanStart, name: Simple)
            .Any(symbol => symbol.ToDisplayString() == MetadataName);

    /// <summary>
    /// Whether something of the user's has the simple name at the place: a type or namespace, or a field, property or
    /// local.
    /// </summary>
    public static bool IsHidden(SemanticModel model, SyntaxNode place) =>
        !IsInScope(model, place) && !model.LookupNamespacesAndTypes(place.SpanStart, name: Simple).IsEmpty
        || model
            .LookupSymbols(place.SpanStart, name: Simple)
            .Any(symbol => symbol is not (INamedTypeSymbol or INamespaceSymbol));

    /// <summary>What goes before the names of our types at the place where one of these may be written.</summary>
    public static string QualifierAt(SemanticModel model, SyntaxNode place, params string[] others) =>
        IsHidden(model, place)
        || others.Any(name =>
            model
                .LookupSymbols(place.SpanStart, name: name)
                .Any(symbol => symbol is not INamedTypeSymbol type || !Library.Has(type, name))
        )
            ? Qualifier
            : "";

    /// <summary>
    /// Whether the call would mean a member of ours under this name with its arguments as they are, a using directive
    /// added where it is missing.
    /// </summary>
    public static bool Binds(SemanticModel model, InvocationExpressionSyntax call, string name, string member)
    {
        if (name == Simple && IsHidden(model, call))
            return false;
        var probe = call.WithExpression(Member(call.Expression, Qualified, member));
        var bound = model.GetSpeculativeSymbolInfo(call.SpanStart, probe, SpeculativeBindingOption.BindAsExpression);
        // Where an argument does not compile, neither call is bound to more than its name.
        var symbol = bound.Symbol
            ?? (model.GetSymbolInfo(call).Symbol is null ? bound.CandidateSymbols.FirstOrDefault() : null);
        return symbol is IMethodSymbol { ContainingType: var type } && type.ToDisplayString() == MetadataName;
    }

    /// <summary>
    /// The callee <c>AtomicFile.Member</c>, with the comments and line breaks of the one it replaces.
    /// </summary>
    public static ExpressionSyntax Member(ExpressionSyntax callee, string name, string member)
    {
        var type = SyntaxFactory.ParseExpression(name);
        var method = SyntaxFactory.IdentifierName(member);
        return (
            callee is MemberAccessExpressionSyntax access
                ? access.WithExpression(type.WithTrailingTrivia(access.Expression.GetTrailingTrivia())).WithName(method)
                : SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, type, method)
        ).WithTriviaFrom(callee);
    }
}
