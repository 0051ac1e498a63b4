using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>A <c>FileSystemWatcher</c> that asks for changes alone: a <c>StateFile</c> renames.</summary>
static class DeafWatcher
{
    public static bool IsIn(TypeDeclarationSyntax type, SemanticModel model, CancellationToken cancellationToken)
    {
        var heard = type.DescendantNodes()
            .OfType<AssignmentExpressionSyntax>()
            .Where(set => set.IsKind(SyntaxKind.AddAssignmentExpression))
            .Where(set =>
                model.GetSymbolInfo(set.Left, cancellationToken).Symbol?.ContainingType?.ToDisplayString()
                == "System.IO.FileSystemWatcher"
            )
            .Select(set => Names.Simple(set.Left))
            .ToArray();
        return heard.Contains("Changed") && !heard.Contains("Renamed");
    }
}
