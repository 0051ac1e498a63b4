using System.Text.Json;
using System.Text.RegularExpressions;
using AtomicWrites.Runtime.Tests;
using YamlDotNet.RepresentationModel;

namespace AtomicWrites.Package.Tests;

/// <summary>
/// The recipes of docs/ci and the files of .github: they are what their service reads, and their scripts do what they
/// say.
/// </summary>
public partial class ContinuousIntegrationTests(PackageFixture package)
{
    static readonly string[] Folders = ["docs/ci", ".github/workflows"];
    static readonly string[] Programs = ["bash", "git", "jq"];
    static readonly string[] Fields = ["input", "textarea"];

    public static TheoryData<string> Files =>
        [
            .. Folders
                .SelectMany(folder => Directory.GetFiles(Path.Combine(PackageFixture.Repository, folder), "*.yml"))
                .Select(path => Path.GetRelativePath(PackageFixture.Repository, path).Replace('\\', '/')),
        ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_step_does_one_thing_and_every_script_parses(string file)
    {
        Needs.Program("bash");
        var workflow = Workflow.Load(file);
        Assert.NotEmpty(workflow.Steps);
        foreach (var step in workflow.Steps)
        {
            Assert.Single(step.Children.Keys, key =>
                key is YamlScalarNode { Value: "run" or "uses" or "script" or "task" or "checkout" }
            );
            if (Workflow.Value(step, "uses") is { } action)
                Assert.Matches(@"^[\w-]+/[\w/-]+@v\d+$", action);
            if ((Workflow.Value(step, "run") ?? Workflow.Value(step, "script")) is { } script)
            {
                var (exitCode, output) = Workflow.Bash(
                    PackageFixture.Repository,
                    $"bash -n <<'SCRIPT'\n{Workflow.WithoutExpressions(script)}\nSCRIPT"
                );
                Assert.True(exitCode == 0, $"{file}: {output}");
                foreach (Match path in RepositoryPath().Matches(script))
                    Assert.True(
                        Path.Exists(Path.Combine(PackageFixture.Repository, path.Value)),
                        $"{file}: there is no {path.Value}"
                    );
            }
        }
    }

    [Fact]
    public void The_matrix_has_every_compiler_and_system_that_is_promised()
    {
        var matrix = Workflow.Load(".github", "workflows", "ci.yml").Root["jobs"]["load"]["strategy"]["matrix"];
        Assert.Equal(["8.0.x", "9.0.x", "10.0.x"], ((YamlSequenceNode)matrix["sdk"]).Select(sdk => sdk.ToString()));
        Assert.Equal(
            ["ubuntu-latest", "windows-latest", "macos-latest"],
            ((YamlSequenceNode)matrix["os"]).Select(system => system.ToString())
        );
    }

    [Fact]
    public void Every_issue_form_asks_for_something()
    {
        foreach (
            var path in Directory
                .GetFiles(Path.Combine(PackageFixture.Repository, ".github", "ISSUE_TEMPLATE"), "*.yml")
                .Where(path => Path.GetFileName(path) != "config.yml")
        )
        {
            var form = Workflow.Load(path).Root;
            Assert.NotNull(Workflow.Value(form, "name"));
            Assert.NotNull(Workflow.Value(form, "description"));
            Assert.All(((YamlSequenceNode)form["body"]).Cast<YamlMappingNode>(), field =>
            {
                Assert.Contains(Workflow.Value(field, "type"), Fields);
                Assert.NotNull(Workflow.Value(field, "id"));
                Assert.NotNull(Workflow.Value((YamlMappingNode)field["attributes"], "label"));
            });
        }
    }

    [Fact]
    public void The_recipes_collect_what_the_compiler_has_found_and_hold_changed_files_to_it()
    {
        foreach (var program in Programs)
            Needs.Program(program);
        var folder = package.Feed.Project(
            "Recipes",
            [("Old.cs", Store("Old")), ("Changed.cs", "class Changed;\n")],
            "Library"
        );
        File.WriteAllText(Path.Combine(folder, ".gitignore"), "bin/\nobj/\n*.sarif\nbuild.log\nchanged.txt\nsarif/\n");
        Bash(
            "git init -q -b main && git add -A && git -c user.name=t -c user.email=t@example.org commit "
                + "-qm base && git update-ref refs/remotes/origin/main HEAD"
        );

        var azure = Workflow.Load("docs", "ci", "azure-pipelines.yml");
        var gate = azure.Script(
            "Errors in files that the pull request changes",
            ("System.PullRequest.TargetBranchName", "main")
        );
        Bash(azure.Script("Build"));
        var (exitCode, output) = Workflow.Bash(folder, gate);
        Assert.True(exitCode == 0, output);
        Assert.Contains(
            "##vso[task.logissue type=warning;sourcepath=Old.cs;linenumber=3]ATW0001: ",
            output,
            StringComparison.Ordinal
        );

        File.WriteAllText(Path.Combine(folder, "Changed.cs"), Store("Changed"));
        Bash("git -c user.name=t -c user.email=t@example.org commit -qam change");
        Bash(azure.Script("Build"));
        (exitCode, output) = Workflow.Bash(folder, gate);
        Assert.Equal(1, exitCode);
        Assert.Contains(
            "##vso[task.logissue type=error;sourcepath=Changed.cs;linenumber=3]ATW0001: ",
            output,
            StringComparison.Ordinal
        );
        Bash(azure.Script("Collect SARIF", ("Build.ArtifactStagingDirectory", Path.Combine(folder, "staging"))));
        Assert.True(File.Exists(Path.Combine(folder, "staging", "sarif", "1.sarif")));
        Directory.Delete(Path.Combine(folder, "staging"), recursive: true);

        Bash(Workflow.Load("docs", "ci", "github-actions.yml").Script("Collect the logs"));
        using var log = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "sarif", "all.sarif")));
        var run = Assert.Single(log.RootElement.GetProperty("runs").EnumerateArray());
        var results = run.GetProperty("results")
            .EnumerateArray()
            .Where(result => result.GetProperty("level").GetString() == "warning")
            .ToArray();
        Assert.Equal(["ATW0001", "ATW0001"], results.Select(result => result.GetProperty("ruleId").GetString()));

        void Bash(string script)
        {
            var (exitCode, output) = Workflow.Bash(folder, script);
            Assert.True(exitCode == 0, output);
        }
    }

    static string Store(string name) =>
        $$"""
            class {{name}}
            {
                void Save(string text) => System.IO.File.WriteAllText("state.json", text);
            }
            """;

    [GeneratedRegex(@"(?<![\w/$.-])(?:\.ci|tests|samples|src)/[\w./-]*\w")]
    private static partial Regex RepositoryPath();
}
