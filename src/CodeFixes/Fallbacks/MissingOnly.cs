using AtomicWrites.Analyzers.Locks;
using AtomicWrites.Analyzers.Rewriting;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.CodeFixes.Fallbacks;

/// <summary>Narrows a handler to a file that is not there, so that all other failures get to the caller.</summary>
static class MissingOnly
{
    static readonly string[] FreeNames = ["missing", "missingFile", "missingStateFile"];

    /// <summary>Null where the handler cannot be for that, or another one is.</summary>
    public static TextChange? Of(CatchClauseSyntax clause, SemanticModel model)
    {
        if (
            clause.Parent is not TryStatementSyntax attempt
            || attempt.Catches.Any(other => other != clause && IsMissing(other))
            || clause.Block.DescendantNodes().Any(node => node is ThrowStatementSyntax or ThrowExpressionSyntax)
            || !IsWide(clause)
            || IsForMore(attempt.Block, model)
            || clause.DescendantTrivia().Any(trivia => trivia.IsDirective)
        )
            return null;
        var type = clause.Declaration?.Type.ToString() ?? FrameworkName.At(clause, "System", "Exception", model);
        var variable = clause.Declaration is { Identifier: { RawKind: not 0 } identifier }
            ? identifier.Text
            : FreeName(clause, model);
        string file = FrameworkName.At(clause, "System.IO", "FileNotFoundException", model),
            directory = FrameworkName.At(clause, "System.IO", "DirectoryNotFoundException", model);
        var isMissing =
            ((CSharpParseOptions)clause.SyntaxTree.Options).LanguageVersion >= LanguageVersion.CSharp9
                ? $"{variable} is {file} or {directory}"
                : $"{variable} is {file} || {variable} is {directory}";
        return new(
            TextSpan.FromBounds(
                clause.CatchKeyword.Span.End,
                ((SyntaxNode?)clause.Filter ?? clause.Declaration)?.Span.End ?? clause.CatchKeyword.Span.End
            ),
            $" ({type} {variable}) when ({isMissing})"
        );
    }

    // A handler around a download or a dialog is for what those throw, too.
    static bool IsForMore(BlockSyntax attempted, SemanticModel model) =>
        attempted
            .DescendantNodes()
            .OfType<InvocationExpressionSyntax>()
            .Any(call => model.GetSymbolInfo(call).Symbol is IMethodSymbol method && Waits.Includes(method));

    static bool IsMissing(CatchClauseSyntax clause) =>
        Names.Simple(clause.Declaration?.Type) is "FileNotFoundException" or "DirectoryNotFoundException";

    // A filter that is more than a list of types says something that would be lost.
    static bool IsWide(CatchClauseSyntax clause) =>
        Names.Simple(clause.Declaration?.Type) is "" or "Exception" or "IOException" or "SystemException"
        && clause.Filter?.FilterExpression
            is null
                or IsPatternExpressionSyntax
                {
                    Pattern: BinaryPatternSyntax or TypePatternSyntax or ConstantPatternSyntax
                };

    static string FreeName(CatchClauseSyntax clause, SemanticModel model) =>
        FreeNames.First(name =>
            model.LookupSymbols(clause.Block.SpanStart, name: name).IsEmpty
            && !clause
                .Ancestors()
                .OfType<MemberDeclarationSyntax>()
                .First()
                .DescendantTokens()
                .Any(token => token.ValueText == name)
        );
}
