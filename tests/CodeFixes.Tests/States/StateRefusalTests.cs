using AtomicWrites.CodeFixes.States;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Tests.States;

/// <summary>What is left to a person, and that the page says so in the same words.</summary>
public class StateRefusalTests
{
    const string Service = "static class, temporary file";
    const string Own = "settings that save themselves";

    /// <summary>A shape, what of it is replaced and by what.</summary>
    public static readonly TheoryData<string, string, string, string> Others = new()
    {
        {
            "a caller's handler",
            Own,
            "catch (Exception)\n        {\n            return new();\n        }\n",
            "finally { }\n"
        },
        { "a getter that is not read back", Own, "public string Theme { get; set; }", "public string Theme { get; }" },
        { "a public field", Own, "public string Theme { get; set; } = \"light\";", "public string Theme = \"light\";" },
        { "a converter", Own, "[JsonPropertyName(\"theme\")]", "[JsonConverter(typeof(Odd))]" },
        {
            "a setter that saves",
            Own,
            "{ get; set; } = \"light\";",
            "{ get => _theme; set { _theme = value; Save(); } }\n    string _theme;"
        },
        { "other names", Own, "{ WriteIndented = true }", "{ PropertyNamingPolicy = JsonNamingPolicy.CamelCase }" },
        {
            "a value that is left out",
            Own,
            "{ WriteIndented = true }",
            "{ DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull }"
        },
        {
            "another encoding",
            Own,
            "new StreamWriter(FilePath)",
            "new StreamWriter(FilePath, false, System.Text.Encoding.Unicode)"
        },
        {
            "a derived type",
            Service,
            "public enum Mode",
            "public class More : Settings { public int N { get; set; } }\npublic enum Mode"
        },
        {
            "another type",
            Service,
            "JsonSerializer.Serialize(settings, Options)",
            "JsonSerializer.Serialize<object>(settings, Options)"
        },
        {
            "a copy of the file",
            Service,
            "var temporary =",
            "File.Copy(FilePath, FilePath + \".old\", true);\n        var temporary ="
        },
        {
            "a static field that loads before the path is set",
            Own,
            "private static string FilePath =>",
            "public static readonly Profile Default = Load();\n    private static readonly string FilePath ="
        },
        {
            "options that are changed",
            Service,
            "public static Settings Load()",
            "static SettingsStore() => Options.Converters.Clear();\n    public static Settings Load()"
        },
        {
            "a text that is kept",
            Service,
            "var settings = Json",
            "Console.WriteLine(json);\n            var settings = Json"
        },
        {
            "null that is passed to the save",
            Service,
            "SettingsStore.Save(new Settings { Theme = value, Sizes = { 1, 2 }, Mode = Mode.Rich })",
            "SettingsStore.Save(value.Length > 0 ? new Settings { Theme = value } : new Settings());\n"
                + "    public static void Forget() => SettingsStore.Save(null!)"
        },
        {
            "a member that is set to null and saved",
            "object that loads itself",
            "public Settings Current => _settings;",
            "public Settings Current => _settings;\n\n    public void Forget()\n    {\n        _settings = null;\n        Save();\n    }"
        },
        {
            "a caller's handler of a save that is not permitted",
            Service,
            "public static void Save(string value) => SettingsStore.Save(new Settings { "
                + "Theme = value, Sizes = { 1, 2 }, Mode = Mode.Rich });",
            "public static void Save(string value) { try { SettingsStore.Save(new Settings()); } "
                + "catch (UnauthorizedAccessException) { Console.WriteLine(\"denied\"); } }"
        },
        {
            "a caller's handler of a load that is not permitted",
            "service with a semaphore",
            "public static string Load() => JsonSerializer.Serialize(Service.LoadAsync().GetAwaiter().GetResult());",
            "public static string Load() { try { "
                + "return Service.LoadAsync().GetAwaiter().GetResult().Theme; } "
                + "catch (UnauthorizedAccessException) { return \"denied\"; } }"
        },
        {
            "a handler within the save",
            Own,
            "        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);\n"
                + "        using (var writer = new StreamWriter(FilePath))\n        {\n"
                + "            writer.Write(JsonSerializer.Serialize(this, new JsonSerializerOptions { "
                + "WriteIndented = true }));\n        }\n",
            "        try { File.WriteAllText(FilePath, JsonSerializer.Serialize(this)); }\n"
                + "        catch (UnauthorizedAccessException) { }\n"
                + "        catch (IOException failure) { Console.Error.WriteLine(failure.Message); }\n"
        },
        {
            "a handler that asks what it has caught",
            Own,
            "catch (Exception)\n        {\n            return new();\n        }\n",
            "catch (Exception e)\n        {\n            if (e is FileNotFoundException)\n"
                + "                return new();\n            throw;\n        }\n"
        },
        {
            "a handler that lets a missing file through as well",
            Own,
            "catch (Exception)\n        {\n            return new();\n        }\n",
            "catch (Exception e)\n        {\n            Console.Error.WriteLine(e.Message);\n            throw;\n        }\n"
        },
        {
            "a caller's handler that asks what it has caught",
            "service with a semaphore",
            "public static string Load() => JsonSerializer.Serialize(Service.LoadAsync().GetAwaiter().GetResult());",
            "public static string Load() { try { "
                + "return Service.LoadAsync().GetAwaiter().GetResult().Theme; } "
                + "catch (Exception e) { return e is JsonException ? \"damaged\" : \"?\"; } }"
        },
        { "a handler with another filter", Service, "catch\n", "catch (Exception e) when (e.Message.Length > 3)\n" },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public async Task It_is_not_offered(string what, string shape, string old, string with)
    {
        var source = Shapes.All[shape];
        Assert.Contains(old, source);
        var changed = source.Replace(old, with, StringComparison.Ordinal);
        if (what == "a caller's handler")
            changed +=
                "\n"
                + "public static class Caller { public static void Run() { try { Profile.Load(); } catch (JsonException) { "
                + "} catch (FileNotFoundException) { } } }";
        if (what == "a converter")
            changed +=
                "\n"
                + "public class Odd : JsonConverter<string> { public override string Read(ref Utf8JsonReader r, Type t, "
                + "JsonSerializerOptions o) => \"\"; public override void Write(Utf8JsonWriter w, string v, "
                + "JsonSerializerOptions o) { } }";
        Assert.True(await KeptProgram.TextAsync(changed) is null, what);
    }

    [Fact]
    public async Task A_handler_around_another_method_of_that_name_is_none_of_a_caller()
    {
        const string Handler =
            "\n"
            + "public class Other { public void Load() { } public static void Run() { try { new Other().Load(); } "
            + "catch (JsonException) { } } }";
        var source = Shapes.All["a path that all callers pass"];
        Assert.NotNull(await KeptProgram.TextAsync(source + Handler));
        Assert.Null(
            await KeptProgram.TextAsync(
                source + Handler.Replace("new Other().Load()", "Program.Load()", StringComparison.Ordinal)
            )
        );
    }

    [Theory]
    [InlineData("readonly Files _files = new(AppContext.BaseDirectory);")]
    [InlineData("readonly IFiles _files = new Files(AppContext.BaseDirectory);")]
    public async Task Methods_of_another_object_are_a_reason(string field)
    {
        var source = $$"""
            using System; using System.IO; using System.Text.Json;
            public class Settings { public string Theme { get; set; } }
            public interface IFiles { T Load<T>(string name) where T : new(); void Save<T>(string name, T value); }
            public class Files : IFiles
            {
                readonly string _folder;
                public Files(string folder) => _folder = folder;
                string GetPath(string name) => Path.Combine(_folder, name + ".json");
                public T Load<T>(string name) where T : new()
                {
                    var path = GetPath(name);
                    return File.Exists(path) ? JsonSerializer.Deserialize<T>(File.ReadAllText(path)) : new T();
                }
                public void Save<T>(string name, T value) => File.WriteAllText(GetPath(name), JsonSerializer.Serialize(value));
            }
            public class SettingsService
            {
                {{field}}
                public Settings Load() => _files.Load<Settings>("settings");
                public void Save(Settings settings) => _files.Save("settings", settings);
            }
            """;
        Assert.Equal(StateRefusal.OtherObject, await ReasonAsync(source, "SettingsService"));
    }

    [Fact]
    public async Task A_type_of_another_namespace_is_named_in_full_where_a_type_stands()
    {
        const string Program = """
            using System.IO; using System.Text.Json;
            public class Settings
            {
                public string Theme { get; set; }
                public static Settings Load() => Storage.JsonFile.Load<Settings>("settings.json");
                public void Save() => Storage.JsonFile.Save("settings.json", this);
            }
            namespace Storage
            {
                public class Notes { public void Add(string path) { } }
                static class JsonFile
                {
                    public static T Load<T>(string path) where T : new()
                    {
                        Notes notes = new Notes();
                        notes.Add(path);
                        return File.Exists(path) ? JsonSerializer.Deserialize<T>(File.ReadAllText(path)) : new T();
                    }
                    public static void Save<T>(string path, T value) => File.WriteAllText(path, JsonSerializer.Serialize(value));
                }
            }
            """;
        Assert.NotNull(await ReasonAsync(Program, "Settings"));
    }

    static async Task<StateRefusal?> ReasonAsync(string source, string name)
    {
        using var workspace = new AdhocWorkspace();
        var document = Source.In(workspace, source);
        var type = (await document.GetSyntaxRootAsync())!
            .DescendantNodes()
            .OfType<TypeDeclarationSyntax>()
            .Single(one => one.Identifier.ValueText == name);
        var proof = new StateProof();
        Assert.Null(await StateFileRewriter.RewriteAsync(document, type, type.SpanStart, proof, default));
        return proof.Refusal;
    }

    [Fact]
    public void The_page_lists_the_reasons_in_these_words()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "AtomicWrites.Analyzers.sln")))
            folder = Path.GetDirectoryName(folder)!;
        Assert.Equal(
            StateRefusals.Words.Values.Select(reason => $"- {reason}."),
            File.ReadAllText(Path.Combine(folder, "docs", "keep-in-state-file.md"))
                .Split("## When it is not offered\n")[1]
                .Split("\nNewtonsoft.Json")[0]
                .Split('\n')
                .Where(line => line.StartsWith("- ", StringComparison.Ordinal))
        );
    }
}
