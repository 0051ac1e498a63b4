using AtomicWrites.Analyzers.Proofs;
using AtomicWrites.Analyzers.Streams;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// A text writer at the end of a file, opened for one text or for whole lines: the twin that appends takes them.
/// </summary>
sealed class AppendedText(
    SyntaxNode root,
    SemanticModel model,
    string qualifier,
    Proof proof,
    CancellationToken cancellationToken
)
{
    public SyntaxNode? Rewrite(ExpressionSyntax creation, AtomicOpening opening)
    {
        if (
            opening is not { Appends: true, IsText: true, Initializer: null }
            || creation.Parent
                is not EqualsValueClauseSyntax
                {
                    Parent: VariableDeclaratorSyntax
                    {
                        Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: StatementSyntax statement }
                    } declarator
                }
        )
            return null;
        var name = declarator.Identifier.ValueText;
        var uses = Statements(statement, name);
        var writes = uses.Select(use => WriteOf(use, name)).OfType<Write>().ToArray();
        var isClosed =
            uses.LastOrDefault()
                is ExpressionStatementSyntax
                {
                    Expression: InvocationExpressionSyntax
                    {
                        Expression: MemberAccessExpressionSyntax
                        {
                            Name.Identifier.ValueText: "Close" or "Dispose"
                        } closing
                    }
                }
            && IsNamed(closing.Expression, name);
        var isDisposed =
            statement is UsingStatementSyntax or LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 };
        if (
            !(isClosed || isDisposed)
            || writes.Length == 0
            || writes.Length != uses.Length - (isClosed ? 1 : 0)
            || writes.Length > 1 && !writes.All(write => write.IsLine)
        )
            return null;
        var end = statement is UsingStatementSyntax ? statement : uses.Last();
        var open = isClosed || statement is UsingStatementSyntax ? uses : StatementList.From(statement) ?? [];
        if (
            proof.Breaks(ProofClause.Comments, Comments.AreWithin(root, statement.SpanStart, end.Span.End))
            || proof.Breaks(
                ProofClause.TargetUntouched,
                new TargetUses(PathNames.Within(creation, opening.Path), model, cancellationToken).AreWithin(
                    open,
                    creation
                )
            )
        )
            return null;

        var text = string.Join(", ", writes.Select(write => write.Text));
        var awaited = writes.FirstOrDefault(write => write.IsAwaited);
        if (awaited is not null && new AddedAwait(model.Compilation, cancellationToken).IsNoticed(statement))
            awaited = null;
        var method = (writes[0].IsLine ? "AppendAllLines" : "AppendAllText") + (awaited is null ? "" : "Async");
        var contents = writes[0].IsLine ? $"new[] {{ {text} }}" : text;
        var encoding = opening.Encoding is null ? "" : $", {opening.Encoding}";
        var call = $"{qualifier}AtomicFile.{method}({opening.Path}, {contents}{encoding})";
        var replacement = SyntaxFactory
            .ParseStatement((awaited is null ? call : $"await {call}{awaited.Configured}") + ";")
            .WithLeadingTrivia(statement.GetLeadingTrivia())
            .WithTrailingTrivia(end.GetTrailingTrivia());
        var gone = statement is UsingStatementSyntax ? [] : uses;
        var tracked = root.TrackNodes(gone.Prepend(statement));
        tracked = tracked.RemoveNodes(
            gone.Select(use => tracked.GetCurrentNode(use)!)
                .Select(use => use.Parent is GlobalStatementSyntax global ? global : (SyntaxNode)use),
            SyntaxRemoveOptions.KeepNoTrivia
        )!;
        return tracked.ReplaceNode(tracked.GetCurrentNode(statement)!, replacement);
    }

    // The statements that follow each other up to the last that names the writer.
    static StatementSyntax[] Statements(StatementSyntax statement, string name)
    {
        var following = statement is UsingStatementSyntax { Statement: var body }
            ? (body is BlockSyntax block ? block.Statements : SyntaxFactory.SingletonList(body))
            : StatementList.From(statement) ?? [];
        return
        [
            .. following
                .Reverse()
                .SkipWhile(other =>
                    statement is not UsingStatementSyntax
                    && !other.DescendantNodes().OfType<IdentifierNameSyntax>().Any(mention => IsNamed(mention, name))
                )
                .Reverse(),
        ];
    }

    // writer.WriteLine(text), of a text alone.
    Write? WriteOf(StatementSyntax statement, string name)
    {
        if (statement is not ExpressionStatementSyntax { Expression: var expression })
            return null;
        var isAwaited = expression is AwaitExpressionSyntax;
        var called = expression is AwaitExpressionSyntax { Expression: var awaited } ? awaited : expression;
        var configured = "";
        if (
            isAwaited
            && called
                is InvocationExpressionSyntax
                {
                    Expression: MemberAccessExpressionSyntax
                    {
                        Name.Identifier.ValueText: "ConfigureAwait",
                        Expression: var task
                    }
                } configuration
        )
            (called, configured) = (task, ".ConfigureAwait" + configuration.ArgumentList);
        return
            called
                is InvocationExpressionSyntax
                {
                    Expression: MemberAccessExpressionSyntax
                    {
                        Name.Identifier.ValueText: "Write" or "WriteLine" or "WriteAsync" or "WriteLineAsync",
                        Expression: var receiver
                    } access,
                    ArgumentList.Arguments: var arguments
                } call
            && TextOf(access, arguments) is { } text
            && isAwaited == access.Name.Identifier.ValueText.EndsWith("Async", StringComparison.Ordinal)
            && IsNamed(receiver, name)
            && !text.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(mention => IsNamed(mention, name))
            && model.GetSymbolInfo(call, cancellationToken).Symbol
                is IMethodSymbol { Parameters: [] or [{ Type.SpecialType: SpecialType.System_String }] }
            ? new(
                text.WithoutTrivia(),
                access.Name.Identifier.ValueText.StartsWith("WriteLine", StringComparison.Ordinal),
                isAwaited,
                configured
            )
            : null;
    }

    // An empty line where there is none.
    static ExpressionSyntax? TextOf(
        MemberAccessExpressionSyntax access,
        SeparatedSyntaxList<ArgumentSyntax> arguments
    ) =>
        arguments switch
        {
            [{ NameColon: null, Expression: var text }] => text,
            [] when access.Name.Identifier.ValueText.StartsWith("WriteLine", StringComparison.Ordinal) =>
                SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal("")),
            _ => null,
        };

    static bool IsNamed(ExpressionSyntax expression, string name) =>
        expression is IdentifierNameSyntax { Identifier.ValueText: var identifier } && identifier == name;

    sealed record Write(ExpressionSyntax Text, bool IsLine, bool IsAwaited, string Configured);
}
