using System.Collections.Immutable;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>What speaks against state.</summary>
static class CounterCues
{
    // A notice, a marker, a template: it can be had again. What is shorter may be an empty document.
    const int MinNotice = 40;

    static readonly ImmutableHashSet<string> Fetchers = ImmutableHashSet.Create(
        "DownloadData",
        "DownloadFile",
        "DownloadFileAsync",
        "DownloadFileTaskAsync",
        "DownloadString",
        "GetByteArrayAsync",
        "GetBytesAsync",
        "GetResponseStream",
        "GetStreamAsync",
        "GetStringAsync",
        "HttpRequest",
        "HttpResponseMessage",
        "ReadAsByteArrayAsync",
        "ReadAsStream",
        "ReadAsStreamAsync",
        "ReadAsStringAsync",
        "GetManifestResourceStream",
        "ZipArchive",
        "ExtractToFile"
    );

    static readonly ImmutableHashSet<string> Images = ImmutableHashSet.Create(
        "Bitmap",
        "BitmapEncoder",
        "BitmapFrame",
        "BitmapSource",
        "Image",
        "ImageFormat",
        "JpegBitmapEncoder",
        "MagickImage",
        "PngBitmapEncoder",
        "RenderTargetBitmap",
        "SKBitmap",
        "SKImage",
        "Texture2D",
        "WriteableBitmap"
    );

    /// <param name="site">The write.</param>
    /// <param name="path">A path that it may write to.</param>
    /// <param name="product">What the program is called.</param>
    /// <param name="isReadBack">
    /// What is generated, appended to, first written as a constant or lies among output is state all the same if the
    /// program reads it again.
    /// </param>
    public static IEnumerable<Evidence> Of(WriteSite site, TracedPath path, ProductName product, bool isReadBack) =>
        OfPlace(path, isReadBack)
            .Concat(OfWords(path, product, isReadBack))
            .Concat(OfExtension(path, isReadBack))
            .Concat(OfWriting(site, path, isReadBack))
            .Concat(OfMember(site, product, isReadBack));

    static IEnumerable<Evidence> OfPlace(TracedPath path, bool isReadBack)
    {
        if (path.Roots.FirstOrDefault(root => root.Kind == RootKind.Temporary) is { Name: not null } temporary)
            yield return new(
                isReadBack ? "not-temporary-read-back" : "not-temporary",
                $"in the temp directory, {temporary.Name}"
            );
        if (path.Roots.FirstOrDefault(root => root.Kind == RootKind.Chosen) is { Name: not null } chosen)
            yield return new("not-chosen", $"chosen by the user or no file at all, {chosen.Name}");
        if (path.Roots.FirstOrDefault(root => root.Kind == RootKind.ChosenFolder) is { Name: not null } folder)
            yield return new("not-chosen-folder", $"in a folder that the user chose, {folder.Name}");
        if (!isReadBack && path.Roots.IsEmpty && !path.Text.Any(char.IsLetter))
            yield return new("not-traced", "nothing is known of the path");
        if (path.Text.Split('/', '\\').FirstOrDefault(NameVocabulary.OutputFolders.Contains) is { } output)
            yield return new("not-output-folder", $"in the folder '{output}'");
    }

    static IEnumerable<Evidence> OfWords(TracedPath path, ProductName product, bool isReadBack)
    {
        if (NameVocabulary.In(product.Without(path.FileName), NameVocabulary.NotState) is { } name)
            yield return new("not-name", $"'{name}' in '{path.FileName}'");
        var folder = path.Text.Substring(0, path.Text.Length - path.FileName.Length);
        if (NameVocabulary.In(product.Without(folder), NameVocabulary.NotState) is { } place)
            yield return new(isReadBack ? "not-folder-read-back" : "not-folder", $"'{place}' in the path");
        var isNearest = true;
        foreach (var origin in path.Origins)
        {
            if (NameVocabulary.In(product.Without(origin.Name), NameVocabulary.NotState) is { } word)
            {
                yield return new(
                    origin.IsDirectory ? "not-symbol-folder"
                        : isNearest ? "not-symbol"
                        : "not-symbol-upstream",
                    $"'{word}' in '{origin.Name}'"
                );
            }

            isNearest &= origin.IsDirectory;
        }

        var doubtful = NameVocabulary.DataExtensions.Contains(path.Extension)
            ? NameVocabulary.DoubtfulOfData
            : NameVocabulary.Doubtful;
        foreach (var name2 in path.Origins.Select(origin => origin.Name).Prepend(path.Text))
            if (NameVocabulary.In(product.Without(name2), doubtful) is { } doubt)
            {
                yield return new(
                    NameVocabulary.Backup.Contains(doubt) ? "not-backup" : "not-doubtful",
                    $"'{doubt}' in '{name2}'"
                );
                break;
            }
    }

    static IEnumerable<Evidence> OfExtension(TracedPath path, bool isReadBack)
    {
        if (Vetoes.Half(path) is { } half)
            yield return new("not-temporary-extension", half);
        else if (NameVocabulary.ArtefactExtensions.Contains(path.Extension))
            yield return new(
                (NameVocabulary.TextExtensions.Contains(path.Extension) ? "not-text-artefact" : "not-artefact")
                    + (isReadBack ? "-read-back" : ""),
                $"the extension '.{path.Extension}'"
            );
        else if (
            path.Extension.Length == 0
            && path.Origins.FirstOrDefault(origin =>
                !origin.IsDirectory
                && NameVocabulary.Of(origin.Name).LastOrDefault() is { } last
                && last != "url"
                && NameVocabulary.ArtefactExtensions.Contains(last)
            )
                is { Name: not null } named
        )
            yield return new("not-artefact-symbol", $"the name '{named.Name}'");
    }

    static IEnumerable<Evidence> OfWriting(WriteSite site, TracedPath path, bool isReadBack)
    {
        if (Fetched(site) is { } fetched)
            yield return new(
                site.Replaces ? "not-fetched-and-renamed"
                    : isReadBack ? "not-fetched-read-back"
                    : "not-fetched",
                fetched
            );
        if (!isReadBack && site.Content?.ConstantValue.Value is string { Length: >= MinNotice })
            yield return new("not-constant", "always the same text");
        if (MemberNames.First(site.Node, Images) is { } image)
            yield return new("not-image", $"made of '{image}'");
        if (site.CreatesNew)
            yield return new("not-created-once", "made once: it fails where there is a file");
        if (site.Writer.Appends)
            yield return new(isReadBack ? "not-appended-read-back" : "not-appended", "appended to");
        if (site.Writer.Twin == "Copy")
            yield return new("not-copied", "a copy of another file");
    }

    static IEnumerable<Evidence> OfMember(WriteSite site, ProductName product, bool isReadBack)
    {
        if (site.Member is not { } member)
            yield break;
        if (NameVocabulary.In(member.Name, NameVocabulary.Artefact) is { } artefact)
            yield return new("not-member", $"'{artefact}' in '{member.Name}'");
        else if (!isReadBack && NameVocabulary.In(member.Name, NameVocabulary.Making) is { } making)
            yield return new("not-member-making", $"'{making}' in '{member.Name}'");
        if (
            member.ContainingType is { } type
            && (
                NameVocabulary.In(product.Without(type.Name), NameVocabulary.ArtefactTypes)
                ?? NameVocabulary.In(
                    type.ContainingNamespace?.ToDisplayString() ?? "",
                    NameVocabulary.ArtefactNamespaces
                )
            )
                is { } maker
        )
            yield return new(isReadBack ? "not-type-read-back" : "not-type", $"'{maker}' in '{type.Name}'");
        else if (
            NameVocabulary.In(product.Without(member.ContainingType?.Name ?? ""), NameVocabulary.MakingTypes) is
            { } builder
        )
            yield return new("not-type-making", $"'{builder}' in '{member.ContainingType?.Name}'");
    }

    /// <summary>What the member calls that brings something from elsewhere, which can be had again.</summary>
    public static string? Fetcher(WriteSite site) => MemberNames.First(site.Node, Fetchers);

    static string? Fetched(WriteSite site)
    {
        if (Fetcher(site) is { } fetcher)
            return $"fetched by '{fetcher}'";
        return
            (
                NameVocabulary.In(site.Member?.Name ?? "", NameVocabulary.Fetching)
                ?? NameVocabulary.In(site.Member?.ContainingType?.Name ?? "", NameVocabulary.Fetching)
            )
                is { } word
            ? $"'{word}' in '{site.Member?.ContainingType?.Name}.{site.Member?.Name}'"
            : null;
    }
}
