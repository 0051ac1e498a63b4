using System.Reflection;
using System.Text.RegularExpressions;
using AtomicWrites.Analyzers.Rules;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AtomicWrites.Package.Tests;

/// <summary>What the docs list is what the code has.</summary>
public partial class DocsTests
{
    static string Read(params string[] path) => File.ReadAllText(Path.Combine([PackageFixture.Repository, .. path]));

    static IEnumerable<DiagnosticDescriptor> Rules =>
        typeof(NonAtomicWriteAnalyzer).Assembly.GetTypes().Where(type => type.GetCustomAttribute<DiagnosticAnalyzerAttribute>() is not null)
            .SelectMany(type => ((DiagnosticAnalyzer)Activator.CreateInstance(type)!).SupportedDiagnostics);

    [Fact]
    public void The_page_of_ATW0001_lists_the_table_of_writers() =>
        Assert.Equal(
            WriterTable.Rows.Select(row => $"| `{row.DisplayName}` | `AtomicFile.{row.Twin}` | {(row.IsDropIn ? "yes" : "no")} |"),
            Read("docs", "rules", "ATW0001.md").Split('\n').Select(line => line.TrimEnd()).Where(line => line.Contains("| `AtomicFile.", StringComparison.Ordinal)));

    [Fact]
    public void Every_rule_has_its_page_its_release_note_and_its_row_in_the_README()
    {
        Assert.NotEmpty(Rules);
        foreach (var rule in Rules)
        {
            Assert.StartsWith($"# {rule.Id}: {rule.Title}\n", Read("docs", "rules", rule.Id + ".md").ReplaceLineEndings("\n"), StringComparison.Ordinal);
            Assert.EndsWith($"/docs/rules/{rule.Id}.md", rule.HelpLinkUri, StringComparison.Ordinal);
            Assert.Contains($"{rule.Id} | {rule.Category} | {(rule.IsEnabledByDefault ? rule.DefaultSeverity.ToString() : "Disabled")} | {rule.Title}", Read("src", "Analyzers", "AnalyzerReleases.Unshipped.md"), StringComparison.Ordinal);
            Assert.Contains($"| [{rule.Id}](docs/rules/{rule.Id}.md) | {(!rule.IsEnabledByDefault ? "off" : rule.DefaultSeverity == DiagnosticSeverity.Warning ? "warning" : "suggestion")} |", Read("README.md"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_link_to_a_file_leads_to_one()
    {
        foreach (var page in Directory.GetFiles(PackageFixture.Repository, "*.md").Concat(Directory.GetFiles(Path.Combine(PackageFixture.Repository, "docs"), "*.md", SearchOption.AllDirectories)))
            foreach (Match link in Link().Matches(File.ReadAllText(page)))
                Assert.True(Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, link.Groups[1].Value)), $"{page}: {link.Value}");
    }

    [GeneratedRegex(@"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();
}
