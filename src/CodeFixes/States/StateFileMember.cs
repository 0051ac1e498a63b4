using AtomicWrites.Analyzers.Rewriting;
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

    /// <summary>The declaration, without indentation.</summary>
    public string Text(string name)
    {
        var state = plan.State.ToMinimalDisplayString(model, _type.OpenBraceToken.Span.End);
        var json = Qualified(OnOneLine(plan.Json.Text));
        var initial = plan.Edits.Initial is { } made ? $", new() {{ Initial = () => {Made(made, state)} }}" : "";
        var modifier = IsStatic ? "static " : "";
        if (plan.Pair.IsTold)
            return $"{modifier}{qualifier}StateFile<{state}> {name}(string path) => new(path, {json}{initial});";
        var isField = IsStatic && plan.Pair.Path!.IsFixed;
        var declared = isField
            ? $"{modifier}readonly {qualifier}StateFile<{state}> {name} ="
            : $"{modifier}{qualifier}StateFile<{state}> {name} =>";
        return $"{declared} new({plan.Pair.Path!.Expression}, {json}{initial});";
    }

    bool IsStatic => (plan.Pair.IsTold || plan.Pair.Path!.IsStatic) && OptionsMembers.All(member => member.IsStatic);

    static string OnOneLine(string text) =>
        text.Contains("//") || text.Contains("/*")
            ? text
            : string.Join(" ", text.Split([' ', '\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));

    // Where System.Text.Json is not imported, or the program has its own.
    string Qualified(string json)
    {
        const string Made = "new JsonSerializerOptions";
        return json.StartsWith(Made, StringComparison.Ordinal)
            ? $"new {FrameworkName.At(_type.Members[0], "System.Text.Json", "JsonSerializerOptions", model)}{json.Substring(Made.Length)}"
            : json;
    }

    static string Made(ExpressionSyntax made, string state) =>
        made is ImplicitObjectCreationExpressionSyntax implicitly
            ? $"new {state}{(implicitly.Initializer is { } initializer ? " " + initializer : "()")}"
            : made.WithoutTrivia().ToString();

    /// <summary>
    /// Behind which member it goes: static fields are set in the order of the text. Null for the first place.
    /// </summary>
    public MemberDeclarationSyntax? Before =>
        plan
            .Pair.Path!.Members.Concat(OptionsMembers)
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

    IEnumerable<ISymbol> OptionsMembers => plan.Json.Members(model);
}
