using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

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
                NameVocabulary.ArtefactExtensions.Contains(path.Extension) ? "home-artefact"
                    : path.FileName.Any(char.IsLetter) ? "home"
                    : "home-unnamed",
                $"under {home.Name}"
            );
        if (path.Roots.FirstOrDefault(root => root.Kind == RootKind.Application) is { Name: not null } application)
            yield return new(
                NameVocabulary.DataExtensions.Contains(path.Extension) ? "application-data" : "application",
                $"'{path.FileName}' under {application.Name}"
            );
    }

    static IEnumerable<Evidence> OfName(TracedPath path, ProductName product)
    {
        var isArtefact = NameVocabulary.ArtefactExtensions.Contains(path.Extension);
        var isData = NameVocabulary.DataExtensions.Contains(path.Extension);
        var name = product.Without(path.FileName);
        if (NameVocabulary.In(name, NameVocabulary.State) is { } word)
            yield return new(
                (NameVocabulary.Ambiguous.Contains(word) ? "name-ambiguous" : "name-state")
                    + (
                        isData ? ""
                        : isArtefact ? "-artefact"
                        : "-other"
                    ),
                $"the file name '{path.FileName}'"
            );
        if (!path.Stem.Any(char.IsLetter))
            yield break;
        if (NameVocabulary.SettingsExtensions.Contains(path.Extension))
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
            NameVocabulary.In(
                product.Without(path.Text.Substring(0, path.Text.Length - path.FileName.Length)),
                NameVocabulary.State
            ) is
            { } folder
        )
            yield return new("name-folder", $"'{folder}' in the path");
    }

    static IEnumerable<Evidence> OfWriting(WriteSite site, TracedPath path, ProductName product)
    {
        if (SerializerCall.Of(site) is { } serializer)
            yield return new("serialized", $"written by '{Names.Called(serializer)}'");
        if (site.Member is { ContainingType: { } type } member)
        {
            if (NameVocabulary.In(product.Without(type.Name), NameVocabulary.StateTypes) is not null)
                yield return new("type-state", $"'{member.Name}' of '{type.Name}'");
            if (NameVocabulary.Of(member.Name).FirstOrDefault() is { } verb && NameVocabulary.Saving.Contains(verb))
                yield return new("member-saves", $"written by '{member.Name}'");
            if (NameVocabulary.In(member.Name, NameVocabulary.State) is not null)
                yield return new("member-state", $"written by '{member.Name}'");
        }

        if (
            site.Writer.Twin == "Copy"
            && site.Content?.Syntax is { } source
            && NameVocabulary.In(source.ToString(), NameVocabulary.Backup) is { } backup
        )
            yield return new("restored", $"restored from a {backup}");
    }

    /// <summary>
    /// Who writes beside a file and renames does not want to lose it, even where nothing else tells what it is.
    /// </summary>
    public static IEnumerable<Evidence> OfReplace(WriteSite site)
    {
        if (site.Replaces && !IsNew(site))
            yield return new(
                "replace",
                site.Member is { } member && Promise(member) is { } promised
                    ? $"'{promised}' in '{member.ContainingType?.Name}.{member.Name}'"
                    : "written beside and renamed"
            );
    }

    /// <summary>What a method or its type says of how it replaces files: that this is atomic, or safe.</summary>
    public static string? Promise(ISymbol member) =>
        NameVocabulary.In(member.Name, NameVocabulary.Promising)
        ?? NameVocabulary.In(member.ContainingType?.Name ?? "", NameVocabulary.Promising);

    // if (!File.Exists(archive)) File.Move(log, archive); and no other way to it: nothing is replaced.
    static bool IsNew(WriteSite site) =>
        site is { Node: ExpressionSyntax rename, Path.Syntax: ExpressionSyntax path }
        && MissingFile.IsAssured(path, rename)
        && !TreeIndex
            .Around(rename)
            .Disposals.Any(other =>
                other != rename
                && Names.Simple(other.Expression) is "Move" or "MoveTo" or "Replace"
                && Names
                    .Arguments(other)
                    .Skip(1)
                    .Any(argument => SyntaxFactory.AreEquivalent(argument.Expression, path))
            );

    // SettingsPath is the path of the settings; Settings may be many things.
    static bool IsPathOfState(string name) => NameVocabulary.Of(name).LastOrDefault() is "path" or "file" or "filename";

    // What a framework calls its members says nothing of this program's files, nor what a bare extension is called.
    static Origin? Named(TracedPath path, bool isDirectory, ProductName product)
    {
        foreach (var origin in path.Origins)
            if (
                origin.IsDirectory == isDirectory
                && origin.Symbol is null or { DeclaringSyntaxReferences.IsEmpty: false }
                && !IsExtension(origin.Symbol)
                && origin.Name != "UserProfile"
                && NameVocabulary.In(product.Without(origin.Name), NameVocabulary.State) is not null
            )
                return origin;
        return null;
    }

    static bool IsExtension(ISymbol? symbol) =>
        symbol is IFieldSymbol { ConstantValue: string text } && text.StartsWith(".", StringComparison.Ordinal);
}
