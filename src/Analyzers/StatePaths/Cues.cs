using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>What speaks for state, apart from what is read back.</summary>
static class Cues
{
    public static IEnumerable<Evidence> Of(WriteSite site, TracedPath path, ProductName product) =>
        OfPlace(path)
            .Concat(OfName(path, product))
            .Concat(OfSymbols(path, product))
            .Concat(OfWriting(site, path, product));

    static IEnumerable<Evidence> OfPlace(TracedPath path)
    {
        if (path.Roots.FirstOrDefault(root => root.Kind == RootKind.Home) is { Name: not null } home)
            yield return new(
                Words.ArtefactExtensions.Contains(path.Extension) ? "home-artefact"
                    : path.FileName.Any(char.IsLetter) ? "home"
                    : "home-unnamed",
                $"under {home.Name}"
            );
        if (path.Roots.FirstOrDefault(root => root.Kind == RootKind.Application) is { Name: not null } application)
            yield return new(
                Words.DataExtensions.Contains(path.Extension) ? "application-data" : "application",
                $"'{path.FileName}' under {application.Name}"
            );
    }

    static IEnumerable<Evidence> OfName(TracedPath path, ProductName product)
    {
        var isArtefact = Words.ArtefactExtensions.Contains(path.Extension);
        var isData = Words.DataExtensions.Contains(path.Extension);
        var name = product.Without(path.FileName);
        if (Words.In(name, Words.State) is { } word)
            yield return new(
                (Words.Ambiguous.Contains(word) ? "name-ambiguous" : "name-state")
                    + (
                        isData ? ""
                        : isArtefact ? "-artefact"
                        : "-other"
                    ),
                $"the file name '{path.FileName}'"
            );
        if (!path.Stem.Any(char.IsLetter))
            yield break;
        if (Words.SettingsExtensions.Contains(path.Extension))
            yield return new("extension-settings", $"the settings file '{path.FileName}'");
        else if (isData)
            yield return new("extension-data", $"the data file '{path.FileName}'");
        if (path.HasLiteralName && !isArtefact)
            yield return new("literal-name", $"always the file '{path.FileName}'");
    }

    static IEnumerable<Evidence> OfSymbols(TracedPath path, ProductName product)
    {
        if (Named(path, isDirectory: false, product) is { } named)
            yield return new(
                named.Symbol is IParameterSymbol or IMethodSymbol or ILocalSymbol ? "symbol-local"
                    : IsPathOfState(named.Name) ? "symbol-path"
                    : "symbol-member",
                $"the name '{named.Name}'"
            );
        if (Named(path, isDirectory: true, product) is { } directory)
            yield return new("symbol-folder", $"the name '{directory.Name}'");
        if (
            Words.In(product.Without(path.Text.Substring(0, path.Text.Length - path.FileName.Length)), Words.State) is
            { } folder
        )
            yield return new("name-folder", $"'{folder}' in the path");
    }

    static IEnumerable<Evidence> OfWriting(WriteSite site, TracedPath path, ProductName product)
    {
        if (TreeIndex.Around(site.Node).Serializer is { } serializer)
            yield return new("serialized", $"written by '{serializer}'");
        if (site.Member is { ContainingType: { } type } member)
        {
            if (Words.In(product.Without(type.Name), Words.StateTypes) is not null)
                yield return new("type-state", $"'{member.Name}' of '{type.Name}'");
            if (Words.Of(member.Name).FirstOrDefault() is { } verb && Words.Saving.Contains(verb))
                yield return new("member-saves", $"written by '{member.Name}'");
            if (Words.In(member.Name, Words.State) is not null)
                yield return new("member-state", $"written by '{member.Name}'");
        }

        if (path.Origins.FirstOrDefault(origin => !origin.IsDirectory).Symbol is IFieldSymbol or IPropertySymbol)
            yield return new("path-of-object", $"the name '{path.Origins[0].Name}'");
        if (
            site.Writer.Twin == "Copy"
            && site.Content?.Syntax is { } source
            && Words.In(source.ToString(), Words.Backup) is { } backup
        )
            yield return new("restored", $"restored from a {backup}");
    }

    /// <summary>Who writes beside a file and renames does not want to lose it, even where nothing else tells what it is.</summary>
    public static IEnumerable<Evidence> OfReplace(WriteSite site)
    {
        if (site.Replaces)
            yield return new(
                "replace",
                site.Member is { } promise
                && (
                    Words.In(promise.Name, Words.Promising)
                    ?? Words.In(promise.ContainingType?.Name ?? "", Words.Promising)
                )
                    is { } promised
                    ? $"'{promised}' in '{promise.ContainingType?.Name}.{promise.Name}'"
                    : "written beside and renamed"
            );
    }

    // SettingsPath is the path of the settings; Settings may be many things.
    static bool IsPathOfState(string name) => Words.Of(name).LastOrDefault() is "path" or "file" or "filename";

    // What a framework calls its members says nothing of this program's files, nor what a bare extension is called.
    static Origin? Named(TracedPath path, bool isDirectory, ProductName product)
    {
        foreach (var origin in path.Origins)
            if (
                origin.IsDirectory == isDirectory
                && origin.Symbol is null or { DeclaringSyntaxReferences.IsEmpty: false }
                && !IsExtension(origin.Symbol)
                && origin.Name != "UserProfile"
                && Words.In(product.Without(origin.Name), Words.State) is not null
            )
                return origin;
        return null;
    }

    static bool IsExtension(ISymbol? symbol) =>
        symbol is IFieldSymbol { ConstantValue: string text } && text.StartsWith(".", StringComparison.Ordinal);
}
