using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// Handlers elsewhere that are for what a load throws, and would not see a <c>StateFileException</c>: of the
/// serializer, of a missing file. By names: a method of the same name counts as the load.
/// </summary>
static class CallerHandlers
{
    const int MaxLayers = 3;

    static readonly string[] Exceptions = ["JsonException", "FileNotFoundException", "DirectoryNotFoundException"];

    public static bool Any(StateRead read, Compilation compilation, CancellationToken cancellationToken)
    {
        var roots = compilation
            .SyntaxTrees.Where(tree => Exceptions.Any(tree.GetText(cancellationToken).ToString().Contains))
            .Select(tree => tree.GetRoot(cancellationToken))
            .ToArray();
        if (roots.Length == 0)
            return false;
        var names = new HashSet<string>(StringComparer.Ordinal) { NameOf(Names.Body(read.Node)) };
        for (var layer = 1; layer < MaxLayers; layer++)
            names.UnionWith(
                compilation
                    .SyntaxTrees.Where(tree => names.Any(tree.GetText(cancellationToken).ToString().Contains))
                    .SelectMany(tree => tree.GetRoot(cancellationToken).DescendantNodes())
                    .Where(node => names.Contains(Names.Called(node)))
                    .Select(node => NameOf(Names.Body(node)))
                    .ToArray()
            );
        return roots
            .SelectMany(root => root.DescendantNodes().OfType<CatchClauseSyntax>())
            .Where(clause => !clause.Span.Contains(read.Node.Span) && IsBlind(clause))
            .Select(clause => ((TryStatementSyntax)clause.Parent!).Block)
            .Where(block => !block.Span.Contains(read.Node.Span) || block.SyntaxTree != read.Node.SyntaxTree)
            .Any(block =>
                block
                    .DescendantNodes()
                    .Any(node =>
                        names.Contains(Names.Called(node))
                        || node is IdentifierNameSyntax { Parent: MemberAccessExpressionSyntax } name
                            && names.Contains(name.Identifier.ValueText)
                    )
            );
    }

    // IOException is what a StateFileException is.
    static bool IsBlind(CatchClauseSyntax clause) =>
        CaughtKind.Of(clause) is { } kinds
        && (kinds & (CaughtKinds.Corrupt | CaughtKinds.Missing)) != 0
        && (kinds & (CaughtKinds.All | CaughtKinds.Unreadable)) == 0;

    static string NameOf(SyntaxNode body) =>
        body switch
        {
            MethodDeclarationSyntax method => method.Identifier.ValueText,
            LocalFunctionStatementSyntax function => function.Identifier.ValueText,
            ConstructorDeclarationSyntax constructor => constructor.Identifier.ValueText,
            PropertyDeclarationSyntax property => property.Identifier.ValueText,
            AccessorDeclarationSyntax { Parent.Parent: PropertyDeclarationSyntax property } => property
                .Identifier
                .ValueText,
            _ => "",
        };
}
