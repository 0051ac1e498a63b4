using System.Collections.Immutable;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>What speaks against state, each with its weight; only strong evidence outweighs it.</summary>
static class CounterCues
{
    const int Strong = -4;
    const int Plain = -2;
    const int Weak = -1;

    // A notice, a marker, a template: it can be had again. What is shorter may be an empty document.
    const int MinNotice = 40;

    static readonly ImmutableHashSet<string> Fetchers = ImmutableHashSet.Create(
        "DownloadFile",
        "DownloadFileAsync",
        "DownloadFileTaskAsync",
        "GetByteArrayAsync",
        "GetResponseStream",
        "GetStreamAsync",
        "HttpRequest",
        "HttpResponseMessage",
        "ReadAsByteArrayAsync",
        "ReadAsStream",
        "ReadAsStreamAsync",
        "GetManifestResourceStream",
        "ZipArchive",
        "ExtractToFile"
    );

    /// <param name="site">The write.</param>
    /// <param name="path">A path that it may write to.</param>
    /// <param name="isReadBack">What is generated, appended to, first written as a constant or lies among output is state all the same if the program reads it again.</param>
    public static IEnumerable<Evidence> Of(WriteSite site, TracedPath path, bool isReadBack)
    {
        if (path.Roots.FirstOrDefault(root => root.Kind == RootKind.Temporary) is { Name: not null } temporary)
            yield return new(
                path.HasLiteralName || path.FileName.Any(char.IsLetter) ? Plain : Strong,
                $"in the temp directory, {temporary.Name}"
            );
        else if (Word(site, path, isReadBack) is { } word)
            yield return word;
        if (Words.In(path.Extension, Words.TemporaryExtensions) is { } half)
            yield return new(Strong, $"'{half}' in the extension");
        else if (Words.ArtefactExtensions.Contains(path.Extension))
            yield return new(Plain, $"the extension '.{path.Extension}'");
        else if (
            path.Extension.Length == 0
            && path.Origins.FirstOrDefault(origin =>
                !origin.IsDirectory && Words.ArtefactExtensions.Contains(Words.Of(origin.Name).LastOrDefault() ?? "")
            )
                is { Name: not null } named
        )
            yield return new(Plain, $"the name '{named.Name}'");
        if (site.Replaces && Fetched(site) is { } fetched)
            yield return fetched;
        if (!isReadBack && site.Content?.ConstantValue.Value is string { Length: >= MinNotice })
            yield return new(Plain, "always the same text");
        if (site.CreatesNew)
            yield return new(Plain, "made once, FileMode.CreateNew");
        if (!isReadBack && site.Writer.Appends && Words.In(path.Stem, Words.State) is null)
            yield return new(Plain, "appended to");
        if (site.Member is not { } member)
            yield break;
        if (Words.In(member.Name, Words.Artefact) is { } artefact)
            yield return new(Plain, $"'{artefact}' in '{member.Name}'");
        else if (!isReadBack && Words.In(member.Name, Words.Making) is { } making)
            yield return new(Weak, $"'{making}' in '{member.Name}'");
        if (
            member.ContainingType is { } type
            && (
                Words.In(type.Name, Words.ArtefactTypes)
                ?? Words.In(type.ContainingNamespace?.ToDisplayString() ?? "", Words.ArtefactNamespaces)
            )
                is { } maker
        )
            yield return new(Weak, $"'{maker}' in '{type.Name}'");
    }

    // What comes from the network or a package can be had again; whoever replaces it by a rename hides half of it, and loses nothing.
    static Evidence? Fetched(WriteSite site)
    {
        if (
            Names
                .Member(site.Node)
                ?.DescendantNodes()
                .OfType<IdentifierNameSyntax>()
                .Select(name => name.Identifier.ValueText)
                .FirstOrDefault(Fetchers.Contains) is
            { } fetcher
        )
            return new(Strong, $"fetched by '{fetcher}'");
        return
            (
                Words.In(site.Member?.Name ?? "", Words.Fetching)
                ?? Words.In(site.Member?.ContainingType?.Name ?? "", Words.Fetching)
            )
                is { } word
            ? new(Strong, $"'{word}' in '{site.Member?.ContainingType?.Name}.{site.Member?.Name}'")
            : null;
    }

    static Evidence? Word(WriteSite site, TracedPath path, bool isReadBack)
    {
        // Where a file lies says less than that it is read again.
        if (Words.In(path.Text, Words.NotState) is { } text)
            return new(
                isReadBack && Words.In(path.FileName, Words.NotState) is null ? Plain : Strong,
                $"'{text}' in the path"
            );
        foreach (var origin in path.Origins)
            if (Words.In(origin.Name, Words.NotState) is { } word)
                return new(Strong, $"'{word}' in '{origin.Name}'");
        foreach (var name in path.Origins.Select(origin => origin.Name).Prepend(path.Text))
            if (
                Words.In(name, Words.DataExtensions.Contains(path.Extension) ? Words.DoubtfulOfData : Words.Doubtful) is
                { } doubtful
            )
                return new(site.Writer.Twin == "Copy" ? Strong : Plain, $"'{doubtful}' in '{name}'");
        return null;
    }
}
