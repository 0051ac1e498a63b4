using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// The call that writes as a hand-written replace did and keeps the old content; the drop-in twins take no options.
/// </summary>
static class WriteWithBackup
{
    /// <returns>Null where the write has no such form.</returns>
    public static ExpressionSyntax? For(WholeReplace whole, string qualifier, SemanticModel model)
    {
        if (
            whole.Site.Node is not InvocationExpressionSyntax call
            || !whole.Site.Writer.IsDropIn
            || BoundCall.Of(call, model) is not { } bound
            || (bound.For("contents") ?? bound.For("bytes"))?.Syntax is not ExpressionSyntax content
            || content.DescendantNodesAndSelf().OfType<AwaitExpressionSyntax>().Any()
        )
            return null;
        var encoding = Rest(bound, "encoding");
        var (target, text) = (whole.Target.WithoutTrivia().ToString(), content.WithoutTrivia().ToString());
        var options = $"new {qualifier}AtomicWriteOptions {{ KeepBackup = true }}{Rest(bound, "cancellationToken")}";
        var type = FrameworkName.At(call, "System.IO", "StreamWriter", model);
        var writer = $"using (var writer = new {type}(stream{encoding}))";
        var arguments = whole.Site.Writer.Twin switch
        {
            "WriteAllText" => $"Write({target}, stream => {{ {writer} writer.Write({text}); }}, {options})",
            "WriteAllTextAsync" => $"WriteAsync({target}, async (stream, cancellation) => "
                + $"{{ {writer} await writer.WriteAsync({text}).ConfigureAwait(false); }}, {options})",
            "WriteAllBytes" when content is IdentifierNameSyntax =>
                $"Write({target}, stream => stream.Write({text}, 0, {text}.Length), {options})",
            "WriteAllBytesAsync" when content is IdentifierNameSyntax =>
                $"WriteAsync({target}, (stream, cancellation) => stream.WriteAsync({text}, 0, {text}.Length, cancellation), {options})",
            _ => null,
        };
        return arguments is null
            ? null
            : SyntaxFactory.ParseExpression($"{qualifier}AtomicFile.{arguments}").WithTriviaFrom(call);
    }

    static string Rest(BoundCall call, string parameter) =>
        call.For(parameter) is { } passed ? ", " + passed.Syntax.WithoutTrivia() : "";
}
