using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Fallbacks;
using AtomicWrites.Analyzers.Locks;
using AtomicWrites.Analyzers.Rewriting;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Updates;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.CodeFixes.Fallbacks;

/// <summary>Narrows a handler to a file that is not there, so that all other failures get to the caller.</summary>
static class MissingOnly
{
    static readonly string[] MissingNames = ["FileNotFoundException", "DirectoryNotFoundException"];
    static readonly string[] FreeNames = ["missing", "missingFile", "missingStateFile"];

    /// <summary>Null where the handler cannot be for that, or another one is.</summary>
    public static TextChange? Of(Fallback found, SemanticModel model, CancellationToken cancellationToken)
    {
        if (
            found.Place is not CatchClauseSyntax { Parent: TryStatementSyntax attempt } clause
            || attempt.Catches.Any(other => other != clause && IsMissing(other))
            || clause.Block.DescendantNodes().Any(node => node is ThrowStatementSyntax or ThrowExpressionSyntax)
            || !IsWide(clause, model)
            || IsTriedAgain(found, model, cancellationToken)
            || NextHandlers.Take(clause, model)
            || IsForMore(attempt.Block, model)
            || ReadsOthers(attempt.Block, found, model, cancellationToken)
            || LastingDefaults.In(attempt).Any()
            || LastingDefaults.AreInitial(clause, model)
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

    // The other one may be missing where this one is good: a new version has added it.
    static bool ReadsOthers(
        BlockSyntax attempted,
        Fallback found,
        SemanticModel model,
        CancellationToken cancellationToken
    ) =>
        FileEffects.Of(UpdateSequences.Of(model.Compilation).Sources) is var effects
        && attempted
            .DescendantNodes()
            .Where(node => effects.MayRead(node) && !node.Span.Contains(found.Read.Span))
            .SelectMany(call => effects.Of(call, model, cancellationToken))
            .Any(effect => !effect.IsWrite && effect.Path != found.Path);

    static bool IsMissing(CatchClauseSyntax clause) => MissingNames.Contains(Names.Simple(clause.Declaration?.Type));

    // What is locked for a moment is read by the next attempt: in a loop, by the same method, or in the handler.
    static bool IsTriedAgain(Fallback found, SemanticModel model, CancellationToken cancellationToken) =>
        NextAttempt.LoopOf(found) is not null
        || FileEffects.Of(UpdateSequences.Of(model.Compilation).Sources) is var effects
            && found
                .Start.DescendantNodes()
                .Where(effects.MayRead)
                .SelectMany(call => effects.Of(call, model, cancellationToken))
                .Any(effect => !effect.IsWrite && effect.Path == found.Path);

    // A filter that is more than a list of types says something that would be lost; one of types that a missing file is
    // none of leaves that to others.
    static bool IsWide(CatchClauseSyntax clause, SemanticModel model) =>
        Names.Simple(clause.Declaration?.Type) is "" or "Exception" or "IOException" or "SystemException"
        && (
            clause.Filter is not { FilterExpression: var filter }
            || filter is IsPatternExpressionSyntax { Expression: IdentifierNameSyntax asked, Pattern: var pattern }
                && asked.Identifier.ValueText == clause.Declaration?.Identifier.ValueText
                && TypesOf(pattern, model) is { } types
                && MissingNames.All(name =>
                    model.Compilation.GetTypeByMetadataName("System.IO." + name) is { } missing
                    && types.Any(type => model.Compilation.ClassifyCommonConversion(missing, type).IsImplicit)
                )
        );

    // e is IOException or JsonException; null of what asks otherwise.
    static IEnumerable<ITypeSymbol>? TypesOf(PatternSyntax pattern, SemanticModel model) =>
        pattern switch
        {
            BinaryPatternSyntax { RawKind: (int)SyntaxKind.OrPattern, Left: var left, Right: var right } => TypesOf(
                left,
                model
            )
                is { } one
            && TypesOf(right, model) is { } other
                ? one.Concat(other)
                : null,
            ParenthesizedPatternSyntax { Pattern: var inner } => TypesOf(inner, model),
            ConstantPatternSyntax { Expression: var name } => TypeOf(name, model),
            TypePatternSyntax { Type: var type } => TypeOf(type, model),
            _ => null,
        };

    static IEnumerable<ITypeSymbol>? TypeOf(ExpressionSyntax name, SemanticModel model) =>
        model.GetSymbolInfo(name).Symbol is ITypeSymbol type ? [type] : null;

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
