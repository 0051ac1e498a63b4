using System.Reflection;
using System.Text.RegularExpressions;
using AtomicWrites.Analyzers.Options;
using AtomicWrites.Analyzers.Proofs;
using AtomicWrites.Analyzers.Replacing;
using AtomicWrites.Analyzers.Rules;
using AtomicWrites.Analyzers.Writers;
using AtomicWrites.Docs.Tests.Pages;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AtomicWrites.Docs.Tests;

/// <summary>What the docs, the presets and the release notes list is what the code has.</summary>
public partial class RuleTests
{
    static readonly DiagnosticAnalyzer[] Analyzers =
    [
        .. typeof(NonAtomicWriteAnalyzer)
            .Assembly.GetTypes()
            .Where(type => type.GetCustomAttribute<DiagnosticAnalyzerAttribute>() is not null)
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    static readonly string[] Headings =
    [
        "Non-compliant",
        "Compliant",
        "Why",
        "Limits",
        "Configuration",
        "When to suppress",
    ];

    internal static DiagnosticDescriptor[] Rules { get; } =
    [
        .. Analyzers
            .SelectMany(analyzer => analyzer.SupportedDiagnostics)
            .DistinctBy(rule => rule.Id)
            .OrderBy(rule => rule.Id, StringComparer.Ordinal),
    ];

    internal static IEnumerable<DiagnosticAnalyzer> AllAnalyzers => Analyzers;

    static string Read(params string[] path) =>
        File.ReadAllText(Path.Combine([Page.Repository, .. path])).ReplaceLineEndings("\n");

    [Fact]
    public void The_page_of_ATW0001_lists_the_table_of_writers() =>
        Assert.Equal(
            WriterTable.Rows.Select(row =>
                $"| `{row.DisplayName}` | `AtomicFile.{row.Twin}` | "
                + $"{row.Fix switch { Fix.None => "no", Fix.Twin => "yes", _ => "if proven" }} |"
            ),
            Read("docs", "rules", "ATW0001.md")
                .Split('\n')
                .Select(line => line.TrimEnd())
                .Where(line => line.Contains("| `AtomicFile.", StringComparison.Ordinal))
        );

    [Fact]
    public void The_page_of_the_fixes_lists_why_there_is_none_as_the_explanation_says_it() =>
        Assert.Equal(
            ProofClauses.Refusals.Values.Select(reason => $"- {reason}."),
            Read("docs", "fixes.md")
                .Split("## Why there is no fix\n")[1]
                .Split("\nIn the code,")[0]
                .Split('\n')
                .Where(line => line.StartsWith("- ", StringComparison.Ordinal))
        );

    [Fact]
    public void The_page_of_ATW0003_has_a_heading_for_each_flaw_in_the_order_of_gravity() =>
        Assert.Equal(
            FlawTable.Rows.Select(row => row.Anchor),
            Read("docs", "rules", "ATW0003.md")
                .Split('\n')
                .Where(line => line.StartsWith("### ", StringComparison.Ordinal))
                .Select(line => line[4..].Trim().ToLowerInvariant().Replace(' ', '-'))
        );

    [Fact]
    public void Every_rule_has_its_page_its_release_note_and_its_row_in_README_and_configuration()
    {
        Assert.NotEmpty(Rules);
        foreach (var rule in Rules)
        {
            Assert.StartsWith(
                $"# {rule.Id}: {rule.Title}\n",
                Read("docs", "rules", rule.Id + ".md"),
                StringComparison.Ordinal
            );
            Assert.EndsWith($"/docs/rules/{rule.Id}.md", rule.HelpLinkUri, StringComparison.Ordinal);
            Assert.Contains(
                $"{rule.Id} | {rule.Category} | {(rule.IsEnabledByDefault ? rule.DefaultSeverity.ToString() : "Disabled")} | {rule.Title}",
                Read("src", "Analyzers", "AnalyzerReleases.Unshipped.md"),
                StringComparison.Ordinal
            );
            Assert.Contains(
                $"| [{rule.Id}](docs/rules/{rule.Id}.md) | {Severity(rule)} |",
                Read("README.md"),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public void Every_page_of_a_rule_answers_the_same_questions() => Assert.All(Rules, rule =>
        {
            // The explanation is no complaint, so nothing complies with it or does not.
            var demanded = rule.Id == "ATW0010" ? Headings.Skip(2) : Headings;
            var page = Page.All.Single(page => page.Name == $"docs/rules/{rule.Id}.md");
            Assert.Equal(
                demanded,
                page.Prose.Where(line => line.Text.StartsWith("## ", StringComparison.Ordinal))
                    .Select(line => line.Text[3..])
                    .Where(Headings.Contains)
            );
        });

    [Fact]
    public void Every_rule_has_a_title_a_message_and_a_description() => Assert.All(Rules, rule =>
        {
            Assert.Matches(@"^[A-Z].*\w$", rule.Title.ToString(null));
            Assert.Matches(@"[^. ]$", rule.MessageFormat.ToString(null));
            Assert.Matches(@"^[A-Z\[].*\.$", rule.Description.ToString(null));
        });

    [Theory]
    [InlineData("Analyzers")]
    [InlineData("CodeFixes")]
    public void A_rule_is_found_by_its_name_and_its_fix_is_tested_to_keep_comments(string part)
    {
        var files = Directory.GetFiles(Path.Combine(Page.Repository, "src", part, "Rules"), "ATW*.cs");
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var tests = Read("tests", part + ".Tests", "Rules", Path.GetFileNameWithoutExtension(file) + "Tests.cs");
            if (part == "CodeFixes")
                Assert.Matches(CommentInCode(), tests);
        }
    }

    [Fact]
    public void Rules_are_numbered_without_gaps_and_every_list_has_them_and_no_other()
    {
        var ids = Rules.Select(rule => rule.Id).ToArray();
        Assert.Equal(Enumerable.Range(1, ids.Length).Select(number => $"ATW{number:0000}"), ids);
        Assert.Equal(ids, Files("docs", "rules"));
        Assert.Equal(ids, Files("src", "Analyzers", "Rules"));
        Assert.Equal(ids, Files("tests", "Analyzers.Tests", "Rules"));
        Assert.Equal(Files("src", "CodeFixes", "Rules"), Files("tests", "CodeFixes.Tests", "Rules"));
        Assert.Equal(ids, RowStart().Matches(Read("README.md")).Select(match => match.Groups[1].Value));
        Assert.Equal(
            ids,
            (
                Read("src", "Analyzers", "AnalyzerReleases.Shipped.md")
                + Read("src", "Analyzers", "AnalyzerReleases.Unshipped.md")
            )
                .Split('\n')
                .Where(line => line.StartsWith("ATW", StringComparison.Ordinal))
                .Select(line => line[..7])
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            ids.Length,
            typeof(Descriptors)
                .GetFields(BindingFlags.Static | BindingFlags.Public)
                .Count(field => field.FieldType == typeof(DiagnosticDescriptor))
        );

        // A rule's files begin with its number.
        static IEnumerable<string> Files(params string[] folder) =>
            Directory
                .GetFiles(Path.Combine([Page.Repository, .. folder]))
                .Select(path => Path.GetFileName(path))
                .Where(name => name.StartsWith("ATW", StringComparison.Ordinal))
                .Select(name => name[..7])
                .Distinct()
                .Order(StringComparer.Ordinal);
    }

    [Fact]
    public void The_table_of_modes_says_what_the_presets_do()
    {
        var rows = Read("docs", "configuration.md")
            .Split('\n')
            .Select(line => ModeRow().Match(line))
            .Where(match => match.Success)
            .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        Assert.All(Rules, rule =>
            Assert.Equal(
                $"{Severity(rule)} | off | {(IsRaised(rule.Id) ? "warning" : Severity(rule))}",
                rows.GetValueOrDefault(rule.Id)
            )
        );
    }

    [Fact]
    public void The_table_of_options_has_them_all() =>
        Assert.Equal(
            StatePathOptions.Keys,
            Read("docs", "configuration.md")
                .Split('\n')
                .Where(line => line.StartsWith("| `atomic_writes.", StringComparison.Ordinal))
                .Select(line => line.Split('`')[1])
        );

    [Theory]
    [InlineData("none")]
    [InlineData("strict")]
    public void A_preset_has_a_line_for_every_rule(string mode)
    {
        var ids = Rules.Select(rule => rule.Id);
        var expected =
            mode == "none"
                ? ids.Select(id => $"dotnet_diagnostic.{id}.severity = none")
                : ids.Where(IsRaised).Select(id => $"dotnet_diagnostic.{id}.severity = warning");
        var lines = Read("src", "Runtime", "buildTransitive", $"AtomicWrites.{mode}.globalconfig")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected, lines.Where(line => line.StartsWith("dotnet_diagnostic.", StringComparison.Ordinal)));
        Assert.Contains("is_global = true", lines);
        Assert.Contains("global_level = -1", lines); // below a .globalconfig of the user, whose level is 100
    }

    // An explanation is there for whoever has asked for it, and no complaint.
    static bool IsRaised(string id) => id != "ATW0010";

    static string Severity(DiagnosticDescriptor rule) =>
        !rule.IsEnabledByDefault ? "off"
        : rule.DefaultSeverity == DiagnosticSeverity.Warning ? "warning"
        : "suggestion";

    [GeneratedRegex(@"^\| \[(ATW\d{4})\]\(docs/rules", RegexOptions.Multiline)]
    private static partial Regex RowStart();

    [GeneratedRegex(@"[;\w)] (?:// \w|/\* \w)")]
    private static partial Regex CommentInCode();

    [GeneratedRegex(@"^\| \[(ATW\d{4})\]\(rules/ATW\d{4}\.md\) \| (.*) \|$")]
    private static partial Regex ModeRow();
}
