using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// Options of an opening that have a name for it alone: <c>var options = new FileStreamOptions { … }; var stream = new
/// FileStream(path, options);</c>
/// </summary>
static class OptionsInPlace
{
    /// <summary>The same with the options where they are passed; null where more is done with them.</summary>
    public static SyntaxNode? AsArgument(SyntaxNode root, ExpressionSyntax creation, SemanticModel model)
    {
        if (
            Names
                .Arguments(creation)
                .FirstOrDefault(passed => model.GetTypeInfo(passed.Expression).Type is { Name: "FileStreamOptions" })
                is not { Expression: IdentifierNameSyntax name }
            || model.GetSymbolInfo(name).Symbol is not ILocalSymbol { DeclaringSyntaxReferences: [var reference] } local
            || reference.GetSyntax()
                is not VariableDeclaratorSyntax
                {
                    Initializer.Value: ObjectCreationExpressionSyntax made,
                    Parent: VariableDeclarationSyntax
                    {
                        Variables.Count: 1,
                        Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax } declared
                    }
                }
            || StatementList.From(declared)?.FirstOrDefault() is not { } next
            || creation.FirstAncestorOrSelf<StatementSyntax>(statement => statement.Parent == declared.Parent) != next
            || next.DescendantNodes().Any(node => node != name && Functions.IsNested(node) && node.Contains(name))
            || Names
                .Body(declared)
                .DescendantNodes()
                .OfType<IdentifierNameSyntax>()
                .Any(mention => mention != name && mention.Identifier.ValueText == local.Name)
            || Comments.AreWithin(root, declared.FullSpan.Start - 1, declared.FullSpan.End)
        )
            return null;
        var tracked = root.TrackNodes(declared, (SyntaxNode)name);
        tracked = tracked.ReplaceNode(tracked.GetCurrentNode<SyntaxNode>(name)!, made.WithTriviaFrom(name));
        return tracked.RemoveNode(tracked.GetCurrentNode<SyntaxNode>(declared)!, SyntaxRemoveOptions.KeepNoTrivia);
    }
}
