using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Streams;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>Statements that become the callback of <c>AtomicFile.Write</c>, with their layout.</summary>
/// <param name="Statement">What opens the stream.</param>
/// <param name="Moved">What follows it and moves, too.</param>
/// <param name="Disposing">The using statement that closes it; null for none.</param>
/// <param name="Creation">The expression that opens it.</param>
/// <param name="Local">The name of the stream; none where something around it has the name.</param>
/// <param name="Path">The file.</param>
/// <param name="Options">The argument for what is not the default, or nothing.</param>
/// <param name="Over">The same as <paramref name="Creation"/> over a stream of that name.</param>
/// <param name="Uses">What is done with it.</param>
sealed record CallbackMove(
    StatementSyntax Statement,
    StatementSyntax[] Moved,
    UsingStatementSyntax? Disposing,
    ExpressionSyntax Creation,
    SyntaxToken Local,
    ExpressionSyntax Path,
    string Options,
    Func<string, ExpressionSyntax> Over,
    StreamTrace Uses
)
{
    /// <summary>The tree with it.</summary>
    public SyntaxNode Apply(SyntaxNode root, SemanticModel model, string qualifier)
    {
        var parts = Moved.Prepend(Statement).SelectMany(Functions.Unnested).ToArray();
        string unit = Layout.Unit(Statement),
            indentation = Layout.Indentation(Statement) + Layout.OnItsLine(Statement, unit),
            endOfLine = Layout.EndOfLine(Statement);
        var isLocal = !Local.IsKind(SyntaxKind.None);
        var parameter = isLocal ? Local.Text : FreeName.Like("stream", Statement, model);
        var isAwaited = parts.Any(IsAwait);
        var configured = parts
            .OfType<InvocationExpressionSyntax>()
            .FirstOrDefault(call =>
                call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" }
            )
            ?.ArgumentList.ToString();

        var tracked = root.TrackNodes(Moved.Append<SyntaxNode>(Statement).Append(Creation));
        var own = isLocal ? Disposing?.Statement as BlockSyntax : null;
        BlockSyntax body;
        if (own is not null)
        {
            body = Clean(own);
        }
        else
        {
            var (statements, more) =
                !isLocal ? (Moved.Select(Clean).Prepend(WithoutLeading(Clean(Statement), indentation)), unit)
                : Statement is UsingStatementSyntax block
                    ? ([Inner(block, Clean(block.Statement), indentation, unit)], "")
                : (Moved.Select(Clean), unit);
            body = SyntaxFactory.Block(
                SyntaxFactory.Token(
                    SyntaxFactory.ParseLeadingTrivia(indentation),
                    SyntaxKind.OpenBraceToken,
                    SyntaxFactory.TriviaList(SyntaxFactory.EndOfLine(endOfLine))
                ),
                SyntaxFactory.List(
                    statements
                        .Select((item, i) => Layout.Indent(i == 0 ? WithoutBlankLines(item) : item, more))
                        .Select(item => Layout.WithEndOfLine(item, endOfLine))
                ),
                SyntaxFactory.Token(SyntaxFactory.ParseLeadingTrivia(indentation), SyntaxKind.CloseBraceToken, default)
            );
        }

        var configuring = configured is null ? "" : ".ConfigureAwait" + configured;
        var call = SyntaxFactory.ParseStatement(
            isAwaited
                ? $"await {qualifier}AtomicFile.WriteAsync({Path}, async ({parameter}, _) => {{}}{Options}){configuring};"
                : $"{qualifier}AtomicFile.Write({Path}, {parameter} => {{}}{Options});"
        );
        var lambda = call.DescendantNodes()
            .OfType<LambdaExpressionSyntax>()
            .Last(candidate => candidate.Block is { Statements.Count: 0 });
        call = call.ReplaceNode(
            lambda,
            lambda
                .WithBody(body.WithoutTrailingTrivia())
                .WithArrowToken(lambda.ArrowToken.WithTrailingTrivia(AfterArrow(Statement, isLocal, own, endOfLine)))
        );
        var last = Moved.LastOrDefault() ?? Statement;
        call = call.WithLeadingTrivia(Statement.GetLeadingTrivia())
            .WithTrailingTrivia(own is null ? WithoutComment(last.GetTrailingTrivia()) : last.GetTrailingTrivia());

        foreach (var gone in Moved)
        {
            var current = tracked.GetCurrentNode(gone)!;
            tracked = tracked.RemoveNode(
                current.Parent is GlobalStatementSyntax global ? global : current,
                SyntaxRemoveOptions.KeepNoTrivia
            )!;
        }

        return tracked.ReplaceNode(tracked.GetCurrentNode<SyntaxNode>(Statement)!, call);

        // Over the stream; and only a file can be flushed to disk, ours is when it is committed.
        T Clean<T>(T node)
            where T : StatementSyntax =>
            node.ReplaceNodes(
                Uses.FlushesToDisk.Select(flush => (SyntaxNode)flush.ArgumentList)
                    .Append(Creation)
                    .Where(part => part.Ancestors().Contains(node)),
                (original, current) =>
                    original == Creation
                        ? Over(parameter).WithTriviaFrom(original)
                        : ((ArgumentListSyntax)current).WithArguments(default)
            );
    }

    /// <summary>Whether the callback has to be asynchronous for a node in it.</summary>
    public static bool IsAwait(SyntaxNode node) =>
        node
            is AwaitExpressionSyntax
                or UsingStatementSyntax { AwaitKeyword.RawKind: not 0 }
                or LocalDeclarationStatementSyntax { AwaitKeyword.RawKind: not 0 }
                or CommonForEachStatementSyntax { AwaitKeyword.RawKind: not 0 };

    // A comment at the end of the line that opens the stream stays at the end of the line.
    static SyntaxTriviaList AfterArrow(StatementSyntax statement, bool isLocal, BlockSyntax? own, string endOfLine)
    {
        var trailing = statement is UsingStatementSyntax block
            ? block.CloseParenToken.TrailingTrivia
            : statement.GetTrailingTrivia();
        return isLocal && statement is UsingStatementSyntax && own is not null ? trailing
            : !isLocal || !trailing.Any(IsComment) ? SyntaxFactory.TriviaList(SyntaxFactory.EndOfLine(endOfLine))
            : trailing.Any(SyntaxKind.EndOfLineTrivia) ? trailing
            : trailing.Add(SyntaxFactory.EndOfLine(endOfLine));
    }

    // A comment behind a statement moves with it.
    static SyntaxTriviaList WithoutComment(SyntaxTriviaList trailing) =>
        SyntaxFactory.TriviaList(
            trailing.Any(SyntaxKind.EndOfLineTrivia)
                ? trailing.SkipWhile(trivia => !trivia.IsKind(SyntaxKind.EndOfLineTrivia))
                : trailing.Where(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia))
        );

    // What stands above the first one stands above the call.
    static StatementSyntax WithoutLeading(StatementSyntax statement, string indentation) =>
        statement.WithLeadingTrivia(SyntaxFactory.ParseLeadingTrivia(indentation));

    static StatementSyntax Inner(UsingStatementSyntax block, StatementSyntax body, string indentation, string unit) =>
        Layout.BeginsLine(block.Statement) && Layout.Indentation(block.Statement).Length > indentation.Length ? body
        : Layout.BeginsLine(block.Statement) ? Layout.Indent(body, unit)
        : body.WithLeadingTrivia(SyntaxFactory.ParseLeadingTrivia(indentation + unit));

    // The blank line that was below the declaration of the stream.
    static StatementSyntax WithoutBlankLines(StatementSyntax statement) =>
        statement.WithLeadingTrivia(
            statement.GetLeadingTrivia().SkipWhile(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia))
        );

    /// <summary>Whether a trivia is a comment.</summary>
    public static bool IsComment(SyntaxTrivia trivia) =>
        trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia);
}
