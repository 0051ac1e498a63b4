using System.IO.Compression;
using System.Xml.Linq;
using Tour;

namespace AtomicWrites.Package.Tests;

/// <summary>
/// The packages beside the core: what <c>dotnet pack</c> of the solution makes, and how they are taken into use.
/// </summary>
public class StorePackageTests(PackageFixture package)
{
    [Fact]
    public void The_solution_packs_them_all_and_a_program_keeps_its_state_in_a_database()
    {
        package.NeedOthers();
        var feed = package.Feed;
        Assert.Equal(
            File.ReadAllLines(
                Path.Combine(PackageFixture.Repository, "tests", "Package.Tests", "ApprovedContents.Stores.txt")
            ),
            Directory
                .GetFiles(Path.GetDirectoryName(feed.Package)!, "AtomicWrites.*.nupkg")
                .Where(file => file != feed.Package)
                .Order(StringComparer.Ordinal)
                .SelectMany(file => Contents(file, feed.Version))
        );

        var folder = feed.Project("Cursors", [("Program.cs", Program)]);
        Dotnet.Run(folder, "add", "package", "AtomicWrites.Sqlite");
        Dotnet.Run(folder, "build", "-nologo", "-warnaserror");
        Assert.Equal("offset 1", Dotnet.Run(folder, "bin/Debug/net10.0/Cursors.dll").Trim());
        Assert.Equal("offset 2", Dotnet.Run(folder, "bin/Debug/net10.0/Cursors.dll").Trim());

        var tests = feed.Project("OwnStore.Tests", [("OwnStoreTests.cs", Conformance)]);
        Dotnet.Run(tests, "add", "package", "AtomicWrites.StateStore.Conformance");
        Dotnet.Run(tests, "add", "package", "xunit.v3", "--version", XunitVersion);
        Assert.Matches(
            "Total: [1-9][0-9]+, Errors: 0, Failed: 0",
            Dotnet.Run(tests, "run", "--", "-noLogo", "-class", "OwnStoreTests")
        );
    }

    static string XunitVersion =>
        XDocument
            .Load(Path.Combine(PackageFixture.Repository, "Directory.Packages.props"))
            .Descendants("PackageVersion")
            .Single(package => package.Attribute("Include")!.Value == "xunit.v3")
            .Attribute("Version")!
            .Value;

    const string Conformance = """
        using AtomicWrites;
        using AtomicWrites.Conformance;

        public sealed class OwnStoreTests : StateStoreConformance
        {
            readonly InMemoryStateStore _store = new();

            protected override StateStore Open() => _store;
        }
        """;

    const string Program = """
        using AtomicWrites;
        using AtomicWrites.Sqlite;

        IState<Cursor> cursor = new State<Cursor>(
            new SqliteStateStore("Data Source=state.db", "cursor"),
            new() { Initial = () => new Cursor(0) });
        Console.WriteLine($"offset {cursor.Update(state => state with { Offset = state.Offset + 1 }).Offset}");

        record Cursor(int Offset);
        """;

    static string[] Contents(string file, string version)
    {
        var id = Path.GetFileNameWithoutExtension(file)[..^(version.Length + 1)];
        using var archive = ZipFile.OpenRead(file);
        using var symbols = ZipFile.OpenRead(Path.ChangeExtension(file, "snupkg"));
        using var stream = archive.GetEntry(id + ".nuspec")!.Open();
        var dependencies = XDocument
            .Load(stream)
            .Descendants()
            .Where(element => element.Name.LocalName == "dependency")
            .Select(dependency =>
                (Id: dependency.Attribute("id")!.Value, Version: dependency.Attribute("version")!.Value)
            )
            .ToArray();
        Assert.Contains(("AtomicWrites", version), dependencies);
        return dependencies
            .Select(dependency => $"{id} depends on {dependency.Id}")
            .Concat(ContentsTests.Names(archive).Select(name => $"{id}: {name}"))
            .Concat(ContentsTests.Names(symbols).Select(name => $"{id}, symbols: {name}"))
            .ToArray();
    }
}
