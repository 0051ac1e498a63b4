using AtomicWrites.Analyzers.Writers;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>What speaks against state, each with its weight; only strong evidence outweighs it.</summary>
static class CounterCues
{
    const int Strong = -4;
    const int Plain = -2;
    const int Weak = -1;

    /// <param name="site">The write.</param>
    /// <param name="path">A path that it may write to.</param>
    /// <param name="isReadBack">What is downloaded, generated or appended to is state all the same if the program reads it again.</param>
    public static IEnumerable<Evidence> Of(WriteSite site, TracedPath path, bool isReadBack)
    {
        if (path.Roots.FirstOrDefault(root => root.Kind == RootKind.Temporary) is { Name: not null } temporary)
            yield return new(path.HasLiteralName || path.FileName.Any(char.IsLetter) ? Plain : Strong, $"in the temp directory, {temporary.Name}");
        else if (Word(site, path) is { } word)
            yield return word;
        if (Words.In(path.Extension, Words.TemporaryExtensions) is { } half)
            yield return new(Strong, $"'{half}' in the extension");
        else if (Words.ArtefactExtensions.Contains(path.Extension))
            yield return new(Plain, $"the extension '.{path.Extension}'");
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
        if (member.ContainingType is { } type && (Words.In(type.Name, Words.ArtefactTypes) ?? Words.In(type.ContainingNamespace?.ToDisplayString() ?? "", Words.ArtefactNamespaces)) is { } maker)
            yield return new(Weak, $"'{maker}' in '{type.Name}'");
    }

    static Evidence? Word(WriteSite site, TracedPath path)
    {
        if (Words.In(path.Text, Words.NotState) is { } text)
            return new(Strong, $"'{text}' in the path");
        foreach (var origin in path.Origins)
            if (Words.In(origin.Name, Words.NotState) is { } word)
                return new(Strong, $"'{word}' in '{origin.Name}'");
        foreach (var name in path.Origins.Select(origin => origin.Name).Prepend(path.Text))
            if (Words.In(name, Words.Doubtful) is { } doubtful)
                return new(site.Writer.Twin == "Copy" ? Strong : Plain, $"'{doubtful}' in '{name}'");
        return null;
    }
}
