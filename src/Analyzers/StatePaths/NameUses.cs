using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>Where else the program names the file that it writes.</summary>
sealed class NameUses(SourceIndex sources)
{
    /// <summary>Whether the name stands nowhere but in the member that writes: nothing here asks for the file.</summary>
    public IEnumerable<Evidence> Of(WriteSite site, TracedPath path)
    {
        if (
            path.HasLiteralName
            && Names.Member(site.Node) is { } member
            && sources.FileNames(path.FileName) is { IsEmpty: false } named
            && named.All(text => text.SyntaxTree == member.SyntaxTree && member.Span.Contains(text.Span))
        )
            yield return new("not-named-elsewhere", $"'{path.FileName}' is named nowhere else");
    }
}
