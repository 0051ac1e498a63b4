using AtomicWrites.CodeFixes.States;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Tests.States;

/// <summary>What is left to a person, and that the page says so in the same words.</summary>
public class StateRefusalTests
{
    const string Service = "static class, temporary file";
    const string Own = "settings that save themselves";

    const string Streams = "reader and writer over streams";
    const string Empty = "returned for an empty text";

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
            "other keys of a dictionary",
            Own,
            "{ WriteIndented = true }",
            "{ WriteIndented = true, DictionaryKeyPolicy = JsonNamingPolicy.CamelCase }"
        },
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
            "a caller's handler that asks what it has caught",
            "service with a semaphore",
            "public static string Load() => JsonSerializer.Serialize(Service.LoadAsync().GetAwaiter().GetResult());",
            "public static string Load() { try { "
                + "return Service.LoadAsync().GetAwaiter().GetResult().Theme; } "
                + "catch (Exception e) { return e is JsonException ? \"damaged\" : \"?\"; } }"
        },
        {
            "something that was not done with an empty file before",
            Empty,
            "var settings = Json",
            "File.Delete(FilePath + \".old\");\n        var settings = Json"
        },
        {
            "a load that is not reached",
            Empty,
            "var settings = JsonSerializer.Deserialize<Settings>(text)!;",
            "if (text.StartsWith('x')) return new Settings();\n        var settings = JsonSerializer.Deserialize<Settings>(text)!;"
        },
        {
            "a load on a condition",
            Empty,
            "var settings = JsonSerializer.Deserialize<Settings>(text)!;",
            "Settings settings = null;\n        if (DateTime.Now.Year > 2000)\n"
                + "            settings = JsonSerializer.Deserialize<Settings>(text)!;"
        },
        {
            "a handler between the test for an empty file and the load",
            Empty,
            "var settings = JsonSerializer.Deserialize<Settings>(text)!;",
            "Settings settings = null;\n        try { settings = JsonSerializer.Deserialize<Settings>(text)!; }\n"
                + "        catch (Exception failure) { Console.WriteLine(failure); }\n"
        },
        {
            "another state that is loaded behind the load",
            Empty,
            "settings.Sizes.Sort();",
            "settings.Sizes = new AtomicWrites.StateFile<List<int>>(FilePath + \"s\").Read();"
        },
        {
            "a method behind the load that loads another state",
            Empty,
            "settings.Sizes.Sort();\n        return settings;\n    }",
            "settings.Sizes = Sizes();\n        return settings;\n    }\n"
                + "    static List<int> Sizes() => new AtomicWrites.StateFile<List<int>>(FilePath + \"s\").Read();"
        },
        {
            "who is told of the load, and may load another state",
            Empty,
            "settings.Sizes.Sort();\n        return settings;\n    }",
            "Loaded?.Invoke();\n        return settings;\n    }\n    public static event Action Loaded;"
        },
        {
            "an empty file that goes on to the load",
            "loaded where there are bytes",
            "if (bytes.Length > 0)",
            "if (bytes.Length == 0)\n            Console.WriteLine(\"empty\");"
        },
        { "an empty text that is measured otherwise", Empty, "string.IsNullOrWhiteSpace(text)", "text.Length < 2" },
        { "a writer over a stream that goes on with the file", Streams, "FileMode.Create", "FileMode.OpenOrCreate" },
        {
            "a writer of another encoding over a stream",
            Streams,
            "FileMode.Create)",
            "FileMode.Create), System.Text.Encoding.Unicode"
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
    public async Task What_the_program_does_itself_behind_the_load_is_no_reason() =>
        Assert.NotNull(
            await KeptProgram.TextAsync(
                Shapes
                    .All[Empty]
                    .Replace("settings.Sizes.Sort();", "Sort(settings.Sizes);", StringComparison.Ordinal)
                    .Replace(
                        "public static void Save(Settings",
                        "static void Sort(List<int> sizes) => sizes.Sort();\n    public static void Save(Settings",
                        StringComparison.Ordinal
                    )
            )
        );

    [Theory]
    [InlineData("WriteIndented = true", true)]
    [InlineData("Converters = new[] { typeof(Odd) }", false)]
    public async Task A_context_that_names_converters_is_left_to_a_person(string options, bool isOffered)
    {
        var source = Shapes
            .All["a context that is told options"]
            .Replace("Context = new(Options)", "Context = new()", StringComparison.Ordinal)
            .Replace("SettingsContext(JsonSerializerOptions options) : base(options)", "SettingsContext() : base(null)")
            .Replace(
                "public class SettingsContext",
                $"[JsonSourceGenerationOptions({options})]\npublic class SettingsContext"
            );
        Assert.Equal(isOffered, await KeptProgram.TextAsync(source + "\npublic class Odd { }") is not null);
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
    [InlineData("File.Copy(FilePath, name, true);")] // named by a caller: it is another file
    [InlineData("File.Copy(Path.Combine(name, FileName), FilePath + \".old\", true);")]
    [InlineData("File.Copy(FilePath + \".old\", Path.Combine(name, FileName), true);")]
    [InlineData("File.WriteAllText(\"settings.json\", name);")]
    public async Task A_file_of_that_name_in_a_directory_that_is_told_may_be_the_same(string use)
    {
        const string Program = """
            using System; using System.IO; using System.Text.Json;
            public class Settings { public string Theme { get; set; } }
            public static class Store
            {
                const string FileName = "settings.json";
                static string FilePath => FileName;
                public static Settings Load() => File.Exists(FilePath)
                    ? JsonSerializer.Deserialize<Settings>(File.ReadAllText(FilePath))! : new Settings();
                public static void Save(Settings settings) => File.WriteAllText(FilePath, JsonSerializer.Serialize(settings));
                public static void Other(string name) { }
            }
            """;
        Assert.NotNull(await KeptProgram.TextAsync(Program));
        Assert.Null(await KeptProgram.TextAsync(Program.Replace("{ }", "{ " + use + " }", StringComparison.Ordinal)));
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

    [Theory]
    [InlineData("File.Delete(path + \".old\");", "")]
    [InlineData("", "File.Delete(path + \".old\");")]
    [InlineData("File.Delete(path + \".old\");", "File.Delete(path + \".new\");")]
    [InlineData("var copy = text;", "")]
    public async Task A_handler_that_does_something_else_does_not_stand_for_the_test(string empty, string failed)
    {
        var source = Shapes.All["initialized where it cannot be loaded"];
        Assert.DoesNotContain("IsNullOrWhiteSpace", await KeptProgram.TextAsync(source), StringComparison.Ordinal);
        var changed = source
            .Replace(
                "(\"The settings are empty\");",
                $"(\"The settings are empty\"); {empty}",
                StringComparison.Ordinal
            )
            .Replace("(failure.Message);", $"(failure.Message); {failed}", StringComparison.Ordinal);
        Assert.NotEqual(source, changed);
        Assert.True(
            await KeptProgram.TextAsync(changed) is not { } text
                || text.Contains("IsNullOrWhiteSpace", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_handler_stands_for_a_test_before_its_try()
    {
        const string Load = "var settings = JsonSerializer.Deserialize<Settings>(text)!;";
        const string Log = "Console.Error.WriteLine(";
        var changed = Shapes
            .All[Empty]
            .Replace(Load, "try { " + Load, StringComparison.Ordinal)
            .Replace(
                "return settings;",
                "return settings; } catch (JsonException failure) { "
                    + Log
                    + "failure); return new Settings { Theme = \"empty\" }; }",
                StringComparison.Ordinal
            );
        var text = await KeptProgram.TextAsync(changed);
        Assert.Contains(Log + "failure)", text, StringComparison.Ordinal);
        Assert.DoesNotContain("IsNullOrWhiteSpace", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_does_not_stand_for_a_test_behind_which_something_else_is_done()
    {
        var source = Shapes.All["initialized where it cannot be loaded"];
        var changed = source.Replace(
            "            }\n            catch (Exception failure)",
            "                Console.Out.Flush(); Current = new Settings { Theme = \"other\" };\n            }\n"
                + "            catch (Exception failure)",
            StringComparison.Ordinal
        );
        Assert.NotEqual(source, changed);
        Assert.Contains("IsNullOrWhiteSpace", await KeptProgram.TextAsync(changed), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_does_not_stand_for_a_test_that_means_another_variable_of_that_name()
    {
        var source = Shapes.All["initialized where it cannot be loaded"];
        const string Start = "Current = other;";
        var changed = source
            .Replace(
                "var text =",
                "var other = new Settings { Theme = \"local\" };\n                var text =",
                StringComparison.Ordinal
            )
            .Replace(
                "static string GetPath()",
                "static readonly Settings other = new();\n    static string GetPath()",
                StringComparison.Ordinal
            )
            .Replace(
                "(\"The settings are empty\");",
                $"(\"The settings are empty\"); {Start}",
                StringComparison.Ordinal
            )
            .Replace("(failure.Message);", $"(failure.Message); {Start}", StringComparison.Ordinal);
        Assert.Equal(2, changed.Split(Start).Length - 1);
        Assert.True(
            await KeptProgram.TextAsync(changed) is not { } text
                || text.Contains("IsNullOrWhiteSpace", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_load_and_a_save_in_two_parts_are_a_reason()
    {
        const string Parts = """
            using System.IO; using System.Text.Json;
            public class Settings { public string Theme { get; set; } }
            public partial class Store
            {
                public static Settings Load() => JsonSerializer.Deserialize<Settings>(File.ReadAllText("settings.json"));
            }
            public partial class Store
            {
                public static void Save(Settings settings) => File.WriteAllText("settings.json", JsonSerializer.Serialize(settings));
            }
            """;
        Assert.Equal(StateRefusal.OtherPart, await ReasonAsync(Parts, "Store"));
        foreach (var kept in new[] { "File.WriteAllText(\"settings.json\", ", "File.ReadAllText(" })
            Assert.Null(
                await ReasonAsync(Parts.Replace(kept, "System.Console.Write(", StringComparison.Ordinal), "Store")
            );
    }

    [Theory]
    [InlineData("File.WriteAllText(path, ", "System.Console.Write(")] // saves to no file
    [InlineData("File.ReadAllText(path)", "System.Console.ReadLine()")] // loads from none
    [InlineData("JsonSerializer.Serialize(value)", "value.ToString()")] // saves no JSON
    [InlineData("JsonSerializer.Serialize(value)", "JsonSerializer.Serialize(path)")] // of another type
    [InlineData("WriteAllText(path,", "WriteAllText(\"settings.json\",")] // is the store itself
    public async Task Methods_of_another_object_that_keep_nothing_are_none(string old, string with)
    {
        const string Files = """
            using System.IO; using System.Text.Json;
            public class Settings { public string Theme { get; set; } }
            public class Files
            {
                public virtual Settings Load(string path) => JsonSerializer.Deserialize<Settings>(File.ReadAllText(path));
                public virtual void Save(string path, Settings value) => File.WriteAllText(path, JsonSerializer.Serialize(value));
            }
            public class Other
            {
                public void Save(Other other) => File.WriteAllText("x", JsonSerializer.Serialize(other));
            }
            public class Service
            {
                readonly Files _files = new();
                public Settings Load() => _files.Load("settings.json");
                public void Save(Settings settings) => _files.Save("settings.json", settings);
            }
            """;
        Assert.Equal(StateRefusal.OtherObject, await ReasonAsync(Files, "Service"));
        Assert.Contains(old, Files, StringComparison.Ordinal);
        Assert.Null(await ReasonAsync(Files.Replace(old, with, StringComparison.Ordinal), "Service"));
    }

    // Which method runs is known where it is neither overridden nor another object's.
    [Theory]
    [InlineData("protected Settings Read", "protected Settings Read", true)]
    [InlineData("protected Settings Read", "protected virtual Settings Read", false)]
    [InlineData("Read(FilePath)", "Next().Read(FilePath)", false)]
    public async Task A_method_is_written_out_where_it_is_sure_to_run(string old, string with, bool isOffered)
    {
        const string Store = """
            using System; using System.IO; using System.Text.Json;
            public class Settings { public string Theme { get; set; } }
            public class Store
            {
                static readonly string FilePath = Path.Combine(AppContext.BaseDirectory, "settings.json");
                Store Next() => this;
                protected Settings Read(string path) => JsonSerializer.Deserialize<Settings>(File.ReadAllText(path));
                public Settings Load() => Read(FilePath);
                public void Save(Settings settings) => File.WriteAllText(FilePath, JsonSerializer.Serialize(settings));
            }
            """;
        Assert.Contains(old, Store, StringComparison.Ordinal);
        Assert.Equal(
            isOffered,
            await KeptProgram.TextAsync(Store.Replace(old, with, StringComparison.Ordinal)) is not null
        );
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

    internal static async Task<StateRefusal?> ReasonAsync(string source, string name)
    {
        using var workspace = new AdhocWorkspace();
        var document = Source.In(workspace, source);
        var type = (await document.GetSyntaxRootAsync())!
            .DescendantNodes()
            .OfType<TypeDeclarationSyntax>()
            .First(one => one.Identifier.ValueText == name);
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
