using AtomicWrites.CodeFixes.States;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Tests.States;

/// <summary>Loads and saves through another project of the solution: what comes out, and what is left to a person.</summary>
public class OtherProjectTests
{
    const string Helper = "a helper of another project";
    const string Generic = "a generic class of another project";
    const string Context = "a context and its options of another project";

    const string Changer = "static class Start { static void Run() => Json.Options.Converters.Add(null!); }\n\n";

    [Theory]
    [InlineData(Helper, "new(FilePath, new JsonSerializerOptions { WriteIndented = true }")]
    [InlineData(Generic, "new(FilePath, Json.Options")]
    [InlineData("options of another project", "new(FilePath, Json.Options")]
    public async Task Load_and_save_become_calls_of_the_file(string shape, string declared)
    {
        var text = await KeptProgram.TextAsync(Shapes.All[shape]);
        Assert.Contains(declared, text, StringComparison.Ordinal);
        Assert.Contains("SettingsFile.Read()", text, StringComparison.Ordinal);
        Assert.Contains("SettingsFile.Reset(this)", text, StringComparison.Ordinal);
        Assert.EndsWith(Source.Projects(Shapes.All[shape]).Other!, text, StringComparison.Ordinal);
    }

    // What is changed has that name alone.
    [Theory]
    [InlineData(
        Generic,
        "public class Settings",
        "static class Others\n{\n    public static readonly JsonSerializerOptions Options = new();\n"
            + "    static void Run() => Others.Options.Converters.Clear();\n}\n\npublic class Settings"
    )]
    public async Task It_is_offered(string shape, params string[] changes) =>
        Assert.NotNull(await KeptProgram.TextAsync(Changed(Shapes.All[shape], changes)));

    [Theory]
    [InlineData("Settings")]
    [InlineData("var")]
    public async Task A_load_within_a_method_is_one_statement(string type)
    {
        var text = await KeptProgram.TextAsync(
            Changed(Shapes.All[Context], ["Settings settings = JsonFile", $"{type} settings = JsonFile"])
        );
        Assert.Contains($"        {type} settings = SettingsFile(path).Read();\n", text, StringComparison.Ordinal);
        Assert.Contains("        SettingsFile(path).Reset(settings);\n", text, StringComparison.Ordinal);
        Assert.Contains("=> new(path, Context.Settings)", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_loaded_within_a_method_is_known_where_it_is_saved()
    {
        const string Change = """
                public static void Darken(string id)
                {
                    string path = PathOf(id);
                    var settings = JsonFile.Load(path, Context.Settings);
                    settings.Theme = "dark";
                    JsonFile.Save(path, settings, Context.Settings);
                }

            """;
        const string Before = "    public static void Save(string id";
        var text = await KeptProgram.TextAsync(Changed(Shapes.All[Context], [Before, Change + Before]));
        Assert.Contains(
            "        var settings = SettingsFile(path).Read();\n        settings.Theme = \"dark\";\n"
                + "        SettingsFile(path).Reset(settings);\n",
            text,
            StringComparison.Ordinal
        );
    }

    // Its callers come before it, and nothing of it is written out there.
    [Fact]
    public async Task A_method_that_has_all_of_a_load_stays()
    {
        const string Change = """
                public static string Theme(string id)
                {
                    Settings settings = Kept(id);
                    return settings.Theme;
                }

                private static Settings Kept(string id)
                {
                    string path = PathOf(id);
                    Settings settings;
                    if (File.Exists(path))
                    {
                        settings = JsonFile.Load(path, Context.Settings);
                    }
                    else
                    {
                        settings = new Settings();
                        Save(id, settings);
                    }
                    return settings;
                }

            """;
        const string Before = "    public static string Load(string id";
        var text = await KeptProgram.TextAsync(Changed(Shapes.All[Context], [Before, Change + Before]));
        Assert.Contains("Settings settings = Kept(id);", text, StringComparison.Ordinal);
        Assert.Contains("settings = SettingsFile(path).Read();", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_that_the_file_is_told_stays()
    {
        var source = Changed(
            Shapes.All[Context],
            ["path = PathOf(id)", "path = Path.Combine(AppContext.BaseDirectory, id, \"settings.json\")"]
        );
        Assert.Contains(
            "SettingsFile(path).Reset(settings)",
            await KeptProgram.TextAsync(source),
            StringComparison.Ordinal
        );
    }

    // It is deleted while it is not open.
    [Fact]
    public async Task Another_file_of_the_method_is_closed_where_it_was()
    {
        var source = Changed(
            Shapes.All[Context],
            [
                "Settings settings = JsonFile",
                "Settings old = JsonFile.Load(OldPath, Context.Settings);\n        File.Delete(OldPath);\n"
                    + "        Settings settings = JsonFile",
                "    static string PathOf",
                "    const string OldPath = \"old.json\";\n\n    static string PathOf",
            ]
        );
        var text = await KeptProgram.TextAsync(source);
        Assert.Contains("SettingsFile(path).Read()", text, StringComparison.Ordinal);
        Assert.DoesNotContain("using FileStream", text!.Split("// In another")[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_options_are_named_in_full_where_the_serializer_is_not_imported()
    {
        var source = Changed(
            Shapes.All[Helper],
            [
                "using System.Text.Json;\nusing System.Text.Json.Serialization;\n",
                "using System.Text.Json.Serialization;\n",
                "=> JsonSerializer.Serialize(Settings.Load())",
                "=> System.Text.Json.JsonSerializer.Serialize(Settings.Load())",
            ]
        );
        Assert.Contains(
            "new(FilePath, new System.Text.Json.JsonSerializerOptions { WriteIndented = true }",
            await KeptProgram.TextAsync(source),
            StringComparison.Ordinal
        );
    }

    // Their names would be looked up in the file of the helper.
    [Fact]
    public async Task Options_in_another_file_are_not_made_once_more()
    {
        const string Declared =
            "    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true };\n";
        using var workspace = new AdhocWorkspace();
        var document = Source.In(
            workspace,
            Changed(
                Shapes.All[Helper],
                [Declared, "", "public static class JsonFile", "public static partial class JsonFile"]
            )
        );
        document = document
            .Project.Solution.AddDocument(
                DocumentId.CreateNewId(document.Project.ProjectReferences.Single().ProjectId),
                "Options.cs",
                "using System.Text.Json;\n\nnamespace Core.Storage;\n\npublic static partial class JsonFile\n{\n"
                    + Declared
                    + "}\n"
            )
            .GetDocument(document.Id)!;
        var type = (await document.GetSyntaxRootAsync())!.DescendantNodes().OfType<TypeDeclarationSyntax>().First();
        var proof = new StateProof();
        Assert.Null(await StateFileRewriter.RewriteAsync(document, type, type.SpanStart, proof, default));
        Assert.NotNull(proof.Refusal);
    }

    // What only the other project sees, an extension that is not in scope here, options that somebody changes.
    [Theory]
    [InlineData(Helper, "public static class Text", "static class Text")]
    [InlineData(
        Helper,
        "public static string Of(string path) => File.ReadAllText(path)",
        "internal static string Of(string path) => File.ReadAllText(path + \".old\");\n"
            + "    public static string Of(object path) => File.ReadAllText((string)path)"
    )]
    [InlineData(Helper, "Text.Of(path)", "path.Of()", "Of(string path)", "Of(this string path)")]
    [InlineData(
        Helper,
        "Serialize(value,",
        "Serialize(value.Checked(),",
        "public static class Text\n{",
        "public static class Text\n{\n    extension<T>(T value) { public T Checked() => value; }"
    )]
    [InlineData(
        Helper,
        "public class Settings",
        "#pragma warning disable CS0436\npublic class Settings",
        "public static string Of(string path) => File.ReadAllText(path)",
        "public static string Of(string path) => File.ReadAllText(path).ToUpperInvariant()",
        "public static class Program",
        "namespace Core.Storage\n{\n    public static class Text\n    {\n"
            + "        public static string Of(string path) => File.ReadAllText(path);\n    }\n}\n\n"
            + "public static class Program"
    )]
    [InlineData(
        Helper,
        "        Directory.CreateDirectory(",
        "#if NEVER\n        path += \".debug\";\n#endif\n        Directory.CreateDirectory("
    )]
    [InlineData(
        Helper,
        "public class Settings",
        "public class Named\n{\n    public string Name { get; set; }\n}\n\npublic class Settings : Named",
        "JsonFile.Save(",
        "JsonFile.Save<Named>("
    )]
    [InlineData(
        Helper,
        "public static T Load<T>",
        "static JsonFile() => Options.Converters.Add(null!);\n    public static T Load<T>"
    )]
    [InlineData(Generic, "public static class Json\n{", Changer + "public static class Json\n{")]
    [InlineData(Generic, "public class Settings", Changer + "public class Settings")]
    [InlineData(Generic, "public static readonly", "public static")]
    [InlineData(
        Generic,
        "public static readonly",
        "static Json() => Options.Converters.Add(null!);\n    public static readonly"
    )]
    [InlineData("options of another project", "{ get; } = new() { WriteIndented = true }", "=> new(Options)")]
    [InlineData(Context, "static readonly SettingsContext", "static SettingsContext")]
    [InlineData(Context, "static readonly SettingsContext Context =", "static SettingsContext Context =>")]
    [InlineData(
        Context,
        "JsonFile.MakeOptions()",
        "new JsonFile().MakeOptions()",
        "static JsonSerializerOptions MakeOptions",
        "virtual JsonSerializerOptions MakeOptions"
    )]
    [InlineData(
        Generic,
        "public static readonly JsonSerializerOptions Options = new() { WriteIndented = true };",
        "static readonly JsonSerializerOptions Shared = new();\n"
            + "    public static readonly JsonSerializerOptions Options = Made();\n"
            + "    static JsonSerializerOptions Made() => Shared;\n"
            + "    static void Change() => Made().Converters.Add(null!);"
    )]
    [InlineData(Context, "MakeOptions()", "MakeOptions(DateTime.Now.Year > 2000)")]
    [InlineData(Context, "WriteIndented = indented", "WriteIndented = indented && Environment.Is64BitProcess")]
    [InlineData(
        Helper,
        "new() { WriteIndented = true }",
        "Made()",
        "public static T Load",
        "static JsonSerializerOptions Made() => new();\n    public static T Load"
    )]
    public async Task It_is_not_offered(string shape, params string[] changes)
    {
        var source = Shapes.All[shape];
        Assert.NotNull(await KeptProgram.TextAsync(source));
        Assert.Null(await KeptProgram.TextAsync(Changed(source, changes)));
    }

    static string Changed(string source, string[] changes)
    {
        foreach (var change in changes.Chunk(2))
        {
            Assert.Contains(change[0], source, StringComparison.Ordinal);
            source = source.Replace(change[0], change[1], StringComparison.Ordinal);
        }

        return source;
    }
}
