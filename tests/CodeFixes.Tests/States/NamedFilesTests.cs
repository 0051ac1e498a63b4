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
