using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// Constants that stand between an opening and what is done with the stream, which may be used after it: they are the
/// same above it. <c>var stream = File.Create(path); const int quality = 100; …</c>
/// </summary>
static class ConstantsFirst
{
    /// <summary>The same with the constants above; null where there are none.</summary>
    public static SyntaxNode? Above(SyntaxNode root, ExpressionSyntax creation)
    {
        if (
            creation.FirstAncestorOrSelf<StatementSyntax>() is not LocalDeclarationStatementSyntax opened
            || StatementList
                .From(opened)
                ?.TakeWhile(statement => statement is LocalDeclarationStatementSyntax { IsConst: true })
                .ToArray()
                is not [_, ..] constants
            || opened.Parent is GlobalStatementSyntax
            || constants.Append(opened).Any(statement => !Layout.BeginsLine(statement))
        )
            return null;
        var tracked = root.TrackNodes(constants.Append(opened));
        tracked = tracked.RemoveNodes(
            constants.Select(constant => tracked.GetCurrentNode(constant)!),
            SyntaxRemoveOptions.KeepNoTrivia
        )!;
        return tracked.InsertNodesBefore(tracked.GetCurrentNode(opened)!, constants);
    }
}
