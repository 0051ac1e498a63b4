using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AtomicWrites.Docs.Tests.Pages;
using AtomicWrites.Etcd;
using AtomicWrites.Extensions;
using AtomicWrites.PostgreSql;
using AtomicWrites.Sqlite;

namespace AtomicWrites.Docs.Tests.Site;

/// <summary>
/// The pages as docfx gets them: without comments for tests, and with links to sources that lead to the repository.
/// </summary>
static partial class SiteSource
{
    const string Sources = "https://github.com/AtomicWrites/AtomicWrites/blob/main/";

    /// <summary>The assemblies of all packages, whose public types are the API reference.</summary>
    public static Assembly[] Libraries { get; } =
    [
        typeof(AtomicFile).Assembly,
        typeof(EtcdStateStore).Assembly,
        typeof(IWritableOptions<>).Assembly,
        typeof(PostgreSqlStateStore).Assembly,
        typeof(SqliteStateStore).Assembly,
    ];

    /// <summary>
    /// Copies pages, pictures, the libraries and the settings of the site into <paramref name="folder"/>.
    /// </summary>
    public static void Stage(string folder)
    {
        foreach (var page in Page.All.Where(page => !page.Name.StartsWith(".github/", StringComparison.Ordinal)))
            Write(folder, NameOf(page.Name), Text(page));
        foreach (var picture in Directory.GetFiles(Path.Combine(Page.Repository, "docs", "pictures")).Concat(Settings))
            Copy(
                picture,
                picture.EndsWith(".svg", StringComparison.Ordinal) ? Path.Combine(folder, "docs", "pictures") : folder
            );
        Copy(Path.Combine(Page.Repository, "assets", "icon.png"), folder);
        Copy(
            Path.Combine(Page.Repository, "docs", "site", "template", "public", "main.css"),
            Path.Combine(folder, "template", "public")
        );
        Write(folder, "docs/toc.yml", Contents());
        foreach (var library in Libraries.Select(library => library.Location))
        {
            Copy(library, Path.Combine(folder, "library"));
            var documentation = Path.ChangeExtension(library, ".xml");
            Write(folder, "library/" + Path.GetFileName(documentation), Documentation(documentation));
        }

        foreach (var reference in References())
            Copy(reference, Path.Combine(folder, "references"));
    }

    // What they refer to, and what that refers to: all that lies beside them.
    static IEnumerable<string> References() =>
        Directory.GetFiles(AppContext.BaseDirectory, "*.dll").Except(Libraries.Select(library => library.Location));

    static string[] Settings => Directory.GetFiles(Path.Combine(Page.Repository, "docs", "site"));

    // The order of the index, which names every page but those of rules.
    static string Contents()
    {
        var index = Page.All.Single(page => page.Name == "docs/README.md");
        var pages = index
            .Links.Select(link => Path.GetFullPath(Path.Combine(index.Folder, link.Target.Split('#')[0])))
            .Distinct()
            .Select(path => Page.All.SingleOrDefault(page => Path.Combine(Page.Repository, page.Name) == path))
            .OfType<Page>()
            .Where(page => page.Name.StartsWith("docs/", StringComparison.Ordinal));
        var rules = Page.All.Where(page => page.Name.StartsWith("docs/rules/", StringComparison.Ordinal));
        return $"items:\n{Entries(pages, "")}- name: Rules\n  items:\n{Entries(rules, "  ")}";
    }

    static string Entries(IEnumerable<Page> pages, string indent) =>
        string.Concat(
            pages.Select(page =>
                $"{indent}- name: '{page.Title.Replace("'", "''", StringComparison.Ordinal)}'\n{indent}  "
                + $"href: {page.Name["docs/".Length..]}\n"
            )
        );

    // The first page is what a site shows first.
    static string NameOf(string page) => page == "README.md" ? "index.md" : page;

    static string Text(Page page) =>
        Link()
            .Replace(Comment().Replace(string.Join('\n', page.Lines) + "\n", ""), link =>
                link.Groups[1].Value + Target(page, link.Groups[2].Value)
            );

    static string Target(Page page, string target)
    {
        if (target.Contains(':', StringComparison.Ordinal) || target.StartsWith('#'))
            return target;
        var parts = target.Split('#', 2);
        var path = Path.GetRelativePath(Page.Repository, Path.GetFullPath(Path.Combine(page.Folder, parts[0])))
            .Replace('\\', '/');
        if (path == "README.md")
            return Path.GetRelativePath(page.Folder, Path.Combine(Page.Repository, "index.md")).Replace('\\', '/')
                + target[parts[0].Length..];
        return path.EndsWith(".svg", StringComparison.Ordinal) || Page.All.Any(other => other.Name == path)
            ? target
            : Sources + path;
    }

    // Where a member inherits its documentation and says something of a parameter itself, that counts; docfx takes it
    // for said twice.
    static string Documentation(string path)
    {
        var documentation = XDocument.Load(path);
        foreach (var member in documentation.Descendants("member"))
        {
            var own = member.Elements("param").Select(param => $"@name='{(string?)param.Attribute("name")}'").ToArray();
            if (own.Length > 0)
                member
                    .Element("inheritdoc")
                    ?.SetAttributeValue(
                        "path",
                        $"/*/node()[not(self::overloads) and not(self::param[{string.Join(" or ", own)}])]"
                    );
        }

        return documentation.ToString();
    }

    static void Write(string folder, string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    static void Copy(string file, string folder)
    {
        Directory.CreateDirectory(folder);
        File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
    }

    [GeneratedRegex(@"<!--.*?-->\n?", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"(\]\()([^)\s]+)(?=\))")]
    private static partial Regex Link();
}
