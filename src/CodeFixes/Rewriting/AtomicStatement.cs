using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Rewriting;

/// <summary>The one statement that stands for a hand-written replace.</summary>
static class AtomicStatement
{
    const string Backup = "new AtomicWriteOptions { KeepBackup = true }";

    /// <param name="whole">What it stands for.</param>
    /// <param name="atomicFile">How <c>AtomicFile</c> is to be named.</param>
    /// <param name="model">The model of the document.</param>
    /// <returns>Null where the write has no twin that does the same.</returns>
    public static StatementSyntax? For(WholeReplace whole, string atomicFile, SemanticModel model) => whole.Write switch
    {
        UsingStatementSyntax opened => Stream(opened, whole, atomicFile, model),
        ExpressionStatementSyntax => whole.Site.Node is InvocationExpressionSyntax call && Call(call, whole, atomicFile, model) is { } twin ? whole.Write.ReplaceNode(call, twin.WithTriviaFrom(call)) : null,
        _ => null,
    };

    static ExpressionSyntax? Call(InvocationExpressionSyntax call, WholeReplace whole, string atomicFile, SemanticModel model)
    {
        var writer = whole.Site.Writer;
        if (writer.Twin == "Write")
            return call.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax or MemberAccessExpressionSyntax, Name.Identifier.ValueText: "Save" or "WriteXml" } && call.ArgumentList.Arguments.Count == 1
                ? Parse($"{atomicFile}.Write({Text(whole.Target)}, {call.Expression.WithoutTrivia()}{Options(whole)})")
                : null;
        if (!writer.IsDropIn)
            return null;
        if (whole.KeepsBackup)
            return WithBackup(call, whole, atomicFile, model);
        var path = whole.Site.Path.Syntax;
        return call.ReplaceNodes([call.Expression, path], (original, _) => original == path ? whole.Target.WithTriviaFrom(path) : AtomicFileName.Member(call.Expression, atomicFile, writer.Twin));
    }

    // The drop-in twins take no options.
    static ExpressionSyntax? WithBackup(InvocationExpressionSyntax call, WholeReplace whole, string atomicFile, SemanticModel model)
    {
        if (BoundCall.Of(call, model) is not { } bound || (bound.For("contents") ?? bound.For("bytes"))?.Syntax is not ExpressionSyntax content || content.DescendantNodesAndSelf().OfType<AwaitExpressionSyntax>().Any())
            return null;
        var encoding = bound.For("encoding") is { } given ? ", " + Text(given.Syntax) : "";
        var token = bound.For("cancellationToken") is { } passed ? ", " + Text(passed.Syntax) : "";
        var (target, text) = (Text(whole.Target), Text(content));
        return whole.Site.Writer.Twin switch
        {
            "WriteAllText" => Parse($"{atomicFile}.Write({target}, stream => {{ using (var writer = new StreamWriter(stream{encoding})) writer.Write({text}); }}, {Backup})"),
            "WriteAllTextAsync" => Parse($"{atomicFile}.WriteAsync({target}, async (stream, cancellation) => {{ using (var writer = new StreamWriter(stream{encoding})) await writer.WriteAsync({text}).ConfigureAwait(false); }}, {Backup}{token})"),
            "WriteAllBytes" when content is IdentifierNameSyntax => Parse($"{atomicFile}.Write({target}, stream => stream.Write({text}, 0, {text}.Length), {Backup})"),
            "WriteAllBytesAsync" when content is IdentifierNameSyntax => Parse($"{atomicFile}.WriteAsync({target}, (stream, cancellation) => stream.WriteAsync({text}, 0, {text}.Length, cancellation), {Backup}{token})"),
            _ => null,
        };
    }

    static UsingStatementSyntax? Stream(UsingStatementSyntax opened, WholeReplace whole, string atomicFile, SemanticModel model)
    {
        var variable = opened.Declaration!.Variables[0];
        var block = (BlockSyntax)opened.Statement;
        // What is disposed at the end of the block is not written yet where Commit would stand.
        if (block.Statements.Count == 0 || block.Statements.Any(statement => statement is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: (int)SyntaxKind.UsingKeyword }) || block.Statements.Last() is ReturnStatementSyntax or ThrowStatementSyntax)
            return null;
        var creation = whole.Site.Writer.Twin switch
        {
            "Create" => $"{atomicFile}.Create({Text(whole.Target)}{Options(whole)})",
            "CreateText" => $"{atomicFile}.CreateText({Text(whole.Target)}{Encoding(whole.Site.Node, model)}{(whole.KeepsBackup ? ", options: " + Backup : "")})",
            _ => null,
        };
        if (creation is null)
            return null;
        var name = variable.Identifier.ValueText;
        var isAsync = !opened.AwaitKeyword.IsKind(SyntaxKind.None);
        var last = block.Statements.Last();
        var commit = SyntaxFactory.ParseStatement(isAsync ? $"await {name}.CommitAsync();" : $"{name}.Commit();")
            .WithLeadingTrivia(Indentation(last)).WithTrailingTrivia(EndOfLine(block));
        var statements = block.Statements.Where(statement => !IsFlush(statement, name)).ToList();
        if (block.Statements.Any(statement => IsFlush(statement, name) && statement.DescendantTrivia().Any(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia))))
            commit = commit.WithLeadingTrivia(block.Statements.First(statement => IsFlush(statement, name)).GetLeadingTrivia());
        statements.Add(commit);
        var declaration = opened.Declaration.Type.IsVar ? opened.Declaration : opened.Declaration.WithType(SyntaxFactory.IdentifierName("var").WithTriviaFrom(opened.Declaration.Type));
        declaration = declaration.WithVariables(SyntaxFactory.SingletonSeparatedList(variable.WithInitializer(variable.Initializer!.WithValue(Parse(creation).WithTriviaFrom(variable.Initializer.Value)))));
        return opened.WithDeclaration(declaration).WithStatement(block.WithStatements(SyntaxFactory.List(statements)));
    }

    // stream.Flush(true): Commit flushes more than that.
    static bool IsFlush(StatementSyntax statement, string name)
    {
        var call = statement is ExpressionStatementSyntax { Expression: var expression } ? expression is AwaitExpressionSyntax awaited ? awaited.Expression : expression : null;
        if (call is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: var inner } })
            call = inner;
        return call is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: var receiver }, Name.Identifier.ValueText: "Flush" or "FlushAsync" } } && receiver == name;
    }

    static string Encoding(SyntaxNode creation, SemanticModel model) =>
        BoundCall.Of(creation, model)?.For("encoding") is { } encoding ? ", " + Text(encoding.Syntax) : "";

    static string Options(WholeReplace whole) => whole.KeepsBackup ? ", " + Backup : "";

    static string Text(SyntaxNode node) => node.WithoutTrivia().ToString();

    static ExpressionSyntax Parse(string text) => SyntaxFactory.ParseExpression(text);

    static SyntaxTriviaList Indentation(SyntaxNode node) => SyntaxFactory.TriviaList(node.GetLeadingTrivia().Reverse().TakeWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)));

    static SyntaxTrivia EndOfLine(SyntaxNode node) =>
        node.DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)) is { RawKind: not 0 } found ? found : SyntaxFactory.ElasticLineFeed;
}
