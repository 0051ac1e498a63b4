using System.Globalization;
using System.Text.RegularExpressions;
using AtomicWrites.Docs.Tests.Pages;

namespace AtomicWrites.Docs.Tests;

/// <summary>How much there is to write for a store of one's own, as docs/which-store.md prints it.</summary>
public partial class StoreSizeTests
{
    [Fact]
    public void Each_store_has_no_more_lines_than_the_page_says()
    {
        var rows = Page
            .All.Single(page => page.Name == "docs/which-store.md")
            .Prose.Select(line => Row().Match(line.Text))
            .Where(match => match.Success)
            .ToArray();
        Assert.Equal(6, rows.Length);
        Assert.All(rows, row =>
        {
            var limit = int.Parse(row.Groups["limit"].Value, CultureInfo.InvariantCulture);
            Assert.InRange(Sources(row.Groups["files"].Value).Sum(CodeLines), limit * 3 / 4, limit);
        });
    }

    static IEnumerable<string> Sources(string cell) =>
        cell.Split(',')
            .Select(name => Path.Combine(Page.Repository, name.Trim(' ', '`')))
            .SelectMany(path => Directory.Exists(path) ? Directory.GetFiles(path, "*.cs") : [path]);

    static int CodeLines(string file) =>
        File.ReadLines(file)
            .Count(line => line.Trim() is not "" and var code && !code.StartsWith("//", StringComparison.Ordinal));

    [GeneratedRegex(@"^\|[^|]*\|(?<files> `src/[^|]*)\| (?<limit>\d+) \|$")]
    private static partial Regex Row();
}
