using AtomicWrites.Docs.Tests.Pages;

namespace AtomicWrites.Docs.Tests;

/// <summary>Links lead somewhere.</summary>
public class LinkTests
{
    [Fact]
    public void Every_link_leads_to_a_file_and_to_a_heading_in_it()
    {
        var checkedLinks = 0;
        var broken = new List<string>();
        foreach (var page in Page.All)
        {
            foreach (
                var (line, target) in page.Links.Where(link =>
                    !link.Target.StartsWith("http", StringComparison.Ordinal)
                    && !link.Target.StartsWith("mailto:", StringComparison.Ordinal)
                )
            )
            {
                checkedLinks++;
                var parts = target.Split('#', 2);
                var path =
                    parts[0].Length == 0
                        ? Path.Combine(Page.Repository, page.Name)
                        : Path.GetFullPath(Path.Combine(page.Folder, parts[0]));
                if (!Path.Exists(path))
                    broken.Add($"{page}:{line}: there is no {target}");
                else if (
                    parts.Length == 2
                    && Page.All.SingleOrDefault(other =>
                            Path.GetFullPath(Path.Combine(Page.Repository, other.Name)) == Path.GetFullPath(path)
                        )
                        ?.Anchors.Contains(parts[1]) != true
                )
                    broken.Add($"{page}:{line}: {target} has no such heading");
            }
        }

        Assert.Equal("", string.Join('\n', broken));
        Assert.True(checkedLinks > 30, $"only {checkedLinks} links found");
    }

    // Those of rules are in the table of the README, as RuleTests demand.
    [Fact]
    public void Every_page_of_the_documentation_is_in_its_index()
    {
        var index = Page.All.Single(page => page.Name == "docs/README.md");
        var linked = index
            .Links.Select(link => Path.GetFullPath(Path.Combine(index.Folder, link.Target.Split('#')[0])))
            .ToHashSet();
        Assert.Empty(
            Page.All.Where(page =>
                    page.Name.StartsWith("docs/", StringComparison.Ordinal)
                    && !page.Name.StartsWith("docs/rules/", StringComparison.Ordinal)
                    && page != index
                    && !linked.Contains(Path.GetFullPath(Path.Combine(Page.Repository, page.Name)))
                )
                .Select(page => page.Name)
        );
    }
}
