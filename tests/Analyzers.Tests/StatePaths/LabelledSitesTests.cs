using AtomicWrites.Analyzers.Rules;
using AtomicWrites.VerdictBenchmark;

namespace AtomicWrites.Analyzers.Tests.StatePaths;

/// <summary>Where the benchmark looks for the verdict on a labelled write that is not judged at its own line.</summary>
public sealed class LabelledSitesTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_fills_a_stream_is_judged_where_that_is_opened() =>
        Assert.Contains(
            "name-state",
            FeaturesAt(
                "document.Save(writer)",
                """
                using System.IO; using System.Xml; using System.Xml.Linq;
                class Saver
                {
                    static void Save(XDocument document)
                    {
                        var stream = new FileStream("settings.xml", FileMode.Create);
                        var options = new XmlWriterSettings { Indent = true };
                        var writer = XmlWriter.Create(stream, options);

                        document.Save(writer);
                    }
                }
                """
            )
        );

    [Fact]
    public void A_file_that_is_made_empty_is_judged_where_it_is_filled() =>
        Assert.Contains(
            "symbol-path",
            FeaturesAt(
                "File.Create",
                """
                using System.IO;
                class Recent
                {
                    readonly string _historyPath = Path.Combine("data", "recent.list");
                    void Begin() { if (!File.Exists(_historyPath)) File.Create(_historyPath).Dispose(); }
                    const int Lines = 3; // further away than a label may be


                    void Write(string text) => File.WriteAllText(_historyPath, text);
                }
                """
            )
        );

    [Fact]
    public void Another_file_of_the_same_type_is_none_of_it() =>
        Assert.Empty(
            FeaturesAt(
                "File.Create",
                """
                using System.IO;
                class Recent
                {
                    readonly string _historyPath = Path.Combine("data", "recent.list");
                    readonly string _marker = Path.Combine("data", "seen.list");
                    void Begin() { if (!File.Exists(_marker)) File.Create(_marker).Dispose(); }
                    const int Lines = 3; // further away than a label may be


                    void Write(string text) => File.WriteAllText(_historyPath, text);
                }
                """
            )
        );

    [Fact]
    public void A_write_that_its_callers_decide_about_is_judged_by_the_one_that_passes_state() =>
        Assert.Contains(
            "name-state",
            FeaturesAt(
                "File.WriteAllText",
                """
                using System.IO;
                class Files
                {
                    public static void Put(string path, string text)
                    {
                        File.WriteAllText(path, text);
                    }

                    static void Log(string text) => Put("today.log", text);

                    static void Save(string text) => Put("settings.json", text);
                }
                """
            )
        );

    [Fact]
    public void A_line_that_only_a_project_compiles_which_links_the_file_is_judged_there()
    {
        Write("Own/Own.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\" />");
        Write(
            "Server/Server.csproj",
            """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><DefineConstants>$(DefineConstants);SERVER</DefineConstants></PropertyGroup>
              <ItemGroup><Compile Include="$(SolutionDir)Own/Saver.cs" /></ItemGroup>
            </Project>
            """
        );
        Assert.Contains("name-state", FeaturesAt("File.WriteAllText", Conditional("SERVER"), "Own/Saver.cs"));
    }

    [Theory]
    [InlineData("DEVICE")]
    [InlineData("!NET")]
    public void A_line_of_another_configuration_is_judged_in_that(string condition)
    {
        Write(
            "Own/Own.csproj",
            """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup Condition="'$(Device)' == 'true'"><DefineConstants>DEVICE</DefineConstants></PropertyGroup>
            </Project>
            """
        );
        Assert.Contains("name-state", FeaturesAt("File.WriteAllText", Conditional(condition), "Own/Saver.cs"));
    }

    [Fact]
    public void A_line_that_nothing_compiles_is_not_judged()
    {
        Write("Own/Own.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\" />");
        Assert.Empty(FeaturesAt("File.WriteAllText", Conditional("NOWHERE"), "Own/Saver.cs"));
    }

    static string Conditional(string condition) =>
        $$"""
            using System.IO;
            class Saver
            {
            #if {{condition}}
                static void Save(string text) => File.WriteAllText("settings.json", text);
            #endif
            }
            """;

    IEnumerable<string> FeaturesAt(string call, string source, string file = "Saver.cs")
    {
        Write(file, source);
        var line = source.Split('\n').Index().First(at => at.Item.Contains(call, StringComparison.Ordinal)).Index + 1;
        var label = new Site("own", "", file, line, call, "", "", "main", "state", [], null);
        return Assert
            .Single(
                Features.Of(
                    [label],
                    _ => new Application(_folder),
                    [new NonAtomicWriteAnalyzer(), new ExplanationAnalyzer()]
                )
            )
            .Features?.Keys
            ?? [];
    }

    void Write(string file, string text)
    {
        var path = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
