using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Documents;

/// <summary>The types of the variables that a fix brings.</summary>
static class VariableTypes
{
    /// <summary>
    /// They are said where the options want it, so that IDE0008 reports nothing that it did not report; the variables
    /// that were there stay as they are.
    /// </summary>
    public static async Task<Document> KeepAsync(Document before, Document after, CancellationToken cancellationToken)
    {
        var old = (await before.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        var style = VariableStyle.Of(
            before.Project.AnalyzerOptions.AnalyzerConfigOptionsProvider.GetOptions(old.SyntaxTree)
        );
        if (!style.IsAny)
            return after;
        var root = (await after.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        var model = (await after.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false))!;
        var known = new HashSet<string>(Untyped(old).Select(Key), StringComparer.Ordinal);
        var types = Untyped(root)
            .Where(variable => !known.Contains(Key(variable)))
            .Select(variable => (variable.Type, Said: style.Type(variable, model, cancellationToken)))
            .Where(pair => pair.Said is not null)
            .ToDictionary(pair => pair.Type, pair => pair.Said!);
        if (types.Count == 0)
            return after;
        var typed = after.WithSyntaxRoot(root.ReplaceNodes(types.Keys, (type, _) => types[type]));
        var compiled = await Compiled.OfAsync(typed, cancellationToken).ConfigureAwait(false);
        return compiled.IsNoWorseThan(await Compiled.OfAsync(after, cancellationToken).ConfigureAwait(false))
            ? typed
            : after;
    }

    static IEnumerable<VariableDeclarationSyntax> Untyped(SyntaxNode root) =>
        root.DescendantNodes().OfType<VariableDeclarationSyntax>().Where(variable => variable.Type.IsVar);

    // A fix gives a variable a name that its member does not have yet.
    static string Key(VariableDeclarationSyntax variable)
    {
        var member = variable.FirstAncestorOrSelf<MemberDeclarationSyntax>(node => node is not GlobalStatementSyntax);
        var name = member switch
        {
            MethodDeclarationSyntax method => method.Identifier.ValueText + method.ParameterList,
            ConstructorDeclarationSyntax constructor => constructor.Identifier.ValueText + constructor.ParameterList,
            PropertyDeclarationSyntax property => property.Identifier.ValueText,
            _ => "",
        };
        return name + " " + variable.Variables[0].Identifier.ValueText;
    }
}
