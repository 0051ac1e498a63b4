using AtomicWrites.CodeFixes.States;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Tests.States;

/// <summary>A file for each name: where it is offered, and what comes out.</summary>
public class NamedFilesTests
{
    const string Each = "a file for each name";
    const string ByMethod = "a file for each name, by a method";

    [Fact]
    public async Task It_is_told_the_path_where_the_path_was_used()
    {
        var text = await KeptProgram.TextAsync(Shapes.All[Each]);
        Assert.Contains(
            "    static StateFile<Settings> SettingsFile(string path) => "
                + "new(path, new JsonSerializerOptions(), new() { Initial = () => new Settings() });\n",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("            return SettingsFile(path).Read();\n", text, StringComparison.Ordinal);
        Assert.Contains(
            """
                public static void Save(string key, Settings settings)
                {
                    var file = Path.Combine(Folder, key + ".json");
                    SettingsFile(file).Reset(settings);
                }
            """.ReplaceLineEndings("\n"),
            text,
            StringComparison.Ordinal
        );
    }

    // Whether another file is there says nothing of this one.
    [Fact]
    public async Task Only_a_test_for_the_same_name_goes()
    {
        var text = await KeptProgram.TextAsync(Shapes.All[ByMethod]);
        Assert.Contains("Has(string name) => SettingsFile(GetPath(name)).Exists();", text, StringComparison.Ordinal);
        Assert.Contains("Forget(string name) => SettingsFile(GetPath(name)).Delete();", text, StringComparison.Ordinal);
        var other = await KeptProgram.TextAsync(
            Shapes
                .All[Each]
                .Replace("Load(string name)", "Load(string name, string first = \"\")", StringComparison.Ordinal)
                .Replace(
                    "if (!File.Exists(path))",
                    "if (!File.Exists(Path.Combine(Folder, first + \".json\")))",
                    StringComparison.Ordinal
                )
        );
        Assert.Contains(
            "if (!SettingsFile(Path.Combine(Folder, first + \".json\")).Exists())",
            other,
            StringComparison.Ordinal
        );
    }

    // Nothing of its own is written out where it is called.
    [Fact]
    public async Task A_private_save_of_one_name_stays_a_method()
    {
        var text = await KeptProgram.TextAsync(
            Shapes
                .All[Each]
                .Replace(
                    "public static void Save(string key, Settings settings)",
                    "public static void Save(string name, Settings settings) { if (name.Length > 0) SaveAs(name, settings); }\n\n"
                        + "    private static void SaveAs(string key, Settings settings)",
                    StringComparison.Ordinal
                )
        );
        Assert.Contains("SaveAs(name, settings);", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Directory.GetFiles(Folder, \"*.json\")", "Directory.GetFiles(Folder)", StateRefusal.Listed)]
    [InlineData("Directory.GetFiles(Folder, \"*.json\")", "Directory.GetFiles(Folder, \"*\")", StateRefusal.Listed)]
    [InlineData(
        "public static class Program\n{",
        "public static class Program\n{\n    public static FileInfo[] All() => "
            + "new DirectoryInfo(Path.Combine(AppContext.BaseDirectory, \"app\")).GetFiles();",
        StateRefusal.Listed
    )]
    [InlineData("Path.Combine(Folder, name + \".json\")", "Path.Combine(name, \"a.json\")", StateRefusal.PathPassed)]
    [InlineData("Path.Combine(Folder, name + \".json\")", "Path.Combine(Folder, name)", StateRefusal.PathPassed)]
    [InlineData("Load(\"settings\")", "Load(Path.GetFullPath(\"settings\"))", StateRefusal.PathPassed)]
    [InlineData("Load(\"settings\")", "Load(\"/var/settings\")", StateRefusal.PathPassed)]
    [InlineData("Load(\"settings\")", "Load(new FileInfo(\"settings\").FullName)", StateRefusal.PathPassed)]
    [InlineData("Save(\"settings\",", "Save(AppContext.BaseDirectory + \"settings\",", StateRefusal.PathPassed)]
    [InlineData(
        "Path.Combine(Folder, name + \".json\")",
        "Path.Combine(Folder, name + \".txt\")",
        StateRefusal.OtherPath
    )]
    [InlineData(
        "public static string[] Names()",
        "public static void Copy(string a, string b) => File.Copy(Path.Combine(Folder, a + \".json\"), "
            + "Path.Combine(Folder, b + \".json\"));\n    public static string[] Names()",
        StateRefusal.FileUsed
    )]
    public async Task It_is_not_offered(string old, string with, object refusal)
    {
        var source = Shapes.All[Each];
        Assert.Contains(old, source, StringComparison.Ordinal);
        using var workspace = new AdhocWorkspace();
        var document = Source.In(workspace, source.Replace(old, with, StringComparison.Ordinal));
        var type = (await document.GetSyntaxRootAsync())!
            .DescendantNodes()
            .OfType<TypeDeclarationSyntax>()
            .Single(one => one.Identifier.ValueText == "Profiles");
        var proof = new StateProof();
        Assert.Null(await StateFileRewriter.RewriteAsync(document, type, type.SpanStart, proof, default));
        Assert.Equal(refusal, proof.Refusal);
    }

    // The folder does not count then, but it was made.
    [Fact]
    public async Task A_name_that_is_a_whole_path_means_the_same_file_as_before()
    {
        var folder = Directory.CreateTempSubdirectory("atomic-writes-named-").FullName;
        var other = Path.Combine(folder, "other");
        var file = Path.Combine(folder, "app", "settings");
        var source = Shapes
            .All[Each]
            .Replace("\"app\")", "\"other\")", StringComparison.Ordinal)
            .Replace(
                "CreateDirectory(Path.GetDirectoryName(file)!)",
                "CreateDirectory(Folder)",
                StringComparison.Ordinal
            )
            .Replace("Load(\"settings\")", "Load(_name)", StringComparison.Ordinal)
            .Replace("=> Profiles.Save(\"settings\"", "=> Profiles.Save(_name = value", StringComparison.Ordinal)
            .Replace(
                "public static class Program\n{",
                "public static class Program\n{\n    static string _name;\n",
                StringComparison.Ordinal
            );
        try
        {
            var program = await KeptProgram.OfAsync(source, folder);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var old = program.SaveBefore(file);
            Directory.Delete(other);
            Assert.Equal(old, program.SaveAfter(file));
            Assert.True(Directory.Exists(other));
            Assert.Equal(program.LoadBefore(), program.LoadAfter());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // A StateFile makes the folder of its file: where no name leads out of it, that is this one.
    [Theory]
    [InlineData("string", "name", "\"settings\"", true)]
    [InlineData("string", "name.ToLowerInvariant()", "\"settings\"", true)]
    [InlineData("string", "Path.GetFileName(name)", "\"settings\"", false)]
    [InlineData("int", "name", "1", false)]
    [InlineData("Guid", "name", "Guid.Empty", false)]
    [InlineData("DayOfWeek", "name + \"-\" + name", "DayOfWeek.Monday", false)]
    [InlineData("DateTime", "name.ToString()", "DateTime.Now", true)]
    public async Task The_folder_is_made_where_a_name_may_lead_elsewhere(
        string type,
        string name,
        string passed,
        bool isMade
    ) =>
        Assert.Equal(
            isMade,
            MakesFolder(
                await KeptProgram.TextAsync(
                    ByFolder
                        .Replace("string name", type + " name", StringComparison.Ordinal)
                        .Replace("name + \".json\"", name + " + \".json\"", StringComparison.Ordinal)
                        .Replace("\"settings\"", passed, StringComparison.Ordinal)
                )
            )
        );

    [Theory]
    [InlineData("SaveAs(\"settings\", settings)", false)]
    [InlineData("SaveAs(\"a/settings\", settings)", true)]
    [InlineData("SaveAs(name, settings)", true)]
    [InlineData("new Action<string, Settings>(SaveAs)(\"settings\", settings)", true)]
    public async Task The_folder_is_not_made_for_names_that_only_the_type_passes(string call, bool isMade) =>
        Assert.Equal(
            isMade,
            MakesFolder(
                await KeptProgram.TextAsync(
                    ByFolder
                        .Replace("Load(string name)", "Load(int name)", StringComparison.Ordinal)
                        .Replace("Load(\"settings\")", "Load(1)", StringComparison.Ordinal)
                        .Replace(
                            "public static void Save(string name, Settings settings)",
                            $"public static void Save(string name, Settings settings) => {call};\n\n"
                                + "    private static void SaveAs(string name, Settings settings)",
                            StringComparison.Ordinal
                        )
                )
            )
        );

    static string ByFolder =>
        Shapes
            .All[Each]
            .Replace("Path.GetDirectoryName(file)!", "Folder", StringComparison.Ordinal)
            .Replace("key", "name", StringComparison.Ordinal);

    static bool MakesFolder(string? text) =>
        text is null
            ? throw new InvalidOperationException("The rewriting is not offered")
            : text.Contains("CreateDirectory", StringComparison.Ordinal);

    // An export, which sees one version or the other.
    [Theory]
    [InlineData("File.Copy(Store.FilePath, \"b.json\", true)", true)]
    [InlineData("File.Copy(\"b.json\", Store.FilePath, true)", false)]
    [InlineData("File.Move(Store.FilePath, \"b.json\")", false)]
    public async Task Another_type_may_copy_the_file_and_not_replace_it(string use, bool isOffered)
    {
        const string Program = """
            using System; using System.IO; using System.Text.Json;
            public class Settings { public string Theme { get; set; } }
            public static class Store
            {
                public static string FilePath => "a.json";
                public static Settings Load() => File.Exists(FilePath)
                    ? JsonSerializer.Deserialize<Settings>(File.ReadAllText(FilePath))! : new Settings();
                public static void Save(Settings settings) => File.WriteAllText(FilePath, JsonSerializer.Serialize(settings));
            }
            public static class Export { public static void Run() { } }
            """;
        var text = await KeptProgram.TextAsync(Program.Replace("{ }", $"{{ {use}; }}", StringComparison.Ordinal));
        Assert.Equal(isOffered, text is not null);
    }
}
