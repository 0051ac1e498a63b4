using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// The member that is added: a field where the path is known from the beginning; else a property, which names the file
/// by what its path is then, as each call has done so far.
/// </summary>
/// <param name="plan">What is rewritten.</param>
/// <param name="qualifier">What goes before names of the library.</param>
/// <param name="model">Of the file.</param>
sealed class StateFileMember(StatePlan plan, string qualifier, SemanticModel model)
{
    readonly TypeDeclarationSyntax _type = plan.Pair.Type;

    /// <summary>A name that nothing has yet.</summary>
    public string? Name =>
        new[] { Subject + "File", "Kept" + Subject, Subject + "StateFile" }.FirstOrDefault(name =>
            !_type.DescendantTokens().Any(token => token.ValueText == name)
        );

    string Subject =>
        plan.State switch
        {
            INamedTypeSymbol { TypeArguments: [.., INamedTypeSymbol item] }
                when plan.State.DeclaringSyntaxReferences.IsEmpty => Many(item.Name),
            INamedTypeSymbol named => named.Name,
            IArrayTypeSymbol { ElementType: INamedTypeSymbol item } => Many(item.Name),
            _ => "State",
        };

    static string Many(string name) =>
        name.EndsWith("s", StringComparison.Ordinal) ? name
        : name.EndsWith("y", StringComparison.Ordinal) ? name.Substring(0, name.Length - 1) + "ies"
        : name + "s";

    /// <summary>The declaration, without indentation.</summary>
    public string Text(string name)
    {
        var state = plan.State.ToMinimalDisplayString(model, _type.OpenBraceToken.Span.End);
        var json = Qualified(OnOneLine(plan.Json.Text));
        var initial = plan.Edits.Initial is { } made ? $", new() {{ Initial = () => {Made(made, state)} }}" : "";
        var modifier = IsStatic ? "static " : "";
        if (plan.Pair.Passed.Count > 0)
            return $"{modifier}{qualifier}StateFile<{state}> {name}(string path) => new(path, {json}{initial});";
        var isField = IsStatic && plan.Pair.Path!.IsFixed;
        var declared = isField
            ? $"{modifier}readonly {qualifier}StateFile<{state}> {name} ="
            : $"{modifier}{qualifier}StateFile<{state}> {name} =>";
        return $"{declared} new({plan.Pair.Path!.Expression}, {json}{initial});";
    }

    bool IsStatic =>
        plan.Pair.Path!.IsStatic
        && (
            plan.Json.Settings.Expression is not IdentifierNameSyntax options
            || model.GetSymbolInfo(options).Symbol is not { IsStatic: false }
        );

    static string OnOneLine(string text) =>
        text.Contains("//") || text.Contains("/*")
            ? text
            : string.Join(" ", text.Split([' ', '\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));

    // Where System.Text.Json is not imported.
    string Qualified(string json) =>
        json.StartsWith("new JsonSerializerOptions", StringComparison.Ordinal)
        && model.LookupNamespacesAndTypes(_type.SpanStart, name: "JsonSerializerOptions").IsEmpty
            ? "new System.Text.Json." + json.Substring("new ".Length)
            : json;

    static string Made(ExpressionSyntax made, string state) =>
        made is ImplicitObjectCreationExpressionSyntax implicitly
            ? $"new {state}{(implicitly.Initializer is { } initializer ? " " + initializer : "()")}"
            : made.WithoutTrivia().ToString();

    /// <summary>
    /// Behind which member it goes: static fields are set in the order of the text. Null for the first place.
    /// </summary>
    public MemberDeclarationSyntax? Before =>
        plan
            .Pair.Path!.Members.Concat(OptionsMember)
            .SelectMany(member => member.DeclaringSyntaxReferences)
            .Select(reference =>
                reference
                    .GetSyntax()
                    .FirstAncestorOrSelf<MemberDeclarationSyntax>(node =>
                        node is FieldDeclarationSyntax or PropertyDeclarationSyntax
                    )
            )
            .Where(member => member?.Parent == _type)
            .OrderBy(member => member!.SpanStart)
            .LastOrDefault();

    IEnumerable<ISymbol> OptionsMember =>
        plan.Json.Settings.Expression is { } options
        && options.SyntaxTree == model.SyntaxTree
        && model.GetSymbolInfo(options).Symbol is IFieldSymbol or IPropertySymbol
            ? [model.GetSymbolInfo(options).Symbol!]
            : [];
}
