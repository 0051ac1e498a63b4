using AtomicWrites.Runtime.Tests;

namespace AtomicWrites.Package.Tests;

/// <summary>The baseline of docs/configuration.md, run as it stands there.</summary>
public class BaselineTests(PackageFixture package)
{
    [Fact]
    public void Old_files_are_let_off_and_new_ones_are_not()
    {
        Needs.Program("bash");
        var folder = package.Feed.Project(
            "Baseline",
            [("Program.cs", "System.IO.File.WriteAllText(\"settings.json\", \"\");")]
        );
        var old = Path.Combine(folder, "Old folder", "Store.cs");
        Directory.CreateDirectory(Path.GetDirectoryName(old)!);
        File.WriteAllText(old, Store("Store"));

        var (exitCode, output) = Workflow.Bash(folder, Recipe());
        Assert.True(exitCode == 0, output);
        Assert.Contains(
            "\n[Old folder/Store.cs]\ndotnet_diagnostic.ATW0001.severity = suggestion\n",
            File.ReadAllText(Path.Combine(folder, ".editorconfig")),
            StringComparison.Ordinal
        );

        File.WriteAllText(Path.Combine(folder, "NewStore.cs"), Store("NewStore"));
        (exitCode, output) = Workflow.Bash(folder, "dotnet build --no-restore -tl:off");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("NewStore.cs(3,31): error ATW0001", output, StringComparison.Ordinal);
        Assert.DoesNotContain("/Store.cs(", output, StringComparison.Ordinal);
    }

    static string Store(string name) =>
        $$"""
            class {{name}}
            {
                void Save(string text) => System.IO.File.WriteAllText("state.json", text);
            }
            """;

    // The last shell block of the page's section.
    static string Recipe()
    {
        var page = File.ReadAllText(Path.Combine(PackageFixture.Repository, "docs", "configuration.md"))
            .ReplaceLineEndings("\n");
        var start = page.LastIndexOf("```sh\n", StringComparison.Ordinal) + "```sh\n".Length;
        return page[start..page.IndexOf("```", start, StringComparison.Ordinal)];
    }
}
