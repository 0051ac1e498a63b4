using AtomicWrites.Analyzers.Replacing;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Streams;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// The deletion of a file that is replaced as a whole right after: it goes where the write is atomic.
/// </summary>
static class NeedlessDeletion
{
    /// <summary>
    /// The statement that may go together with its line; null where the write needs the file to be gone, or where a
    /// comment or an <c>#if</c> is in the way.
    /// </summary>
    public static StatementSyntax? Before(
        ExpressionSyntax write,
        SemanticModel model,
        CancellationToken cancellationToken
    ) =>
        DeletedFirst.Site(write, model, cancellationToken) is { Path.Syntax: ExpressionSyntax path } site
        && Truncates(site, model, cancellationToken)
        && EvaluationOrder.IsStable(path, model)
        && DeletedFirst.Before(write, path, model) is { IsWhole: true } deleted
        && !HasMore(deleted.Statement)
        && !new TargetUses(path, model, cancellationToken).AreWithin(
            [.. deleted.Between, .. Others(write, path), write.FirstAncestorOrSelf<StatementSyntax>()!],
            write
        )
            ? deleted.Statement
            : null;

    /// <summary>The tree without it; what stands above it stands above the next.</summary>
    public static SyntaxNode Remove(SyntaxNode root, StatementSyntax deletion)
    {
        if (StatementList.From(deletion)?.FirstOrDefault() is { } next)
        {
            var marks = root.TrackNodes(deletion, next);
            var kept = deletion
                .GetLeadingTrivia()
                .Concat(
                    next.GetLeadingTrivia()
                        .SkipWhile(trivia =>
                            trivia.IsKind(SyntaxKind.EndOfLineTrivia) || trivia.IsKind(SyntaxKind.WhitespaceTrivia)
                        )
                );
            var following = marks.GetCurrentNode(next)!;
            root = marks.ReplaceNode(following, following.WithLeadingTrivia(kept));
            deletion = root.GetCurrentNode(deletion)!;
        }

        return root.RemoveNode(
            deletion.Parent is GlobalStatementSyntax global ? global : deletion,
            SyntaxRemoveOptions.KeepNoTrivia
        )!;
    }

    static IEnumerable<SyntaxNode> Others(ExpressionSyntax write, ExpressionSyntax path) =>
        Names
            .Arguments(write)
            .Select(argument => argument.Expression)
            .Where(argument => !argument.Span.Contains(path.Span));

    static bool Truncates(WriteSite site, SemanticModel model, CancellationToken cancellationToken) =>
        BoundCall.Of(site.Node, model, cancellationToken) is { } call
        && Opening.Of(call) is { Mode: null or "Create", Appends: false }
        && site.Writer.Member != "OpenWrite"
        && (
            site.Writer.Twin != "Copy"
            || (call.For("overwrite") ?? call.For("overwriteExisting")) is { ConstantValue.Value: true }
        )
        && !site.Node.DescendantNodes().Any(node => Names.Simple(node) == "CreateNew")
        // Of a stream that is written to in later statements nothing is known here.
        && (
            site.Writer.Type != WriterTable.AtomicFile
            || site.Node.Parent is not EqualsValueClauseSyntax { Parent.Parent.Parent: not UsingStatementSyntax }
        );

    static bool HasMore(StatementSyntax deletion) =>
        deletion.ContainsDirectives
        || deletion
            .DescendantTrivia()
            .Any(trivia =>
                trivia.SpanStart >= deletion.SpanStart
                && !trivia.IsKind(SyntaxKind.WhitespaceTrivia)
                && !trivia.IsKind(SyntaxKind.EndOfLineTrivia)
            );
}
