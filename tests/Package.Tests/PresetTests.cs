using Tour;

namespace AtomicWrites.Package.Tests;

/// <summary>The property <c>AtomicWritesMode</c>, as users set it: a project a case, all built in one go.</summary>
public class PresetTests(PackageFixture package)
{
    // A state file, what nothing classifies, and what is probably state.
    const string Writes = """
        namespace Writes;

        static class Settings
        {
            public static void Save() => System.IO.File.WriteAllText("settings.json", "{}");
        }

        class ScoreStore(string file)
        {
            public void Put(int[] scores) => System.IO.File.WriteAllText(file, System.Text.Json.JsonSerializer.Serialize(scores));
        }

        static class Text
        {
            public static void Put(string where, string text) => System.IO.File.WriteAllText(where, text);
        }
        """;

    static readonly Lock Building = new();
    static string? _built;

    [Theory]
    [InlineData("Unset", "ATW0001")]
    [InlineData("Default", "ATW0001")]
    [InlineData("Strict", "ATW0001 ATW0007 ATW0008")]
    [InlineData("None", "")]
    public void A_mode_decides_what_warns(string project, string warned) => Assert.Equal(warned, Warned(project));

    [Theory]
    [InlineData("NoneBut", "ATW0008")]
    [InlineData("StrictBut", "ATW0007 ATW0008")]
    [InlineData("GlobalBut", "ATW0007 ATW0008")]
    public void The_configuration_of_the_user_goes_before_the_mode(string project, string warned) =>
        Assert.Equal(warned, Warned(project));

    [Fact]
    public void A_mode_that_does_not_exist_is_an_error_that_names_those_that_do() =>
        Assert.Contains(
            "error ATWMODE: AtomicWritesMode is 'strikt'; allowed are none, default and strict.",
            Built(),
            StringComparison.Ordinal
        );

    string Warned(string project) =>
        string.Join(
            ' ',
            BuildWarning
                .Of(Built())
                .Where(warning => warning.File == project + ".cs")
                .Select(warning => warning.Id)
                .Distinct()
                .Order(StringComparer.Ordinal)
        );

    string Built()
    {
        lock (Building)
        {
            return _built ??= Build(
                Project("Unset", null),
                Project("Default", "default"),
                Project("Strict", "Strict"), // case counts for nothing, as everywhere in MSBuild
                Project("None", "none"),
                Project(
                    "NoneBut",
                    "none",
                    (".editorconfig", "root = true\n[*.cs]\ndotnet_diagnostic.ATW0008.severity = warning\n")
                ),
                Project(
                    "StrictBut",
                    "strict",
                    (".editorconfig", "root = true\n[*.cs]\ndotnet_diagnostic.ATW0001.severity = none\n")
                ),
                Project(
                    "GlobalBut",
                    "strict",
                    (".globalconfig", "is_global = true\ndotnet_diagnostic.ATW0001.severity = none\n")
                ),
                Project("Misspelt", "strikt")
            );
        }
    }

    string Build(params string[] projects)
    {
        var solution = Path.Combine(package.Feed.Folder, "Presets.slnx");
        File.WriteAllText(
            solution,
            $"<Solution>{string.Concat(projects.Select(path => $"<Project Path=\"{path}\" />"))}</Solution>"
        );
        return Assert
            .Throws<InvalidOperationException>(() =>
                Dotnet.Run(package.Feed.Folder, "build", solution, "-nologo", "-m:1")
            )
            .Message; // the misspelt one fails
    }

    string Project(string name, string? mode, params (string Name, string Text)[] files)
    {
        var folder = package.Feed.Project(name, [(name + ".cs", Writes), .. files], "Library");
        File.WriteAllText(
            Path.Combine(folder, "Directory.Build.props"),
            mode is null
                ? "<Project />"
                : $"<Project><PropertyGroup><AtomicWritesMode>{mode}</AtomicWritesMode></PropertyGroup></Project>"
        );
        return $"{name}/{name}.csproj";
    }
}
