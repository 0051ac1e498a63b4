using System.Diagnostics;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AtomicWrites.Analyzers.Options;
using AtomicWrites.Docs.Tests.Pages;

namespace AtomicWrites.Docs.Tests;

/// <summary>Blocks that are not C#: what they name exists, and what reads them would understand them.</summary>
public partial class OtherBlockTests
{
    static readonly string[] Languages = ["csharp", "ini", "xml", "sh", "yaml", "text", "python", "go", "mermaid"];
    static readonly string[] Severities = ["none", "silent", "suggestion", "warning", "error"];
    static readonly string[] Modes = ["none", "default", "strict"];

    static CodeBlock[] In(string language) =>
        [.. Page.All.SelectMany(page => page.Blocks).Where(block => block.Language == language)];

    [Fact]
    public void Every_block_says_its_language() =>
        Assert.Empty(
            Page.All.SelectMany(page => page.Blocks)
                .Where(block => !Languages.Contains(block.Language))
                .Select(block => $"{block}: '{block.Language}'")
        );

    [Fact]
    public void Every_configuration_is_understood_or_shown_as_what_is_not()
    {
        Assert.NotEmpty(In("ini"));
        foreach (var block in In("ini"))
        {
            var wrong = new List<string>();
            foreach (
                var line in block
                    .Text.Split('\n')
                    .Select(line => line.Split(" #")[0].Trim())
                    .Where(line => line.Contains('=', StringComparison.Ordinal))
            )
            {
                var (key, value) = (line.Split('=', 2)[0].Trim(), line.Split('=', 2)[1].Trim());
                if (Severity().Match(key) is { Success: true } match)
                {
                    if (!RuleTests.Rules.Any(rule => rule.Id == match.Groups[1].Value) || !Severities.Contains(value))
                        wrong.Add(line);
                }
                else if (
                    !key.StartsWith("atomic_writes.", StringComparison.Ordinal)
                        ? key is not ("root" or "is_global")
                        : StatePathOptions.Check(key, value) is not null
                )
                {
                    wrong.Add(line);
                }
            }

            Assert.True(
                wrong.Count > 0 == block.Heading.StartsWith("Non-compliant", StringComparison.Ordinal),
                $"{block}: {string.Join(", ", wrong)}"
            );
        }
    }

    [Fact]
    public void Every_project_file_is_well_formed_and_sets_an_existing_mode()
    {
        Assert.NotEmpty(In("xml"));
        foreach (var block in In("xml"))
        foreach (var mode in XElement.Parse($"<Project>{block.Text}</Project>").Descendants("AtomicWritesMode"))
            Assert.Contains(mode.Value, Modes);
    }

    [Fact]
    public void Every_shell_block_parses_and_names_projects_and_scripts_that_exist()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a shell");
        Assert.NotEmpty(In("sh"));
        foreach (var block in In("sh"))
        {
            using var shell = Process.Start(
                new ProcessStartInfo("sh", ["-n", "-c", block.Text]) { RedirectStandardError = true }
            )!;
            Assert.True(
                shell.StandardError.ReadToEnd() is var error
                    && shell.WaitForExit(TimeSpan.FromMinutes(1))
                    && shell.ExitCode == 0,
                $"{block}: {error}"
            );
            foreach (Match match in RepositoryPath().Matches(block.Text))
                Assert.True(
                    Path.Exists(Path.Combine(Page.Repository, match.Groups[1].Value)),
                    $"{block}: there is no {match.Groups[1].Value}"
                );
        }
    }

    [GeneratedRegex(@"^dotnet_diagnostic\.(ATW\d{4})\.severity$")]
    private static partial Regex Severity();

    // Of what is built, only the folder of the project is there before.
    [GeneratedRegex(@"(?:^|[\s(])((?:\.ci|tests|samples|benchmarks|models|src|docs)/(?:(?!bin/)[\w.-]+/?)*)")]
    private static partial Regex RepositoryPath();
}
