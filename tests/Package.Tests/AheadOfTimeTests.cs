using System.IO.Compression;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using AtomicWrites.Runtime.Tests;
using Tour;

namespace AtomicWrites.Package.Tests;

/// <summary>The package in a program that is trimmed and compiled ahead of time.</summary>
public partial class AheadOfTimeTests(PackageFixture package)
{
    [Fact]
    public void A_program_compiled_ahead_of_time_works_and_nothing_warns()
    {
        Needs.Program("gcc");
        var folder = PlatformProgram.Project(package, "AheadOfTime", "net10.0");
        RunPublished(folder, "AheadOfTime", "AtomicWrites.dll");
    }

    [Fact]
    public void A_host_compiled_ahead_of_time_keeps_states_and_options_and_nothing_warns()
    {
        const string Name = "AtomicWrites.Extensions.AheadOfTime";
        Needs.Program("gcc");
        package.NeedOthers();
        var source = Path.Combine(PackageFixture.Repository, "tests", "Extensions.AheadOfTime");
        var folder = Directory.CreateDirectory(Path.Combine(package.Feed.Folder, "AheadOfTimeHost")).FullName;
        foreach (var file in Directory.GetFiles(source, "*.cs"))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        foreach (var file in new[] { "Directory.Build.props", "Directory.Packages.props" })
            File.Copy(Path.Combine(PackageFixture.Repository, file), Path.Combine(folder, file));
        var project = File.ReadAllText(Path.Combine(source, Name + ".csproj"));
        var reference = ProjectReference().Match(project);
        Assert.True(reference.Success, project);
        File.WriteAllText(
            Path.Combine(folder, Name + ".csproj"),
            project
                .Replace(
                    reference.Value,
                    $"<PackageReference Include=\"AtomicWrites.Extensions\" VersionOverride=\"{package.Feed.Version}\" />",
                    StringComparison.Ordinal
                )
                .Replace(
                    "<IsAotCompatible>",
                    "<OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><IsAotCompatible>",
                    StringComparison.Ordinal
                )
        );
        RunPublished(folder, Name, "AtomicWrites.Extensions.dll");
    }

    static void RunPublished(string folder, string name, string library)
    {
        var output = Dotnet.Run(
            folder,
            [
                "publish",
                "-nologo",
                "-f",
                "net10.0",
                "-r",
                RuntimeInformation.RuntimeIdentifier,
                "-o",
                "published",
                "-p:PublishAot=true",
                "-p:TrimMode=full",
                "-p:TrimmerSingleWarn=false",
                "-p:CppCompilerAndLinker=gcc",
            ]
        );
        Assert.DoesNotMatch(@"\bIL\d{4}\b", output); // codes of the trimmer and of the compiler
        Assert.False(File.Exists(Path.Combine(folder, "published", library)), output);
        PlatformProgram.RunChecks(Path.Combine(folder, "published", name));
    }

    [GeneratedRegex("<ProjectReference [^>]*/>")]
    private static partial Regex ProjectReference();

    [Fact]
    public void The_library_says_that_it_may_be_trimmed()
    {
        using var archive = ZipFile.OpenRead(package.Feed.Package);
        using var stream = new MemoryStream();
        using (var entry = archive.GetEntry("lib/net8.0/AtomicWrites.dll")!.Open())
            entry.CopyTo(stream);
        stream.Position = 0;
        var context = new AssemblyLoadContext(nameof(AheadOfTimeTests), isCollectible: true);
        var metadata = context
            .LoadFromStream(stream)
            .GetCustomAttributes<AssemblyMetadataAttribute>()
            .ToDictionary(data => data.Key, data => data.Value);
        Assert.Equal("True", metadata["IsTrimmable"]);
        context.Unload();
    }
}
