using Tour;

namespace AtomicWrites.Package.Tests.Hosts;

/// <summary>
/// The fixes in the terminal, on a solution of two projects for two frameworks each, which share a file.
/// </summary>
public class SolutionTests(PackageFixture package)
{
    const string Shared = """
        namespace Shared;

        // What both keep.
        public static class Linked
        {
            public static void Save(string text) => File.WriteAllText("settings.json", text); // linked

            public static void SaveAll(string text)
            {
        #if NET
                File.WriteAllText("state.json", text);
        #endif
                File.WriteAllBytes("cache.bin", new byte[1]);
            }
        }
        """;

    const string Own = """
        using AtomicWrites;

        namespace App;

        public static class Store
        {
            public static void Save(string text) => File.WriteAllText("session.json", text);

            public static void Write(string path, string text)
            {
                using (var writer = AtomicFile.CreateText(path))
                {
                    writer.Write(text); // all of it
                }
            }

            public static async Task Change(string path) =>
                await AtomicFile.WithLock(path, async () => await Task.Yield());
        }
        """;

    static readonly string[] Ids = ["ATW0001", "ATW0003", "ATW0004", "ATW0005"];

    [Fact]
    public void Dotnet_format_fixes_every_file_once_and_then_nothing()
    {
        var folder = Solution("Format");
        var format = (string[])
            ["format", "analyzers", "All.slnx", "--no-restore", "--severity", "warn", "--diagnostics", .. Ids];
        Dotnet.Run(folder, format);
        AssertFixed(folder);
        Dotnet.Run(folder, format);
        AssertFixed(folder);
        var built = Dotnet.Run(
            folder,
            "build",
            "-nologo",
            "-warnaserror",
            "-p:WarningsNotAsErrors=" + string.Join("%3B", Unfixable.Ids)
        );
        Assert.Equal(Unfixable.Ids, BuildWarning.Of(built).Select(warning => warning.Id));
    }

    [Fact]
    public void Roslynator_fix_does_the_same()
    {
        var roslynator = Roslynator();
        var folder = Solution("Roslynator");
        Fix();
        AssertFixed(folder);
        Assert.Contains("0 diagnostics fixed", Fix(), StringComparison.Ordinal);
        AssertFixed(folder);

        // It fails where something is left.
        string Fix() =>
            Assert
                .Throws<InvalidOperationException>(() =>
                    Dotnet.Run(folder, ["exec", roslynator, "fix", "All.slnx", "--supported-diagnostics", .. Ids])
                )
                .Message;
    }

    string Solution(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(package.Feed.Folder, name)).FullName;
        File.WriteAllText(
            Path.Combine(folder, "All.slnx"),
            """<Solution><Project Path="One/One.csproj" /><Project Path="Two/Two.csproj" /></Solution>"""
        );
        File.WriteAllText(
            Path.Combine(folder, "Directory.Build.props"),
            """<Project><ItemGroup><Compile Include="../Shared/*.cs" LinkBase="Shared" /></ItemGroup></Project>"""
        );
        foreach (var project in new[] { "One", "Two" })
            package.Feed.Project(Path.Combine(name, project), [("Store.cs", Own)], "Library", "net10.0;netstandard2.0");
        File.WriteAllText(Path.Combine(folder, "One", Unfixable.File), Unfixable.Source);
        Directory.CreateDirectory(Path.Combine(folder, "Shared"));
        File.WriteAllText(Path.Combine(folder, "Shared", "Linked.cs"), Shared);
        Dotnet.Run(folder, "restore", "All.slnx");
        return folder;
    }

    // The whole text: no "Unmerged change" comment, no using twice, nothing else touched.
    static void AssertFixed(string folder)
    {
        Assert.Equal(
            "using AtomicWrites;\n\n"
                + Shared.ReplaceLineEndings("\n").Replace("File.", "AtomicFile.", StringComparison.Ordinal),
            File.ReadAllText(Path.Combine(folder, "Shared", "Linked.cs")).ReplaceLineEndings("\n")
        );
        var store = Own.ReplaceLineEndings("\n")
            .Replace(" File.WriteAllText", " AtomicFile.WriteAllText", StringComparison.Ordinal)
            .Replace(" // all of it\n", " // all of it\n            writer.Commit();\n", StringComparison.Ordinal)
            .Replace(
                "WithLock(path, async () =>",
                "WithLockAsync(path, async cancellationToken =>",
                StringComparison.Ordinal
            );
        foreach (var project in new[] { "One", "Two" })
            Assert.Equal(store, File.ReadAllText(Path.Combine(folder, project, "Store.cs")).ReplaceLineEndings("\n"));
        Assert.Equal(Unfixable.Source, File.ReadAllText(Path.Combine(folder, "One", Unfixable.File)));
    }

    // Restored as a tool of the repository, so that one machine fetches it once.
    static string Roslynator()
    {
        var manifest = Path.Combine(AppContext.BaseDirectory, "Hosts", "dotnet-tools.json");
        try
        {
            Dotnet.Run(PackageFixture.Repository, "tool", "restore", "--tool-manifest", manifest);
        }
        catch (InvalidOperationException failure)
        {
            Assert.Skip("roslynator cannot be had here: " + failure.Message);
        }

        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return Directory
            .GetFiles(Path.Combine(packages, "roslynator.dotnet.cli"), "Roslynator.dll", SearchOption.AllDirectories)
            .Single(path => path.Contains($"net{Environment.Version.Major}.0", StringComparison.Ordinal));
    }
}
