using System.Text.Json;
using Tour;

namespace AtomicWrites.Package.Tests.Hosts;

/// <summary>What a build tells others: its report in SARIF, its exit code where warnings are errors.</summary>
public class ReportTests(PackageFixture package)
{
    // The number in a comment is the rule that the line breaks.
    const string Source = """
        using AtomicWrites;

        File.WriteAllText("settings.json", "{}"); // ATW0001
        using (var writer = AtomicFile.CreateText("list.txt")) // ATW0005
        {
            writer.Write(1);
        }

        await AtomicFile.WithLock("state.json", async () => await Task.Yield()); // ATW0004
        """;

    static readonly string[] Ids = ["ATW0001", "ATW0004", "ATW0005"];

    [Fact]
    public void The_report_has_rules_with_their_pages_and_every_place()
    {
        var folder = package.Feed.Project("Report", [("Program.cs", Source)]);
        Dotnet.Run(folder, "build", "-nologo", "-p:ErrorLog=report.sarif%2Cversion=2.1");
        using var report = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "report.sarif")));
        Assert.Equal("2.1.0", report.RootElement.GetProperty("version").GetString());
        var run = report.RootElement.GetProperty("runs").EnumerateArray().Single();
        var rules = run.GetProperty("tool")
            .GetProperty("driver")
            .GetProperty("rules")
            .EnumerateArray()
            .Where(IsOurs)
            .ToDictionary(rule => rule.GetProperty("id").GetString()!);
        Assert.All(rules.Values, rule =>
        {
            Assert.EndsWith(
                $"/docs/rules/{rule.GetProperty("id")}.md",
                rule.GetProperty("helpUri").GetString(),
                StringComparison.Ordinal
            );
            Assert.True(
                File.Exists(Path.Combine(PackageFixture.Repository, "docs", "rules", rule.GetProperty("id") + ".md"))
            );
            Assert.NotEqual("", rule.GetProperty("shortDescription").GetProperty("text").GetString());
            Assert.NotEqual("", rule.GetProperty("fullDescription").GetProperty("text").GetString());
            Assert.Equal("Reliability", rule.GetProperty("properties").GetProperty("category").GetString());
        });

        var results = run.GetProperty("results").EnumerateArray().Where(IsOurs).ToArray();
        Assert.All(results, result => Assert.Equal("warning", result.GetProperty("level").GetString()));
        Assert.All(results, result => Assert.Contains(result.GetProperty("ruleId").GetString()!, rules));
        Assert.Equal(Expected(), results.Select(Place).Order());
    }

    [Fact]
    public void Warnings_can_be_errors_all_or_some_and_one_can_stay_a_warning()
    {
        var folder = package.Feed.Project("Errors", [("Program.cs", Source)]);
        Dotnet.Run(folder, "restore");
        Assert.Equal(Ids, Errors("-warnaserror"));
        Assert.Equal(["ATW0004"], Errors("-warnaserror:ATW0004"));
        Assert.Equal(["ATW0001", "ATW0004"], Errors("-p:TreatWarningsAsErrors=true", "-p:WarningsNotAsErrors=ATW0005"));

        IEnumerable<string> Errors(params string[] arguments)
        {
            var failure = Assert.Throws<InvalidOperationException>(() =>
                Dotnet.Run(folder, ["build", "-nologo", "--no-restore", "--no-incremental", .. arguments])
            );
            return Ids.Where(id => failure.Message.Contains($": error {id}: ", StringComparison.Ordinal));
        }
    }

    static IEnumerable<(int, string)> Expected() =>
        Source
            .Split('\n')
            .Select(
                (line, index) =>
                    (index + 1, line.Split("// ATW").Skip(1).Select(id => "ATW" + id.Trim()).FirstOrDefault())
            )
            .Where(place => place.Item2 is not null)!;

    static bool IsOurs(JsonElement element) =>
        element
            .GetProperty(element.TryGetProperty("ruleId", out _) ? "ruleId" : "id")
            .GetString()!
            .StartsWith("ATW", StringComparison.Ordinal);

    static (int, string) Place(JsonElement result)
    {
        var location = result.GetProperty("locations").EnumerateArray().Single().GetProperty("physicalLocation");
        Assert.EndsWith(
            "/Program.cs",
            location.GetProperty("artifactLocation").GetProperty("uri").GetString(),
            StringComparison.Ordinal
        );
        return (
            location.GetProperty("region").GetProperty("startLine").GetInt32(),
            result.GetProperty("ruleId").GetString()!
        );
    }
}
