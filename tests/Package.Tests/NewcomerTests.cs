using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using AtomicWrites.Package.Tests.Pictures;
using Tour;

namespace AtomicWrites.Package.Tests;

/// <summary>
/// What the README tells a newcomer to do, done word for word in an empty folder; and the pictures of it, drawn from
/// what was printed. <c>ATOMICWRITES_APPROVE=1</c> replaces the pictures in <c>docs/pictures</c>.
/// </summary>
public partial class NewcomerTests(PackageFixture package)
{
    const string Text = "#d4d4d4";
    const string Faint = "#8b949e";
    const string Yellow = "#e5c07b";
    const string Green = "#7ec699";
    const int Columns = 108;

    [Fact]
    public void The_steps_of_the_README_lead_from_an_empty_folder_to_a_fixed_program_and_to_its_pictures()
    {
        var folder = Directory.CreateDirectory(Path.Combine(package.Feed.Folder, "newcomer")).FullName;
        var terminal = new Picture("dotnet build", Columns, "#1e1e1e", Faint);
        var editor = new Picture("Program.cs", Columns, "#1e1e1e", Faint);
        var builds = new List<string>();
        var formatted = "";
        foreach (var (language, text) in Steps())
        {
            if (language == "csharp")
            {
                File.WriteAllText(Path.Combine(folder, "Program.cs"), text);
                continue;
            }

            foreach (var command in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                if (command.StartsWith("cd ", StringComparison.Ordinal))
                {
                    folder = Path.Combine(folder, command[3..]);
                    continue;
                }

                Assert.StartsWith("dotnet ", command, StringComparison.Ordinal);
                var isFirstBuild = command == "dotnet build" && builds.Count == 0;
                // The compiler's own log says where a warning ends. (A bare comma would separate two properties.)
                var output = Dotnet.Run(
                    folder,
                    isFirstBuild
                        ? ["build", "-p:ErrorLog=warnings.sarif%2Cversion=2.1"]
                        : command["dotnet ".Length..].Split(' ')
                );
                if (command.StartsWith("dotnet build", StringComparison.Ordinal))
                    builds.Add(output);
                if (isFirstBuild)
                    DrawEditor(editor, folder);
                if (command.StartsWith("dotnet format", StringComparison.Ordinal))
                    formatted = File.ReadAllText(Path.Combine(folder, "Program.cs"));
                if (builds.Count > 0)
                    DrawCommand(terminal, command, output, folder);
            }
        }

        Assert.Equal(2, builds.Count);
        Assert.Equal(
            ["ATW0001", "ATW0002"],
            BuildWarning.Of(builds[0]).Select(warning => warning.Id).Order(StringComparer.Ordinal)
        );
        Assert.Contains("AtomicFile.WriteAllText(SettingsPath", formatted, StringComparison.Ordinal);
        Assert.Empty(BuildWarning.Of(builds[1]));
        Approve("build.svg", terminal.ToString());
        Approve("editor.svg", editor.ToString());
    }

    // The blocks of the section, in their order.
    static IEnumerable<(string Language, string Text)> Steps()
    {
        var readme = File.ReadAllText(Path.Combine(PackageFixture.Repository, "README.md")).ReplaceLineEndings("\n");
        var start = readme.IndexOf("\n## Try it\n", StringComparison.Ordinal);
        Assert.True(start > 0, "README has no section 'Try it'");
        return Fence()
            .Matches(readme[start..readme.IndexOf("\n## ", start + 1, StringComparison.Ordinal)])
            .Select(match => (match.Groups[1].Value, match.Groups[2].Value));
    }

    static void DrawCommand(Picture terminal, string command, string output, string folder)
    {
        terminal.Line(("$ ", Green), (command, "#ffffff"));
        var lines = output.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim());
        if (command.StartsWith("dotnet build", StringComparison.Ordinal))
            lines = lines
                .Where(line =>
                    line.Contains(": warning ", StringComparison.Ordinal)
                    || line.EndsWith("Warning(s)", StringComparison.Ordinal)
                    || line == "Build succeeded."
                )
                .Distinct();
        else if (!command.StartsWith("dotnet run", StringComparison.Ordinal))
            lines = [];
        foreach (var line in lines.Where(line => line.Length > 0))
        {
            // As a terminal shows it, but without the folder of this run and the project's name at the end.
            var shown = ProjectSuffix()
                .Replace(line.Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal), "");
            foreach (var row in shown.Chunk(Columns))
                terminal.Line(
                    (new string(row), shown.Contains(": warning ", StringComparison.Ordinal) ? Yellow : Text)
                );
        }

        terminal.Line();
    }

    static void DrawEditor(Picture editor, string folder)
    {
        using var log = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "warnings.sarif")));
        var results = log
            .RootElement.GetProperty("runs")[0]
            .GetProperty("results")
            .EnumerateArray()
            .Where(result => result.GetProperty("level").GetString() == "warning")
            .Select(result =>
                (
                    Id: result.GetProperty("ruleId").GetString()!,
                    Message: result.GetProperty("message").GetProperty("text").GetString()!,
                    Region: result.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("region")
                )
            )
            .ToArray();
        var underlined = new HashSet<int>();
        var number = 0;
        foreach (var line in File.ReadAllLines(Path.Combine(folder, "Program.cs")))
        {
            number++;
            editor.Line([(string.Create(CultureInfo.InvariantCulture, $"{number, 3}  "), Faint), .. Coloured(line)]);
            foreach (
                var (id, message, region) in results.Where(result =>
                    result.Region.GetProperty("startLine").GetInt32() == number
                )
            )
            {
                var column = region.GetProperty("startColumn").GetInt32();
                var isOneLine = !region.TryGetProperty("endLine", out var endLine) || endLine.GetInt32() == number;
                if (underlined.Add(number)) // below a box there is no text to underline
                    editor.Squiggle(
                        column + 4,
                        (isOneLine ? region.GetProperty("endColumn").GetInt32() : line.Length + 1) - column,
                        Yellow
                    );
                editor.Box(
                    6,
                    Columns - 8,
                    "#252526",
                    "#454545",
                    [.. Wrapped($"{id}: {message}", Columns - 8).Select(row => (row, Text))]
                );
            }
        }
    }

    static IEnumerable<(string, string)> Coloured(string line) =>
        Token()
            .Matches(line)
            .Select(match =>
                (
                    match.Value,
                    match.Groups["keyword"].Success ? "#569cd6"
                    : match.Groups["text"].Success ? "#ce9178"
                    : match.Groups["comment"].Success ? "#6a9955"
                    : Text
                )
            );

    static IEnumerable<string> Wrapped(string text, int width)
    {
        var row = "";
        foreach (var word in text.Split(' '))
        {
            if (row.Length + word.Length >= width)
            {
                yield return row;
                row = "";
            }

            row += (row.Length > 0 ? " " : "") + word;
        }

        yield return row;
    }

    static void Approve(string name, string drawn)
    {
        var path = Path.Combine(PackageFixture.Repository, "docs", "pictures", name);
        if (Environment.GetEnvironmentVariable("ATOMICWRITES_APPROVE") == "1")
            File.WriteAllText(path, drawn);
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), drawn);
    }

    [GeneratedRegex("^```(sh|csharp)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@" \[[^\]]*proj\]$")]
    private static partial Regex ProjectSuffix();

    [GeneratedRegex(
        """(?<comment>//.*)|(?<text>\$?"[^"]*")|(?<keyword>\b(?:using|var|const|string|int|new|class|record|get|set)\b)|\w+|\s+|[^\w\s]"""
    )]
    private static partial Regex Token();
}
