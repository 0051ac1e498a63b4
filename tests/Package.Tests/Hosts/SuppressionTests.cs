using Tour;

namespace AtomicWrites.Package.Tests.Hosts;

/// <summary>
/// Every way to say no. Beside each write that is let off stands one that is not, so that a build that is silent
/// altogether fails.
/// </summary>
public class SuppressionTests(PackageFixture package)
{
    static readonly (string Name, string Text)[] Sources =
    [
        (
            "Pragma.cs",
            """
            class Pragma
            {
                void A()
                {
            #pragma warning disable ATW0001 // this one is made anew by the installer
                    File.WriteAllText("settings.json", "");
            #pragma warning restore ATW0001
                    File.WriteAllText("state.json", ""); // reported
                }
            }
            """
        ),
        (
            "Attribute.cs",
            """
            using System.Diagnostics.CodeAnalysis;

            class Attribute
            {
                [SuppressMessage("Reliability", "ATW0001", Justification = "made anew by the installer")]
                void A() => File.WriteAllText("settings.json", "");

                void B() => File.WriteAllText("state.json", ""); // reported
            }

            [SuppressMessage("Reliability", "ATW0001:Write state files atomically")]
            class Whole
            {
                void A() => File.WriteAllText("settings.json", "");
            }
            """
        ),
        (
            "GlobalSuppressions.cs",
            """
            using System.Diagnostics.CodeAnalysis;

            [assembly: SuppressMessage("Reliability", "ATW0001", Scope = "member", Target = "~M:Old.A")]
            """
        ),
        (
            "Old.cs",
            """
            class Old
            {
                void A() => File.WriteAllText("settings.json", "");

                void B() => File.WriteAllText("state.json", ""); // reported
            }
            """
        ),
        (
            "Legacy/Config.cs",
            """
            class Legacy
            {
                void A() => File.WriteAllText("settings.json", "");
            }
            """
        ),
        (
            "Option.cs",
            """
            class Option
            {
                void A() => File.WriteAllText("config.json", "");

                void B() => File.WriteAllText("settings.json", ""); // reported
            }
            """
        ),
        (
            "NotState.cs",
            """
            class NotState
            {
                [AtomicWrites.NotStatePath]
                readonly string _settingsPath = Path.GetFullPath("x");

                [AtomicWrites.StatePath]
                readonly string _other = Path.GetFullPath("y");

                void A() => File.WriteAllText(_settingsPath, "");

                void B() => File.WriteAllText(_other, ""); // reported
            }
            """
        ),
        (
            "Global.cs",
            """
            class Global
            {
                void A()
                {
                    using var stream = AtomicWrites.AtomicFile.Create("state.json"); // ATW0005, off in .globalconfig
                }

                void B() => AtomicWrites.AtomicFile.WithLock("state.json", async () => await Task.Yield()); // ATW0004, none says no
            }
            """
        ),
        ("Program.cs", "return;"),
    ];

    [Fact]
    public void Each_lets_off_what_it_names_and_nothing_else()
    {
        var folder = package.Feed.Project(
            "Suppressed",
            Sources.Where(source => !source.Name.Contains('/', StringComparison.Ordinal))
        );
        foreach (var (name, text) in Sources.Where(source => source.Name.Contains('/', StringComparison.Ordinal)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
            File.WriteAllText(Path.Combine(folder, name), text);
        }

        File.WriteAllText(
            Path.Combine(folder, ".editorconfig"),
            """
            root = true
            [Legacy/**.cs]
            dotnet_diagnostic.ATW0001.severity = none
            [Option.cs]
            atomic_writes.ignored_paths = config.json
            """
        );
        File.WriteAllText(
            Path.Combine(folder, ".globalconfig"),
            """
            is_global = true
            dotnet_diagnostic.ATW0005.severity = none
            """
        );

        var expected = Sources
            .SelectMany(source =>
                source.Text.Split('\n').Select((line, index) => (File: source.Name, Line: index + 1, Text: line))
            )
            .Where(place => place.Text.Contains("// reported", StringComparison.Ordinal))
            .Select(place => (place.File, place.Line, "ATW0001"))
            .Append(("Global.cs", 8, "ATW0004"))
            .OrderBy(place => place.Item1, StringComparer.Ordinal);
        var warnings = BuildWarning.Of(Dotnet.Run(folder, "build", "-nologo"));
        Assert.Equal(expected, warnings.Select(warning => (warning.File, warning.Line, warning.Id)));

        // Without what says no, every one of them is a warning.
        File.Delete(Path.Combine(folder, ".editorconfig"));
        File.Delete(Path.Combine(folder, ".globalconfig"));
        File.Delete(Path.Combine(folder, "GlobalSuppressions.cs"));
        foreach (var (name, text) in Sources.Where(source => source.Name != "GlobalSuppressions.cs"))
            File.WriteAllText(
                Path.Combine(folder, name),
                text.Replace("#pragma", "// ", StringComparison.Ordinal)
                    .Replace("[Suppress", "// ", StringComparison.Ordinal)
                    .Replace("[AtomicWrites.NotStatePath]", "", StringComparison.Ordinal)
            );
        warnings = BuildWarning.Of(Dotnet.Run(folder, "build", "-nologo", "--no-restore"));
        Assert.Equal(Sources.Sum(source => source.Text.Split("File.Write").Length - 1) + 2, warnings.Length);
    }
}
