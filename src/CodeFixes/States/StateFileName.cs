using System.Text.RegularExpressions;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Updates;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// The name of the member that is added, from what the program calls what it keeps: its type; else the file, the load,
/// or the path.
/// </summary>
static class StateFileName
{
    /// <summary>A name that nothing has yet.</summary>
    public static string? Of(StatePlan plan, SemanticModel model)
    {
        var subject = SubjectOf(plan, model);
        return new[] { subject + "File", "Kept" + subject, subject + "StateFile" }.FirstOrDefault(name =>
            name != "StateFile"
            && !name.EndsWith("FileFile", StringComparison.Ordinal)
            && !plan.Pair.Type.DescendantTokens().Any(token => token.ValueText == name)
        );
    }

    static string SubjectOf(StatePlan plan, SemanticModel model)
    {
        var item = plan.State switch
        {
            IArrayTypeSymbol { ElementType: var element } => element,
            INamedTypeSymbol { DeclaringSyntaxReferences.IsEmpty: true, TypeArguments: [.., var last] } => last,
            _ => null,
        };
        return item is null && !plan.State.DeclaringSyntaxReferences.IsEmpty ? plan.State.Name
            : item is { DeclaringSyntaxReferences.IsEmpty: false } ? Many(item.Name)
            : Said(plan, model).Select(Cased).FirstOrDefault(said => said.Length > 0) ?? "State";
    }

    // names.json, LoadNames(), _namesPath, NameStore
    static IEnumerable<string> Said(StatePlan plan, SemanticModel model)
    {
        var path = plan.Pair.Reads[0].Source.Path;
        var parts = new PathParts(UpdateSequences.Of(model.Compilation).Sources, default).Of(path);
        var end = parts[parts.Count - 1].Constant ?? "";
        yield return end.Substring(end.LastIndexOfAny(['/', '\\']) + 1).Split('.')[0];
        if (plan.Pair.Reads[0].Node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } load)
            yield return Within(
                load.Identifier.ValueText,
                "^(Try)?(Load|Read|Get|Restore|Open)",
                "(From(File|Disk))?(Async)?$"
            );
        var named = path is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "FullName", Expression: var file }
            ? file
            : path;
        yield return Within(Names.Simple(named), "^_*(Get)?", "(File)?(Name|Path|Location)?$");
        yield return Within(
            plan.Pair.Type.Identifier.ValueText,
            "^",
            "(Manager|Service|Store|Storage|Repository|Provider)?$"
        );
    }

    static string Within(string name, string before, string after) =>
        Regex.Replace(Regex.Replace(name, before, ""), after, "", RegexOptions.IgnoreCase);

    // seen-ids is SeenIds.
    static string Cased(string name)
    {
        var words = Regex.Split(name, "[^\\p{L}\\p{Nd}]+").Where(word => word.Length > 0);
        var cased = string.Concat(words.Select(word => char.ToUpperInvariant(word[0]) + word.Substring(1)));
        return cased.Length > 0 && char.IsLetter(cased[0]) ? cased : "";
    }

    static string Many(string name) =>
        name.EndsWith("s", StringComparison.Ordinal) ? name
        : name.EndsWith("y", StringComparison.Ordinal) ? name.Substring(0, name.Length - 1) + "ies"
        : name + "s";
}
