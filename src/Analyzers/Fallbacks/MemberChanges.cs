using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>Whether a method leaves something in the members of its type.</summary>
static class MemberChanges
{
    const int MaxLayers = 2;

    public static bool In(IMethodSymbol method, FileEffects effects) => In(method, effects, MaxLayers);

    /// <summary>The same before a call in it, where it leaves when that fails.</summary>
    public static bool Before(SyntaxNode call, IMethodSymbol method, FileEffects effects) =>
        In(method, effects, MaxLayers, call.SpanStart);

    /// <summary>The same of an assignment or a call.</summary>
    public static bool By(SyntaxNode node, SemanticModel model, FileEffects effects) =>
        Changes(node, model, effects, MaxLayers);

    static bool In(IMethodSymbol method, FileEffects effects, int layers, int end = int.MaxValue) =>
        layers > 0
        && method.DeclaringSyntaxReferences.Any(reference =>
            effects.Sources.Model(reference.SyntaxTree) is { } model
            && reference
                .GetSyntax()
                .DescendantNodes()
                .TakeWhile(node => node.SpanStart < end)
                .Any(node => Changes(node, model, effects, layers))
        );

    static bool Changes(SyntaxNode node, SemanticModel model, FileEffects effects, int layers) =>
        node switch
        {
            AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } => false, // of a new object
            AssignmentExpressionSyntax assignment => IsMember(assignment.Left, model),
            InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax access,
                Parent: ExpressionStatementSyntax or ArrowExpressionClauseSyntax
            } => IsMember(access.Expression, model) && !IsLog(access.Expression),
            InvocationExpressionSyntax
            {
                Expression: IdentifierNameSyntax,
                Parent: ExpressionStatementSyntax or AwaitExpressionSyntax or ArrowExpressionClauseSyntax
            } => effects.Target(node, model) is { } target && In(target, effects, layers - 1),
            ThisExpressionSyntax => node.Parent is ArgumentSyntax, // Populate(json, this)
            _ => false,
        };

    static bool IsLog(ExpressionSyntax target) =>
        NameVocabulary.Of(Names.Simple(target)).Any(word => word is "log" or "logger");

    static bool IsMember(ExpressionSyntax target, SemanticModel model)
    {
        while (target is ElementAccessExpressionSyntax element)
            target = element.Expression;
        return model.GetSymbolInfo(target).Symbol is IFieldSymbol or IPropertySymbol or IEventSymbol;
    }
}
