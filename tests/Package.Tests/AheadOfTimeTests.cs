using System.IO.Compression;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using AtomicWrites.Runtime.Tests;
using Tour;

namespace AtomicWrites.Package.Tests;

/// <summary>The package in a program that is trimmed and compiled ahead of time.</summary>
public class AheadOfTimeTests(PackageFixture package)
{
    [Fact]
    public void A_program_compiled_ahead_of_time_works_and_nothing_warns()
    {
        Needs.Program("gcc");
        var folder = PlatformProgram.Project(package, "AheadOfTime", "net10.0");
        var output = Dotnet.Run(
            folder,
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
            "-p:CppCompilerAndLinker=gcc"
        );
        Assert.DoesNotMatch(@"\bIL\d{4}\b", output); // codes of the trimmer and of the compiler
        var program = Path.Combine(folder, "published", "AheadOfTime");
        Assert.False(File.Exists(Path.Combine(folder, "published", "AtomicWrites.dll")), output);
        PlatformProgram.RunChecks(program);
    }

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
