using AtomicWrites.Analyzers.Rewriting;
using AtomicWrites.CodeFixes.Documents;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.CodeFixes.States;

/// <summary>Writes a pair of <c>Load</c> and <c>Save</c> anew, over a <c>StateFile</c>.</summary>
static class StateFileRewriter
{
    /// <summary>Null where the result would not compile as the program did.</summary>
    public static async Task<Document?> RewriteAsync(
        Document document,
        TypeDeclarationSyntax type,
        CancellationToken cancellationToken
    )
    {
        if (
            await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is not CompilationUnitSyntax root
            || await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } model
            || model.Compilation.GetTypeByMetadataName("AtomicWrites.StateFile`1") is null
            || ((CSharpParseOptions)root.SyntaxTree.Options).LanguageVersion < LanguageVersion.CSharp9
            || SettingsPair.Of(type, model, cancellationToken) is not { } pair
            || NameOf(pair) is not { } name
        )
            return null;
        var text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        var qualifier = AtomicFileName.IsHidden(model, type) ? AtomicFileName.Qualifier : "";
        var changed = document.WithText(
            text.WithChanges(
                new[]
                {
                    Member(pair, name, qualifier, text),
                    Body(pair.Load, $"{name}.Read()"),
                    Body(pair.Save, $"{name}.Reset({pair.Saved})"),
                }.OrderBy(change => change.Span.Start)
            )
        );
        if (
            qualifier.Length == 0
            && !AtomicFileName.IsInScope(model, type)
            && await changed.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is CompilationUnitSyntax unit
        )
            changed = changed.WithSyntaxRoot(UsingDirective.Add(unit, Imports.Of(document, root)));
        var before = await Compiled.OfAsync(document, cancellationToken).ConfigureAwait(false);
        var after = await Compiled.OfAsync(changed, cancellationToken).ConfigureAwait(false);
        return after.IsNoWorseThan(before) ? changed : null;
    }

    // Behind what it is made of: static fields are set in the order of the text.
    static TextChange Member(SettingsPair pair, string name, string qualifier, SourceText text)
    {
        var last = new[] { pair.Path, pair.Json }
            .OfType<IFieldSymbol>()
            .Select(field =>
                field.DeclaringSyntaxReferences[0].GetSyntax().FirstAncestorOrSelf<FieldDeclarationSyntax>()!
            )
            .OrderBy(field => field.SpanStart)
            .Last();
        var state = pair.Initial is ObjectCreationExpressionSyntax { Type: var written }
            ? written.ToString()
            : pair.State.Name;
        var json = pair.Json?.Name ?? "new JsonSerializerOptions()";
        var initial =
            pair.Initial is ImplicitObjectCreationExpressionSyntax
                ? $"() => new {state}{Initializer(pair.Initial)}"
                : $"() => {pair.Initial}";
        var member =
            $"static readonly {qualifier}StateFile<{state}> {name} = new({pair.Path.Name}, {json}, new() {{ Initial = {initial} }});";
        return new(
            new(text.Lines.GetLineFromPosition(last.Span.End).EndIncludingLineBreak, 0),
            Layout.Indentation(last) + member + Layout.EndOfLine(last)
        );
    }

    static string Initializer(ExpressionSyntax made) =>
        made is ImplicitObjectCreationExpressionSyntax { Initializer: { } initializer } ? " " + initializer : "()";

    // The signature stays, so that callers compile.
    static TextChange Body(MethodDeclarationSyntax method, string expression) =>
        new(TextSpan.FromBounds(method.ParameterList.Span.End, method.Span.End), $" => {expression};");

    static string? NameOf(SettingsPair pair) =>
        new[] { pair.State.Name + "File", "Kept" + pair.State.Name }.FirstOrDefault(name =>
            !pair.Type.DescendantTokens().Any(token => token.ValueText == name)
        );
}
