using Tour;

namespace AtomicWrites.Package.Tests;

/// <summary>What a compiler says of its version decides whether it gets the analyzers.</summary>
public class OldCompilerTests(PackageFixture package)
{
    const string All = "AtomicWrites.Analyzers AtomicWrites.CodeFixes Other";
    static readonly string[] Told =
    [
        "[] Other",
        "[3.11] Other",
        "[4.0] Other",
        "[4.7] Other",
        $"[4.8] {All}",
        $"[4.10] {All}",
        $"[5.0] {All}",
        $"[10.0] {All}",
    ]; // 4.10 is less than 4.8 as a number

    [Theory]
    [InlineData("", "older than 4.0")] // before the SDK of .NET 6 compilers said nothing
    [InlineData("roslyn4.7", "4.7")]
    public void One_that_is_too_old_gets_a_clear_warning_and_no_analyzer_and_builds(string version, string named)
    {
        var name = "Compiler" + version;
        var folder = package.Feed.Project(name, [("Program.cs", "File.WriteAllText(\"settings.json\", \"\");")]);
        // As late as it is asked for, so that the SDK itself keeps to the compiler that is there.
        File.WriteAllText(
            Path.Combine(folder, "Directory.Build.targets"),
            $"""
            <Project>
              <Target Name="BeOld" BeforeTargets="AtomicWritesStepAside">
                <PropertyGroup><CompilerApiVersion>{version}</CompilerApiVersion></PropertyGroup>
              </Target>
            </Project>
            """
        );
        var output = Dotnet.Run(folder, "build", "-nologo", "-o", "out");
        Assert.Contains(
            "warning ATWSDK: AtomicWrites: the analyzers are off, "
                + "because they need Roslyn 4.8 (.NET SDK 8, "
                + $"Visual Studio 17.8) and this is {named}. Update the SDK",
            output,
            StringComparison.Ordinal
        );
        Assert.Empty(BuildWarning.Of(output));
        Assert.True(File.Exists(Path.Combine(folder, "out", name + ".dll")));
    }

    // A project that compiles nothing, so that every version costs nothing.
    [Fact]
    public void The_analyzers_go_and_those_of_others_stay_up_to_4_7()
    {
        var targets = Path.Combine(
            PackageFixture.Repository,
            "src",
            "Runtime",
            "buildTransitive",
            "AtomicWrites.targets"
        );
        var folder = Directory.CreateDirectory(Path.Combine(package.Feed.Folder, "Versions")).FullName;
        File.WriteAllText(
            Path.Combine(folder, "Compiler.proj"),
            $"""
            <Project>
              <PropertyGroup><Language>C#</Language></PropertyGroup>
              <ItemGroup>
                <Analyzer Include="any/AtomicWrites.Analyzers.dll;any/AtomicWrites.CodeFixes.dll;any/Other.dll" />
                <PackageReference Include="AtomicWrites" />
              </ItemGroup>
              <Import Project="{targets}" />
              <Target Name="CoreCompile">
                <Message Importance="high" Text="[$(CompilerApiVersion.Replace('roslyn', ''))] @(Analyzer->'%(Filename)', ' ')" />
              </Target>
            </Project>
            """
        );
        File.WriteAllText(
            Path.Combine(folder, "All.proj"),
            """
            <Project>
              <ItemGroup><Version Include="3.11;4.0;4.7;4.8;4.10;5.0;10.0" /></ItemGroup>
              <Target Name="Build">
                <MSBuild Projects="Compiler.proj" Targets="CoreCompile" />
                <MSBuild Projects="Compiler.proj" Targets="CoreCompile" Properties="CompilerApiVersion=roslyn%(Version.Identity)" />
              </Target>
            </Project>
            """
        );
        Assert.Equal(
            Told,
            Dotnet
                .Run(folder, "msbuild", "All.proj", "-nologo")
                .ReplaceLineEndings("\n")
                .Split('\n')
                .Select(line => line.Trim())
                .Where(line => line.StartsWith('['))
        );
    }
}
