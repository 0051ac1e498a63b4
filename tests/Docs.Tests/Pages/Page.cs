using System.Reflection;
using System.Text.RegularExpressions;

namespace AtomicWrites.Docs.Tests.Pages;

/// <summary>A page of the documentation, taken apart into headings, links and code blocks.</summary>
sealed partial class Page
{
    Page(string path)
    {
        Name = Path.GetRelativePath(Repository, path).Replace('\\', '/');
        Lines = File.ReadAllLines(path);
        (Blocks, Prose) = Parse();
    }

    public static string Repository { get; } =
        Assembly
            .GetExecutingAssembly()
            .GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(data => data.Key == "Repository")
            .Value!;

    /// <summary>Those of the repository itself, of its documentation, and of what lies beside code.</summary>
    public static IReadOnlyList<Page> All { get; } =
    [
        .. Directory
            .GetFiles(Repository, "*.md")
            .Concat(
                new[] { "docs", "benchmarks", ".github" }
                    .Select(folder => Path.Combine(Repository, folder))
                    .Where(Directory.Exists)
                    .SelectMany(folder => Directory.GetFiles(folder, "*.md", SearchOption.AllDirectories))
            )
            .Where(path =>
                !path.Contains("node_modules", StringComparison.Ordinal)
                && !path.Contains(
                    $"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}",
                    StringComparison.Ordinal
                )
            )
            .Order(StringComparer.Ordinal)
            .Select(path => new Page(path)),
    ];

    public string Name { get; }

    public string[] Lines { get; }

    public IReadOnlyList<CodeBlock> Blocks { get; }

    /// <summary>What is not in code blocks, with the numbers of its lines.</summary>
    public IReadOnlyList<(int Number, string Text)> Prose { get; }

    /// <summary>Its first heading, as plain text.</summary>
    public string Title =>
        Prose
            .First(line => line.Text.StartsWith("# ", StringComparison.Ordinal))
            .Text[2..]
            .Replace("`", "", StringComparison.Ordinal);

    public string Folder => Path.GetDirectoryName(Path.Combine(Repository, Name))!;

    /// <summary>Where links lead: as they stand after <c>](</c> or in <c>src</c>.</summary>
    public IEnumerable<(int Line, string Target)> Links =>
        Prose.SelectMany(line =>
            Link().Matches(InlineCode().Replace(line.Text, "")).Select(match => (line.Number, match.Groups[1].Value))
        );

    /// <summary>The anchors of its headings, as GitHub makes them.</summary>
    public IEnumerable<string> Anchors
    {
        get
        {
            var seen = new Dictionary<string, int>();
            foreach (var (_, text) in Prose.Where(line => line.Text.StartsWith('#')))
            {
                var plain = MarkdownLink().Replace(text.TrimStart('#').Trim(), "$1").ToLowerInvariant();
                var anchor = string.Concat(plain.Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_'))
                    .Replace(' ', '-');
                yield return seen.TryGetValue(anchor, out var count) ? $"{anchor}-{count}" : anchor;
                seen[anchor] = count + 1;
            }
        }
    }

    public override string ToString() => Name;

    (List<CodeBlock> Blocks, List<(int, string)> Prose) Parse()
    {
        var blocks = new List<CodeBlock>();
        var prose = new List<(int, string)>();
        var hints = new List<string>();
        var heading = "";
        for (var i = 0; i < Lines.Length; i++)
        {
            if (Lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                var start = i + 1;
                while (Lines[++i] != "```")
                    ;
                blocks.Add(
                    new(
                        this,
                        start + 1,
                        heading,
                        Lines[start - 1][3..].Trim(),
                        string.Join('\n', Lines[start..i]),
                        [.. hints]
                    )
                );
                hints.Clear();
            }
            else if (Lines[i].StartsWith("<!-- ", StringComparison.Ordinal))
            {
                var start = i;
                while (!Lines[i].EndsWith("-->", StringComparison.Ordinal))
                    i++;
                hints.Add(string.Join('\n', Lines[start..(i + 1)])[5..^3].Trim());
            }
            else
            {
                prose.Add((i + 1, Lines[i]));
                if (Lines[i].Length > 0)
                    hints.Clear();
                if (Lines[i].StartsWith('#'))
                    heading = Lines[i].TrimStart('#').Trim();
            }
        }

        return (blocks, prose);
    }

    [GeneratedRegex(@"(?:\]\(|src="")([^)""\s]+)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex MarkdownLink();

    [GeneratedRegex("`[^`]*`(?!\\])")]
    private static partial Regex InlineCode();
}
