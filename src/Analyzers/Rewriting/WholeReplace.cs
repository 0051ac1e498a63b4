using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// A hand-written replace whose every statement is known, so that one write can stand for all of them.
/// </summary>
/// <param name="Write">The statement that writes the temporary file.</param>
/// <param name="Site">The call or creation in it that names the temporary file.</param>
/// <param name="Target">The file that is replaced.</param>
/// <param name="KeepsBackup">Whether the old content is kept as <c>target + ".bak"</c>.</param>
/// <param name="Removed">Statements, catch and finally clauses that go.</param>
sealed record WholeReplace(
    StatementSyntax Write,
    WriteSite Site,
    ExpressionSyntax Target,
    bool KeepsBackup,
    IReadOnlyCollection<SyntaxNode> Removed
)
{
    /// <summary>The write as it would be to the target itself.</summary>
    /// <param name="mark">Marks the call or creation.</param>
    public StatementSyntax Retargeted(SyntaxAnnotation mark)
    {
        var path = Site.Path.Syntax;
        // That the temporary file must be new says nothing of the target.
        var modes = Site
            .Node.DescendantNodes()
            .OfType<MemberAccessExpressionSyntax>()
            .Where(mode =>
                mode is { Name.Identifier.ValueText: "CreateNew", Expression: var type }
                && Names.Simple(type) == "FileMode"
            );
        var site = Site.Node.ReplaceNodes(modes.Append(path), (original, _) =>
            original == path
                ? Target.WithTriviaFrom(path)
                : ((MemberAccessExpressionSyntax)original).WithName(SyntaxFactory.IdentifierName("Create"))
        );
        return Write.ReplaceNode(Site.Node, site.WithAdditionalAnnotations(mark));
    }
}
