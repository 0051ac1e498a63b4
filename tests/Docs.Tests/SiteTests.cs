using System.Net;
using System.Text.RegularExpressions;
using AtomicWrites.Docs.Tests.Site;

namespace AtomicWrites.Docs.Tests;

/// <summary>The site that docfx makes of the pages and of the library's own documentation.</summary>
public partial class SiteTests(BuiltSite site)
{
    [Fact]
    public void It_builds_without_a_warning()
    {
        var warnings = site.Log.Split('\n').Where(line => Warning().IsMatch(line)).Distinct().ToArray();
        Assert.True(warnings.Length == 0, string.Join('\n', warnings));
    }

    [Fact]
    public void Every_link_leads_to_a_page_and_to_an_anchor_in_it()
    {
        var pages = Directory
            .GetFiles(site.Folder, "*.html", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path) != "toc.html")
            .ToDictionary(path => path, File.ReadAllText);
        Assert.True(pages.Count > 60, $"only {pages.Count} pages");
        var broken = new List<string>();
        foreach (var (path, text) in pages)
        foreach (var link in Href().Matches(text).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)))
        {
            if (link.Contains(':', StringComparison.Ordinal) || link.Length == 0)
                continue;
            var parts = link.Split('#', 2);
            var target =
                parts[0].Length == 0
                    ? path
                    : Path.GetFullPath(
                        Path.Combine(Path.GetDirectoryName(path)!, Uri.UnescapeDataString(parts[0].Split('?')[0]))
                    );
            if (!File.Exists(target))
                broken.Add($"{Path.GetRelativePath(site.Folder, path)}: {link}");
            else if (
                parts.Length == 2
                && parts[1].Length > 0
                && pages.TryGetValue(target, out var page)
                && !page.Contains($"id=\"{parts[1]}\"", StringComparison.Ordinal)
            )
                broken.Add($"{Path.GetRelativePath(site.Folder, path)}: {link} has no such anchor");
        }

        Assert.Equal("", string.Join('\n', broken.Distinct()));
    }

    [Fact]
    public void Every_public_type_has_a_page_and_no_internal_one() =>
        Assert.Equal(
            SiteSource
                .Libraries.SelectMany(library => library.GetExportedTypes())
                .Select(type => type.FullName!.Replace('`', '-') + ".html")
                .Order(StringComparer.Ordinal),
            Directory
                .GetFiles(Path.Combine(site.Folder, "api"), "AtomicWrites.*.html")
                .Select(path => Path.GetFileName(path))
                .Except(
                    SiteSource
                        .Libraries.SelectMany(library => library.GetExportedTypes())
                        .Select(type => type.Namespace + ".html")
                )
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public async Task In_a_browser_search_finds_a_page_and_the_dark_scheme_is_dark()
    {
        Assert.SkipUnless(Browser.Installed is not null, "needs Chromium (as root, apt-get install chromium)");
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromMinutes(5)); // of a machine with other work
        using var server = new SiteServer(site.Folder);
        using var browser = await Browser.Start(Browser.Installed!, deadline.Token);

        await browser.Open(server.Address + "index.html", deadline.Token);
        Assert.Equal("AtomicWrites", await browser.Evaluate("document.querySelector('h1').innerText", deadline.Token));
        await browser.Until(
            "document.querySelector('#logo')?.naturalWidth === 128 && document.querySelector('#logo').height < 60",
            deadline.Token
        );

        await Photograph("start");

        await browser.Prefer("dark", deadline.Token);
        await browser.Open(server.Address + "docs/state-file.html", deadline.Token);
        await browser.Until($"{Brightness} < 64", deadline.Token);
        await Photograph("dark");
        await browser.Prefer("light", deadline.Token);
        await browser.Open(server.Address + "docs/locking.html", deadline.Token);
        await browser.Until($"{Brightness} > 192", deadline.Token);

        await browser.Until("document.querySelector('#search-query')?.disabled === false", deadline.Token);
        await browser.Evaluate(
            """
            (() => {
                const box = document.querySelector('#search-query');
                box.value = 'WithLockAsync';
                box.dispatchEvent(new Event('input', { bubbles: true }));
            })()
            """,
            deadline.Token
        );
        await browser.Until(
            "[...document.querySelectorAll('#search-results a')].some(a => a.href.includes('AtomicFile'))",
            deadline.Token
        );
        await Photograph("search");

        Task Photograph(string view) =>
            Environment.GetEnvironmentVariable(Screenshots) is { } folder
                ? browser.Photograph(Path.Combine(folder, view + ".png"), deadline.Token)
                : Task.CompletedTask;
    }

    // A folder that keeps a picture of each view.
    const string Screenshots = "ATOMICWRITES_SCREENSHOTS";

    // Of the background behind the text: 0 is black, 255 white.
    const string Brightness =
        "Math.max(...getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number))";

    [GeneratedRegex(@"\bwarning\b(?! *\(s\))|\berror\b(?! *\(s\))|[1-9]\d* (warning|error)\(s\)")]
    private static partial Regex Warning();

    [GeneratedRegex("<a [^>]*?href=\"([^\"]*)\"")]
    private static partial Regex Href();
}
