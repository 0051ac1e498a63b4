using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>Defaults that the program has also where the load throws.</summary>
static class LastingDefaults
{
    /// <summary>Those that a <c>finally</c> makes of what the <c>try</c> sets: <c>_settings ??= new();</c>.</summary>
    public static IEnumerable<AssignmentExpressionSyntax> In(TryStatementSyntax attempt)
    {
        if (attempt.Finally is not { Block: var last })
            return [];
        var loaded = new HashSet<string>(Targets(attempt.Block).Select(Names.Simple), StringComparer.Ordinal);
        return last.DescendantNodes()
            .OfType<AssignmentExpressionSyntax>()
            .Where(set => NewValue.MakesDefaults(set.Right) && loaded.Contains(Names.Simple(set.Left)));
    }

    /// <summary>
    /// Whether a member that is loaded, or set by the handler, has some from the beginning:
    /// <c>Settings _settings = new();</c>.
    /// </summary>
    public static bool AreInitial(CatchClauseSyntax clause, SemanticModel model) =>
        clause.FirstAncestorOrSelf<ConstructorDeclarationSyntax>() is null
        && Targets(((TryStatementSyntax)clause.Parent!).Block)
            .Concat(Targets(clause.Block))
            .Select(target => model.GetSymbolInfo(target).Symbol)
            .Where(target => target is IFieldSymbol or IPropertySymbol)
            .SelectMany(member => member!.DeclaringSyntaxReferences)
            .Select(declared =>
                declared.GetSyntax() switch
                {
                    VariableDeclaratorSyntax { Initializer.Value: var value } => value,
                    PropertyDeclarationSyntax { Initializer.Value: var value } => value,
                    _ => null,
                }
            )
            .Any(value => value is not null && NewValue.MakesDefaults(value));

    // _settings = …, Items.AddRange(…)
    static IEnumerable<ExpressionSyntax> Targets(SyntaxNode code) =>
        code.DescendantNodes()
            .Select(node =>
                node switch
                {
                    AssignmentExpressionSyntax { Parent: not InitializerExpressionSyntax } set => set.Left,
                    InvocationExpressionSyntax
                    {
                        Parent: ExpressionStatementSyntax,
                        Expression: MemberAccessExpressionSyntax { Expression: var target } call
                    } when call.Name.Identifier.ValueText.StartsWith("Add", StringComparison.Ordinal) => target,
                    _ => null,
                }
            )
            .OfType<ExpressionSyntax>();
}
