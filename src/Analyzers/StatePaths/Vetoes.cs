using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>
/// What settles, where it is true of every path that may be meant, that none is state, whatever speaks for it.
/// </summary>
static class Vetoes
{
    public static string? Of(WriteSite site, TracedPath[] paths) =>
        Of(paths, Chosen)
        ?? Of(paths, ForPeople)
        ?? Of(paths, Unique)
        ?? Of(paths, Half)
        ?? Of(paths, path => Aside(site, path));

    // Of one among several it is evidence alone: a fallback, a caller among others.
    static string? Of(TracedPath[] paths, Func<TracedPath, string?> veto) =>
        paths.All(path => veto(path) is not null) ? veto(paths[0]) : null;

    static string? Chosen(TracedPath path) =>
        Root(path, RootKind.Chosen) is { } root ? $"chosen by the user or no file at all, {root}" : null;

    static string? ForPeople(TracedPath path) =>
        Root(path, RootKind.ForPeople) is { } root ? $"in a folder of people's own, {root}" : null;

    static string? Unique(TracedPath path) =>
        Root(path, RootKind.Unique) is { } root ? $"a new name each time, {root}"
        : path.Roots.Any(from => from.Name == "Path.GetTempFileName") ? "a new name each time, Path.GetTempFileName"
        : null;

    /// <summary>The half of a rename, a copy of what was there, a lock.</summary>
    public static string? Half(TracedPath path) =>
        NameVocabulary.In(path.Extension, NameVocabulary.TemporaryExtensions) is { } half ? $"'{half}' in the extension"
        : path.Extension.Length == 0
        && NameVocabulary.Of(path.FileName).LastOrDefault() is "lock" or "lockfile" or "pid"
            ? $"'{path.FileName}' is a lock"
        : null;

    // A copy that is kept in case, unless it is brought back from such a copy.
    static string? Aside(WriteSite site, TracedPath path) =>
        site.Writer.Twin == "Copy"
        && NameVocabulary.In(path.FileName, NameVocabulary.Backup) is { } aside
        && NameVocabulary.In(site.Content?.Syntax.ToString() ?? "", NameVocabulary.Backup) is null
            ? $"copied to '{aside}'"
        : site.Writer.Twin == "Copy"
        && site.Content?.Syntax is { } source
        && Initializer.Of(site.Path) is { } made
        && made != source
        && IsBeside(made, source)
            ? "a copy beside the file that it is of"
        : null;

    // path + ".1", Path.ChangeExtension(path, "old"): what only takes a name from the other file may lie anywhere.
    static bool IsBeside(ExpressionSyntax made, SyntaxNode source) =>
        made.DescendantNodes()
            .Where(part => SyntaxFactory.AreEquivalent(part, source))
            .Any(part =>
                part.Parent switch
                {
                    BinaryExpressionSyntax sum => sum.Left == part,
                    InterpolationSyntax { Parent: InterpolatedStringExpressionSyntax text } hole => text.Contents[0]
                        == hole,
                    ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } => Names.Simple(call.Expression)
                        is "ChangeExtension"
                            or "GetDirectoryName"
                            or "Concat",
                    _ => false,
                }
            );

    static string? Root(TracedPath path, RootKind kind)
    {
        foreach (var root in path.Roots)
            if (root.Kind == kind)
                return root.Name;
        return null;
    }
}
