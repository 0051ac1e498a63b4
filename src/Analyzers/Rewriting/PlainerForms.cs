using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>Other forms of the code around an opening, which do the same and are nearer to what is known.</summary>
static class PlainerForms
{
    public static IEnumerable<SyntaxNode> Of(SyntaxNode root, ExpressionSyntax creation, SemanticModel model) =>
        new[]
        {
            OwnershipTransfer.AsUsing(root, creation),
            ClosedAtOnce.AsCall(root, creation),
            StreamBelowWriter.AsWriter(root, creation, model),
            OpenedAnew.AsLocal(root, creation, model),
            OperandsFirst.AsLocals(root, creation, model),
            OptionsInPlace.AsArgument(root, creation, model),
            ConstantsFirst.Above(root, creation),
            SetBelow.AsStatements(root, creation),
        }.OfType<SyntaxNode>();
}
