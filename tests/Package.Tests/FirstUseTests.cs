using Tour;

namespace AtomicWrites.Package.Tests;

/// <summary>From an empty folder to a fixed program: restore, build, warnings, fixes, run.</summary>
public class FirstUseTests(PackageFixture package)
{
    const string Application = """
        using System.Text;

        var folder = args[0];
        var text = "zażółć 🙂";

        File.WriteAllText(Path.Combine(folder, "settings.json"), text);
        File.WriteAllText(Path.Combine(folder, "settings-utf8.json"), text, Encoding.UTF8);
        File.WriteAllText(Path.Combine(folder, "settings-utf16.json"), text, Encoding.Unicode);
        File.WriteAllText(Path.Combine(folder, "settings-empty.json"), null);
        File.WriteAllLines(Path.Combine(folder, "history.txt"), [text, ""]);
        File.WriteAllBytes(Path.Combine(folder, "cache.dat"), [0, 1, 2]);
        await File.WriteAllTextAsync(Path.Combine(folder, "session.json"), text, Encoding.UTF32);
        await File.WriteAllLinesAsync(Path.Combine(folder, "state.txt"), [text]);
        await File.WriteAllBytesAsync(Path.Combine(folder, "settings.dat"), new byte[100_000]).ConfigureAwait(false);

        File.WriteAllText(Path.Combine(folder, "report.txt"), text);
        File.WriteAllText(Path.Combine(Path.GetTempPath(), "settings.json"), text);
        """;

    const string Library = """
        namespace Lib;

        public static class Store
        {
            static readonly string Home = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "lib");

            public static void Save(string text)
            {
        #if NET
                File.WriteAllText(Path.Combine(Home, "modern.json"), text);
        #endif
                File.WriteAllText(Path.Combine(Home, "state.json"), text);
                File.WriteAllBytes(Path.Combine(Home, "blob"), new byte[1]);
            }
        }
        """;

    [Fact]
    public void An_application_is_warned_fixed_and_writes_the_same_bytes()
    {
        var folder = package.Feed.Project("App", [("Program.cs", Application)]);
        var warnings = BuildWarning.Of(Dotnet.Run(folder, "build", "-nologo"));
        Assert.Equal(
            Enumerable.Range(6, 9).Select(line => ("Program.cs", line, "ATW0001")),
            warnings.Select(warning => (warning.File, warning.Line, warning.Id))
        );
        Assert.Contains("the file name 'settings.json'", warnings[0].Message, StringComparison.Ordinal);
        var before = Run(folder);

        Dotnet.Run(folder, "format", "analyzers", "--diagnostics", "ATW0001", "--severity", "warn", "--no-restore");
        var source = File.ReadAllText(Path.Combine(folder, "Program.cs"));
        Assert.StartsWith(
            "using System.Text;\nusing AtomicWrites;\n\nvar folder",
            source.ReplaceLineEndings("\n"),
            StringComparison.Ordinal
        );
        Assert.Equal(9, source.Split("AtomicFile.").Length - 1);

        Assert.Empty(
            BuildWarning.Of(Dotnet.Run(folder, "build", "-nologo", "--no-restore", "--no-incremental", "-warnaserror"))
        );
        Assert.Equal(before, Run(folder));
    }

    [Fact]
    public void A_library_of_several_targets_is_fixed_alike_for_each()
    {
        var folder = package.Feed.Project("Lib", [("Store.cs", Library)], "Library", "net8.0;netstandard2.0");
        var warnings = BuildWarning.Of(Dotnet.Run(folder, "build", "-nologo"));
        Assert.Equal([10, 12, 13], warnings.Select(warning => warning.Line));

        Dotnet.Run(folder, "format", "analyzers", "--diagnostics", "ATW0001", "--severity", "warn", "--no-restore");
        var source = File.ReadAllText(Path.Combine(folder, "Store.cs"));
        Assert.DoesNotContain("Unmerged", source, StringComparison.Ordinal);
        Assert.Equal(
            "using AtomicWrites;\n\n"
                + Library.ReplaceLineEndings("\n").Replace("File.", "AtomicFile.", StringComparison.Ordinal),
            source.ReplaceLineEndings("\n")
        );
        Assert.Empty(
            BuildWarning.Of(Dotnet.Run(folder, "build", "-nologo", "--no-restore", "--no-incremental", "-warnaserror"))
        );
    }

    [Fact]
    public void A_malformed_option_is_reported_and_nothing_breaks()
    {
        var folder = package.Feed.Project("Options", [("Program.cs", "File.WriteAllText(\"settings.json\", \"\");")]);
        File.WriteAllText(
            Path.Combine(folder, ".editorconfig"),
            "root = true\n[*.cs]\natomic_writes.scope = sometimes\n"
        );
        var warnings = BuildWarning.Of(Dotnet.Run(folder, "build", "-nologo"));
        Assert.Equal(["ATW0001", "ATW0009"], warnings.Select(warning => warning.Id).Order(StringComparer.Ordinal));
        var malformed = warnings.Single(warning => warning.Id == "ATW0009");
        Assert.Equal((".editorconfig", 3), (malformed.File, malformed.Line));
        Assert.Contains(
            "In .editorconfig, 'atomic_writes.scope = sometimes' is ignored: allowed are inferred, annotated and all",
            malformed.Message,
            StringComparison.Ordinal
        );
    }

    // Names and bytes of all that the program wrote.
    static string[] Run(string folder)
    {
        var written = Directory.CreateDirectory(Path.Combine(folder, "bin", "written")).FullName;
        Dotnet.Run(folder, "bin/Debug/net10.0/App.dll", written);
        var files = Directory
            .GetFiles(written)
            .Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetFileName(file)} {Convert.ToHexString(File.ReadAllBytes(file))}")
            .ToArray();
        Directory.Delete(written, recursive: true);
        Assert.Equal(10, files.Length);
        return files;
    }
}
