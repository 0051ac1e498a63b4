using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>What speaks for state, each with its weight; none is enough alone.</summary>
static class Cues
{
    public static IEnumerable<Evidence> Of(WriteSite site, TracedPath path)
    {
        var isArtefact = Words.ArtefactExtensions.Contains(path.Extension);
        var isNamed = path.FileName.Any(char.IsLetter);
        if (
            path.Roots.FirstOrDefault(root => root.Kind == RootKind.Home) is { Name: not null } home
            && (isNamed || Named(path, isDirectory: true) is not null)
        )
            yield return new(isNamed && path.FileName.IndexOf('*') < 0 && !isArtefact ? 3 : 1, $"under {home.Name}");
        if (
            path.Roots.FirstOrDefault(root => root.Kind == RootKind.Application) is { Name: not null } application
            && Words.DataExtensions.Contains(path.Extension)
        )
            yield return new(1, $"'{path.FileName}' under {application.Name}");
        if (Words.In(path.Stem, Words.State) is not null)
            yield return new(isArtefact ? 1 : 2, $"the file name '{path.FileName}'");
        else if (!isArtefact && Named(path, isDirectory: false) is { } named)
            yield return new(
                named.Symbol is IParameterSymbol or IMethodSymbol or ILocalSymbol ? 1
                    : IsPathOfState(named.Name) ? 3
                    : 2,
                $"the name '{named.Name}'"
            );
        if (Named(path, isDirectory: true) is { } directory)
            yield return new(1, $"the name '{directory.Name}'");
        else if (Words.In(path.Text.Substring(0, path.Text.Length - path.FileName.Length), Words.State) is { } folder)
            yield return new(1, $"'{folder}' in the path");
        if (
            (path.Stem.Count(char.IsLetter) >= 3 && Words.DataExtensions.Contains(path.Extension))
            || (path.HasLiteralName && !isArtefact)
        )
            yield return new(1, $"the data file '{path.FileName}'");
        if (!isArtefact && TreeIndex.Around(site.Node).Serializer is { } serializer)
            yield return new(1, $"written by '{serializer}'");
        if (
            site.Member is { } member
            && member.ContainingType is { } type
            && Words.In(type.Name, Words.StateTypes) is not null
        )
            yield return new(1, $"'{member.Name}' of '{type.Name}'");
        if (
            site.Writer.Twin == "Copy"
            && site.Content?.Syntax is { } source
            && Words.In(source.ToString(), Words.Backup) is { } backup
        )
            yield return new(2, $"restored from a {backup}");
    }

    /// <summary>Who writes beside a file and renames does not want to lose it, even where nothing else tells what it is.</summary>
    public static IEnumerable<Evidence> OfReplace(WriteSite site)
    {
        if (site.Replaces)
            yield return site.Member is { } promise
            && (
                Words.In(promise.Name, Words.Promising) ?? Words.In(promise.ContainingType?.Name ?? "", Words.Promising)
            )
                is { } promised
                ? new(3, $"'{promised}' in '{promise.ContainingType?.Name}.{promise.Name}'")
                : new(2, "written beside and renamed");
    }

    // SettingsPath is the path of the settings; Settings may be many things.
    static bool IsPathOfState(string name) => Words.Of(name).LastOrDefault() is "path" or "file" or "filename";

    // What a framework calls its members says nothing of this program's files, nor what a bare extension is called.
    static Origin? Named(TracedPath path, bool isDirectory)
    {
        foreach (var origin in path.Origins)
            if (
                origin.IsDirectory == isDirectory
                && origin.Symbol is null or { DeclaringSyntaxReferences.IsEmpty: false }
                && !IsExtension(origin.Symbol)
                && origin.Name != "UserProfile"
                && Words.In(origin.Name, Words.State) is not null
            )
                return origin;
        return null;
    }

    static bool IsExtension(ISymbol? symbol) =>
        symbol is IFieldSymbol { ConstantValue: string text } && text.StartsWith(".", StringComparison.Ordinal);
}
