using Tour;

namespace AtomicWrites.Package.Tests;

/// <summary>
/// Which projects get the rules: those that ask for them, not those that a library brings the package to.
/// </summary>
public class ReachTests(PackageFixture package)
{
    const string Write = """
        namespace Reach;

        public static class Settings
        {
            public static void Save() => System.IO.File.WriteAllText("settings.json", "{}");
        }
        """;

    static readonly Lock Building = new();
    static string? _built;

    [Theory]
    [InlineData("Library", true)] // references the package
    [InlineData("OfProject", false)] // references the library
    [InlineData("OfPackage", false)] // references the library's package
    [InlineData("Asking", true)] // the same, and sets AtomicWritesMode
    [InlineData("Refusing", false)] // references both, and excludes the analyzers
    [InlineData("Global", true)] // has a GlobalPackageReference
    [InlineData("Everywhere", true)] // has a PackageReference in Directory.Packages.props, as the docs say
    public void The_rules_reach_who_asks_for_them(string project, bool warned) =>
        Assert.Equal(warned ? ["ATW0001"] : [], Warnings(project).Select(warning => warning.Id));

    [Fact]
    public void Who_cannot_see_the_library_is_told_once_and_nobody_else_is()
    {
        var told = Built().Split('\n').Where(line => line.Contains("ATWREF", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(told);
        Assert.All(told, line => Assert.Contains("Global.csproj", line, StringComparison.Ordinal));
        Assert.Contains("in Directory.Packages.props", told[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Who_uses_the_library_of_a_library_has_its_types() =>
        Assert.DoesNotContain("error CS", Built(), StringComparison.Ordinal);

    IEnumerable<BuildWarning> Warnings(string project) =>
        BuildWarning.Of(Built()).Where(warning => warning.File == project + ".cs").DistinctBy(warning => warning.Id);

    string Built()
    {
        lock (Building)
            return _built ??= Build();
    }

    string Build()
    {
        var reference = $"<PackageReference Include=\"AtomicWrites\" Version=\"{package.Feed.Version}\" />";
        const string Library = "<ProjectReference Include=\"../Library/Library.csproj\" />";
        Project("Library", reference);
        Project(
            "OfProject",
            Library,
            source: Write + "\nclass Uses { void It() => AtomicWrites.AtomicFile.ReadAllText(\"x\"); }"
        );
        Project("Asking", Library, properties: "<AtomicWritesMode>default</AtomicWritesMode>");
        Project(
            "Refusing",
            Library + reference.Replace(" />", " ExcludeAssets=\"analyzers\" />", StringComparison.Ordinal)
        );
        // NuGet ignores which assets a GlobalPackageReference asks for.
        CentrallyManaged(
            "Global",
            reference
                .Replace("PackageReference", "GlobalPackageReference", StringComparison.Ordinal)
                .Replace(" />", " IncludeAssets=\"all\" PrivateAssets=\"none\" />", StringComparison.Ordinal)
        );
        CentrallyManaged(
            "Everywhere",
            reference.Replace("PackageReference", "PackageVersion", StringComparison.Ordinal)
                + "<PackageReference Include=\"AtomicWrites\" />"
        );

        var feed = Path.GetDirectoryName(package.Feed.Package)!;
        var output = Dotnet.Run(Path.Combine(package.Feed.Folder, "Library"), "pack", "-o", feed, "-nologo");
        Project("OfPackage", "<PackageReference Include=\"Library\" Version=\"1.0.0\" />");
        string[] others = ["OfProject", "OfPackage", "Asking", "Refusing", "Global", "Everywhere"];
        File.WriteAllText(
            Path.Combine(package.Feed.Folder, "Reach.slnx"),
            $"<Solution>{string.Concat(others.Select(name => $"<Project Path=\"{name}/{name}.csproj\" />"))}</Solution>"
        );
        return output + Dotnet.Run(package.Feed.Folder, "build", "Reach.slnx", "-nologo", "-m:1");
    }

    void CentrallyManaged(string name, string items)
    {
        Project(name, "", properties: "<ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally>");
        File.WriteAllText(
            Path.Combine(package.Feed.Folder, name, "Directory.Packages.props"),
            $"<Project><ItemGroup>{items}</ItemGroup></Project>"
        );
    }

    void Project(string name, string references, string properties = "", string source = Write)
    {
        var folder = Directory.CreateDirectory(Path.Combine(package.Feed.Folder, name)).FullName;
        File.WriteAllText(Path.Combine(folder, name + ".cs"), source);
        File.WriteAllText(
            Path.Combine(folder, name + ".csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework>{properties}</PropertyGroup>
              <ItemGroup>{references}</ItemGroup>
            </Project>
            """
        );
    }
}
