using System.Text.RegularExpressions;
using AtomicWrites.Analyzers.Rules;
using AtomicWrites.CodeFixes.Rules;

namespace AtomicWrites.CodeFixes.Tests.Rules;

public class LetFailTests
{
    static string Store(string handler, string usings = "using System;\n") =>
        $$"""
            {{usings}}using System.IO;
            using System.Text.Json;

            class Settings { public string Theme { get; set; } }

            class Store
            {
                static readonly string P = Path.Combine(
                    System.Environment.GetFolderPath(System.Environment.SpecialFolder.ApplicationData), "app", "settings.json");
                static void Save(Settings settings) => File.WriteAllText(P, JsonSerializer.Serialize(settings));
                static void Log(object failure) { }

                static Settings Load()
                {
                    try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); }
                    {{handler}}
                }
            }
            """.ReplaceLineEndings("\n");

    static Task Become(string before, string after, string usings = "using System;\n") =>
        Fixes<DefaultsOverStateAnalyzer, LetFailCodeFix>.Become(
            Store(
                before
                    .Replace("<<", "{|ATW0011:", StringComparison.Ordinal)
                    .Replace(">>", "|}", StringComparison.Ordinal),
                usings
            ),
            Store(after, usings)
        );

    [Theory]
    [InlineData(
        "<<catch>> { return new(); } // the defaults",
        "catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException) { return new(); } // the defaults"
    )]
    [InlineData(
        "<<catch (Exception e)>> { Log(e); /* said */ return new(); }",
        "catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException) { Log(e); /* said */ return new(); }"
    )]
    [InlineData(
        "<<catch (IOException)>> { return new(); }",
        "catch (IOException missing) when (missing is FileNotFoundException or DirectoryNotFoundException) { return new(); }"
    )]
    [InlineData(
        "<<catch (Exception e) when (e is IOException or JsonException)>> { Log(e); return new(); }",
        "catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException) { Log(e); return new(); }"
    )]
    [InlineData(
        "<<catch (IOException)>> { return new(); } catch (JsonException e) { Log(e); throw; }",
        "catch (IOException missing) when (missing is FileNotFoundException or DirectoryNotFoundException) { return new(); } "
            + "catch (JsonException e) { Log(e); throw; }"
    )]
    [InlineData(
        "<<catch (IOException)>> { return new(); } catch (JsonException) { File.Delete(P + \"x\"); throw; }",
        "catch (IOException missing) when (missing is FileNotFoundException or DirectoryNotFoundException) { return new(); } "
            + "catch (JsonException) { File.Delete(P + \"x\"); throw; }"
    )]
    [InlineData(
        "<<catch (IOException)>> { return new(); } catch (Exception) { Console.WriteLine(\"damaged\"); throw; }",
        "catch (IOException missing) when (missing is FileNotFoundException or DirectoryNotFoundException) { return new(); } "
            + "catch (Exception) { Console.WriteLine(\"damaged\"); throw; }"
    )]
    public Task A_wide_handler_becomes_one_for_a_missing_file(string before, string after) => Become(before, after);

    [Fact]
    public Task What_is_not_imported_is_said_in_full() =>
        Become(
            "<<catch>> { return new(); }",
            "catch (System.Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException) { return new(); }",
            usings: ""
        );

    [Theory]
    [InlineData("{|ATW0011:catch (JsonException)|} { return new(); }")]
    [InlineData("catch (FileNotFoundException) { return new(); } {|ATW0011:catch (Exception)|} { return new(); }")]
    [InlineData("{|ATW0011:catch (Exception e) when (e.HResult != 5)|} { return new(); }")]
    public Task Where_nothing_would_be_left_or_something_else_is_meant_it_is_not_offered(string handler) =>
        Fixes<DefaultsOverStateAnalyzer, LetFailCodeFix>.AreNotOffered(Store(handler));

    // The types that are listed are not those of a missing file, which others handle; or all but those.
    [Theory]
    [InlineData("Exception e) when (e is not FileNotFoundException and not DirectoryNotFoundException")]
    [InlineData("Exception e) when (e is IOException and not FileNotFoundException")]
    [InlineData("Exception e) when (e is JsonException or UnauthorizedAccessException")]
    [InlineData("Exception e) when (e is FileNotFoundException or JsonException")]
    public Task Where_a_missing_file_was_let_through_it_is_not_offered(string caught) =>
        Fixes<DefaultsOverStateAnalyzer, LetFailCodeFix>.AreNotOffered(
            Store($"{{|ATW0011:catch ({caught})|}} {{ return new(); }}")
        );

    // It is for content that is damaged, and would get a file that is locked for a moment.
    [Theory]
    [InlineData(
        "{|ATW0011:catch (IOException)|} { return new(); } "
            + "{|ATW0011:catch (Exception e)|} { File.Delete(P); throw new InvalidDataException(\"deleted\", e); }"
    )]
    [InlineData(
        "{|ATW0011:catch (IOException)|} { return new(); } {|ATW0011:catch (Exception)|} { File.Delete(P); throw; }"
    )]
    [InlineData(
        "{|ATW0011:catch (IOException)|} { return new(); } catch (SystemException) { Environment.Exit(1); return null; }"
    )]
    public Task Where_another_handler_gets_what_is_let_through_it_is_not_offered(string handlers) =>
        Fixes<DefaultsOverStateAnalyzer, LetFailCodeFix>.AreNotOffered(Store(handlers));

    [Fact]
    public Task So_it_is_where_that_stands_around() =>
        Fixes<DefaultsOverStateAnalyzer, LetFailCodeFix>.AreNotOffered(
            Store("{|ATW0011:catch (IOException)|} { return new(); } } catch (Exception) { return null; }")
                .Replace("try { return", "try { try { return", StringComparison.Ordinal)
        );

    [Fact]
    public Task Where_the_handler_tries_again_it_is_not_offered() =>
        Fixes<DefaultsOverStateAnalyzer, LetFailCodeFix>.AreNotOffered(
            Store("{|ATW0011:catch (IOException)|} { System.Threading.Thread.Sleep(5); return Load(); }")
        );

    static string Called(string handler, string members) =>
        Store(handler)
            .Replace(
                "static Settings Load()",
                $"Settings _own = new(); void Write() => Save(_own); {members}\n\n    static Settings Load()",
                StringComparison.Ordinal
            );

    // It would start anew there, and lose what the handler let through.
    [Theory]
    [InlineData("void Start() { try { _own = Load(); } catch (Exception e) { Log(e); } }")]
    [InlineData("void Start() { try { _own = Load(); } catch { } }")]
    [InlineData("void Start() { try { _own = Load(); } catch { _own = new Settings(); } }")]
    [InlineData("void Start() { Settings own; try { own = Load(); } catch { own = new Settings(); } Save(own); }")]
    [InlineData("void Start() { var own = new Settings(); try { own = Load(); } catch { } Save(own); }")]
    [InlineData(
        "Settings Get() { try { return Load(); } catch (Exception) { return null; } } void Start() { _own = Get() ?? new(); }"
    )]
    [InlineData("void Get() { _own = Load(); } void Start() { try { Get(); } catch { } }")]
    [InlineData("Settings Get() => Load(); void Start() { try { _own = Get(); } catch (Exception) { } }")]
    [InlineData("Settings Own { get { try { return _own ??= Load(); } catch { return _own = new(); } } }")]
    [InlineData(
        "async System.Threading.Tasks.Task Start() { try { _own = await System.Threading.Tasks.Task.Run(() => Load()); } catch { } }"
    )]
    public Task Where_a_caller_starts_anew_it_is_not_offered(string members) =>
        Fixes<DefaultsOverStateAnalyzer, LetFailCodeFix>.AreNotOffered(
            Called("{|ATW0011:catch (Exception)|} { return new(); }", members)
        );

    [Theory]
    [InlineData("void Start() { try { _own = Load(); } catch (Exception e) { Log(e); throw; } }")]
    [InlineData("void Start() { try { _own = Load(); } catch (Exception e) { Log(e); Environment.Exit(1); } }")]
    [InlineData("void Start() { _own = Load(); try { Log(_own); } catch { } }")]
    public Task Where_the_caller_ends_it_is(string members) =>
        Fixes<DefaultsOverStateAnalyzer, LetFailCodeFix>.Become(
            Called("{|ATW0011:catch (Exception)|} { return new(); }", members),
            Called(
                "catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException) { return new(); }",
                members
            )
        );

    [Theory]
    [InlineData("Settings Tokens;", "finally { Tokens ??= new(); }", false)]
    [InlineData("Settings Tokens = new();", "", false)]
    [InlineData("Settings Tokens { get; set; } = new();", "", false)]
    [InlineData("Settings Tokens;", "finally { Log(null); }", true)]
    public async Task Where_the_program_has_the_defaults_all_the_same_it_is_not_offered(
        string member,
        string last,
        bool isOffered
    )
    {
        string Loading(string handler) =>
            Store("catch (FileNotFoundException) { return null; }")
                .Replace(
                    "static Settings Load()",
                    $"{member} void Read() {{ Tokens = null; try {{ Tokens = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); }} "
                        + $"{handler} {last} }} void Write() => Save(Tokens);\n\n    static Settings Load()",
                    StringComparison.Ordinal
                );

        var before = Loading("{|ATW0011:catch (Exception e)|} { Log(e); }");
        if (isOffered)
            await Fixes<DefaultsOverStateAnalyzer, LetFailCodeFix>.Become(
                before,
                Loading(
                    "catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException) { Log(e); }"
                )
            );
        else
            await Fixes<DefaultsOverStateAnalyzer, LetFailCodeFix>.AreNotOffered(before);
    }

    [Fact]
    public Task Where_the_handler_is_for_a_download_as_well_it_is_not_offered() =>
        Fixes<DefaultsOverStateAnalyzer, LetFailCodeFix>.AreNotOffered(
            Store("{|ATW0011:catch (Exception)|} { return new(); }")
                .Replace("try { ", "try { DownloadUpdate(); ", StringComparison.Ordinal)
                .Replace(
                    "static void Log",
                    "static void DownloadUpdate() { }\n    static void Log",
                    StringComparison.Ordinal
                )
        );

    const string OtherSerializer = """
        namespace Newtonsoft.Json
        {
            static class JsonConvert
            {
                public static extern T DeserializeObject<T>(string text);
            }
        }
        """;

    static string Others(string load) =>
        $$"""
            using System.IO;
            using Newtonsoft.Json;

            {{OtherSerializer}}

            class Settings { public string Theme { get; set; } }

            class Store
            {
                static readonly string P = Path.Combine(
                    System.Environment.GetFolderPath(System.Environment.SpecialFolder.ApplicationData), "app", "settings.json");
                static void Save(Settings settings) => File.WriteAllText(P, System.Text.Json.JsonSerializer.Serialize(settings));

                static Settings Load()
                {
                    {{load}}
                }
            }
            """.ReplaceLineEndings("\n");

    // Newtonsoft.Json makes null of an empty file.
    [Fact]
    public Task Defaults_for_a_file_without_content_become_an_exception() =>
        Fixes<DefaultsOverStateAnalyzer, LetFailCodeFix>.Become(
            Others(
                "return JsonConvert.DeserializeObject<Settings>(File.ReadAllText(P)) {|ATW0011:?? new Settings()|}; // the defaults"
            ),
            Others(
                "return JsonConvert.DeserializeObject<Settings>(File.ReadAllText(P)) "
                    + "?? throw new InvalidDataException($\"'{P}' has no content.\"); // the defaults"
            )
        );

    [Fact]
    public Task So_do_those_of_a_conditional_expression_that_asks_nothing_else()
    {
        const string Load =
            "var text = File.ReadAllText(P); "
            + "return {|ATW0011:text.Length > 0|} ? JsonConvert.DeserializeObject<Settings>(text) : new "
            + "Settings();";
        return Fixes<DefaultsOverStateAnalyzer, LetFailCodeFix>.Become(
            Others(Load),
            Others(
                Load.Replace("{|ATW0011:text.Length > 0|}", "text.Length > 0", StringComparison.Ordinal)
                    .Replace(
                        ": new Settings()",
                        ": throw new InvalidDataException($\"'{P}' has no content.\")",
                        StringComparison.Ordinal
                    )
            )
        );
    }

    [Theory]
    [InlineData("{|ATW0011:Json.TryParse(File.ReadAllText(P), out var read)|} ? read : <<new Settings()>>", true)]
    [InlineData("{|ATW0011:Json.TryParse(Read(), out var read)|} ? read : new Settings()", false)]
    public Task So_do_those_for_a_file_that_does_not_parse(string value, bool isOffered)
    {
        var source = Others(
            $"return {value}; }} static string Read() => File.Exists(P) ? File.ReadAllText(P) : \"\"; "
                + "static class Json { public static bool TryParse(string text, out Settings read) { read = null; return text == \"{}\"; }"
        );
        var before = source.Replace("<<new Settings()>>", "new Settings()", StringComparison.Ordinal);
        return isOffered
            ? Fixes<DefaultsOverStateAnalyzer, LetFailCodeFix>.Become(
                before,
                Regex
                    .Replace(source, @"\{\|ATW0011:(.*?)\|\}", "$1")
                    .Replace(
                        "<<new Settings()>>",
                        "throw new InvalidDataException($\"'{P}' does not parse.\")",
                        StringComparison.Ordinal
                    )
            )
            : Fixes<DefaultsOverStateAnalyzer, LetFailCodeFix>.AreNotOffered(before);
    }

    [Fact]
    public Task A_missing_file_that_is_asked_for_as_well_would_fail_too() =>
        Fixes<DefaultsOverStateAnalyzer, LetFailCodeFix>.AreNotOffered(
            Others(
                "var file = new FileInfo(P); "
                    + "return {|ATW0011:!file.Exists || file.Length == 0|} ? new Settings() "
                    + ": JsonConvert.DeserializeObject<Settings>(File.ReadAllText(P));"
            )
        );

    // On a first start there is no file, and the program would end.
    [Theory]
    [InlineData(
        "var text = File.Exists(P) ? File.ReadAllText(P) : null; "
            + "return {|ATW0011:string.IsNullOrWhiteSpace(text)|} ? new Settings() : JsonConvert.DeserializeObject<Settings>(text);"
    )]
    [InlineData(
        "var text = File.Exists(P) ? File.ReadAllText(P) : \"\"; "
            + "return JsonConvert.DeserializeObject<Settings>(text) {|ATW0011:?? new Settings()|};"
    )]
    [InlineData(
        "return Read() {|ATW0011:?? new Settings()|}; } static Settings Read() { "
            + "if (!File.Exists(P)) return null; return JsonConvert.DeserializeObject<Settings>(File.ReadAllText(P));"
    )]
    public Task Where_the_empty_text_is_of_a_missing_file_as_well_it_is_not_offered(string load) =>
        Fixes<DefaultsOverStateAnalyzer, LetFailCodeFix>.AreNotOffered(Others(load));

    const string Read =
        "return JsonConvert.DeserializeObject<Settings>(File.ReadAllText(P)) {|ATW0011:?? new Settings()|};";

    // On a first start the program makes the file, and it would end then, and each time after that.
    [Theory]
    [InlineData("if (!File.Exists(P)) File.Create(P).Close(); " + Read)]
    [InlineData("if (!File.Exists(P)) { var made = new FileStream(P, FileMode.CreateNew); made.Dispose(); } " + Read)]
    [InlineData("if (!File.Exists(P)) using (File.CreateText(P)) { } " + Read)]
    [InlineData("if (!File.Exists(P)) { using var made = new StreamWriter(File.Create(P)); } " + Read)]
    [InlineData("var file = new FileInfo(P); if (!file.Exists) file.Create().Dispose(); " + Read)]
    [InlineData("using (File.Open(P, FileMode.OpenOrCreate)) { } " + Read)]
    [InlineData("Ensure(); " + Read + " } static void Ensure() { if (!File.Exists(P)) File.WriteAllText(P, \"\");")]
    [InlineData(
        "Ensure(P); "
            + Read
            + " } static void Ensure(string p) { if (!File.Exists(p)) File.WriteAllText(p, string.Empty);"
    )]
    [InlineData("if (!File.Exists(P)) File.WriteAllBytes(P, new byte[0]); " + Read)]
    [InlineData("if (!File.Exists(P)) File.WriteAllText(P, \"null\"); " + Read)]
    [InlineData(Read + " } static Store() { using (File.Create(P)) { }")]
    [InlineData(
        "if (!File.Exists(P)) File.Create(P).Close(); "
            + "try { return System.Text.Json.JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "{|ATW0011:catch (System.Exception)|} { return new(); }"
    )]
    [InlineData(
        "if (!File.Exists(P)) File.WriteAllText(P, \"none\"); "
            + "return {|ATW0011:Json.TryParse(File.ReadAllText(P), out var read)|} ? read : new Settings(); } "
            + "static class Json { public static bool TryParse(string text, out Settings read) { read = null; return text == \"{}\"; }"
    )]
    public Task Where_the_program_makes_the_file_without_content_it_is_not_offered(string load) =>
        Fixes<DefaultsOverStateAnalyzer, LetFailCodeFix>.AreNotOffered(Others(load));

    [Theory]
    [InlineData("File.Create(P + \".lock\").Close();")]
    [InlineData("using (var made = File.CreateText(P)) made.Write(\"{}\");")]
    [InlineData("if (!File.Exists(P)) File.WriteAllText(P, \"{}\");")]
    [InlineData(
        "Aes.Create().Dispose(); } class Aes : System.IDisposable { public static Aes Create() => new(); public void Dispose() { }"
    )]
    public Task Where_it_makes_another_or_one_with_content_it_is(string made) =>
        Fixes<DefaultsOverStateAnalyzer, LetFailCodeFix>.Become(
            Others(Read + " } static void Make() { " + made),
            Others(
                "return JsonConvert.DeserializeObject<Settings>(File.ReadAllText(P)) "
                    + "?? throw new InvalidDataException($\"'{P}' has no content.\"); } static void Make() { "
                    + made
            )
        );

    // What is locked for a moment is read by the next attempt.
    [Fact]
    public Task Where_the_load_is_tried_again_it_is_not_offered() =>
        Fixes<DefaultsOverStateAnalyzer, LetFailCodeFix>.AreNotOffered(
            Others(
                "for (var i = 0; i < 3; i++) { try { return JsonConvert.DeserializeObject<Settings>(File.ReadAllText(P)); } "
                    + "{|ATW0011:catch (IOException)|} { System.Threading.Thread.Sleep(50); } } return new Settings();"
            )
        );

    [Fact]
    public async Task So_does_content_of_another_kind()
    {
        const string Parsed =
            "System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(P)) as System.Text.Json.Nodes.JsonObject";
        string Load(string otherwise) =>
            Store("catch (FileNotFoundException) { return null; }")
                .Replace(
                    "static Settings Load()",
                    $"static void Change() {{ var root = {Parsed} {otherwise}; root[\"a\"] = 1; "
                        + "File.WriteAllText(P, root.ToString()); }\n\n"
                        + "    static Settings Load()",
                    StringComparison.Ordinal
                );

        await Fixes<DefaultsOverStateAnalyzer, LetFailCodeFix>.Become(
            Load("{|ATW0011:?? new()|}"),
            Load("?? throw new InvalidDataException($\"'{P}' does not parse.\")")
        );
    }

    [Fact]
    public Task A_path_that_is_no_name_is_not_put_into_the_message() =>
        Fixes<DefaultsOverStateAnalyzer, LetFailCodeFix>.Become(
            Others(
                "var settings = JsonConvert.DeserializeObject<Settings>(File.ReadAllText(Path.GetFullPath(P))) "
                    + "{|ATW0011:?? new()|}; settings.Theme = \"dark\"; "
                    + "File.WriteAllText(Path.GetFullPath(P), settings.Theme); return settings;"
            ),
            Others(
                "var settings = JsonConvert.DeserializeObject<Settings>(File.ReadAllText(Path.GetFullPath(P))) "
                    + "?? throw new InvalidDataException(\"The file has no content.\"); settings.Theme = \"dark\"; "
                    + "File.WriteAllText(Path.GetFullPath(P), settings.Theme); return settings;"
            )
        );

    // Narrowed, the handler lets the empty file through to the ??, which then is reported, and mended likewise.
    [Fact]
    public async Task After_both_nothing_is_reported()
    {
        var source = Others(
            "try { return JsonConvert.DeserializeObject<Settings>(File.ReadAllText(P)) ?? new Settings(); "
                + "} catch { return new Settings(); }"
        );
        var text = await Rewritten.By(source, (new DefaultsOverStateAnalyzer(), new LetFailCodeFix()));
        Assert.Contains("?? throw new InvalidDataException(", text, StringComparison.Ordinal);
        Assert.Contains("missing is FileNotFoundException or", text, StringComparison.Ordinal);
    }

    // It would be null, over what could not be read.
    [Theory]
    [InlineData("void Dispose() => Save();", "using (var s = new Store()) { s.Load(); s.Use(); }", "IDisposable")]
    [InlineData(
        "async ValueTask DisposeAsync() { await Task.Yield(); SaveAll(); } void SaveAll() => Save();",
        "await using (var s = new Store()) { s.Load(); s.Use(); }",
        "IAsyncDisposable"
    )]
    [InlineData("void Close() => Save();", "var s = new Store(); try { s.Load(); s.Use(); } finally { s.Close(); }")]
    [InlineData("void Open() => Load();", "var s = new Store(); try { s.Open(); s.Use(); } finally { s.Save(); }")]
    public Task No_handler_lets_fail_what_is_saved_anyhow(string member, string use, string disposed = "") =>
        Fixes<DefaultsOverStateAnalyzer, LetFailCodeFix>.AreNotOffered(Instance(member, use, disposed));

    [Theory]
    [InlineData("void Close() => Save();", "var s = new Store(); s.Load(); try { s.Use(); } finally { s.Close(); }")]
    [InlineData(
        "Store() => Load(); public void Dispose() => Save();",
        "using (var s = new Store()) s.Use();",
        "IDisposable"
    )]
    public Task What_is_saved_only_where_it_was_loaded_may_fail(string member, string use, string disposed = "") =>
        Fixes<DefaultsOverStateAnalyzer, LetFailCodeFix>.Become(
            Instance(member, use, disposed),
            Instance(member, use, disposed)
                .Replace(
                    "{|ATW0011:catch (Exception)|}",
                    "catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)",
                    StringComparison.Ordinal
                )
        );

    static string Instance(string member, string use, string disposed) =>
        $$"""
            using System;
            using System.IO;
            using System.Text.Json;
            using System.Threading.Tasks;

            class Settings { public string Theme { get; set; } }

            class Store{{(disposed.Length > 0 ? " : " + disposed : "")}}
            {
                static readonly string P = Path.Combine(
                    Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "app", "settings.json");
                Settings _settings;

                public void Use() => _settings.Theme = "dark";
                public void Save() => File.WriteAllText(P, JsonSerializer.Serialize(_settings));
                public {{member}}

                public void Load()
                {
                    try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); }
                    {|ATW0011:catch (Exception)|} { _settings = new Settings(); }
                }
            }

            class Program
            {
                static async Task Main() { {{use}} await Task.Yield(); }
            }
            """.ReplaceLineEndings("\n");

    [Fact]
    public Task No_handler_lets_fail_one_file_where_it_is_for_another_as_well() =>
        Fixes<DefaultsOverStateAnalyzer, LetFailCodeFix>.AreNotOffered(
            """
            using System;
            using System.IO;
            using System.Text.Json;

            class Settings { public string Theme { get; set; } }

            class Store
            {
                static readonly string Home = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData);
                static readonly string P = Path.Combine(Home, "app", "settings.json");
                static readonly string Q = Path.Combine(Home, "app", "window.json");
                Settings _settings, _window;

                void Load()
                {
                    try
                    {
                        _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P));
                        _window = JsonSerializer.Deserialize<Settings>(File.ReadAllText(Q));
                    }
                    {|ATW0011:catch (Exception)|} { _settings = new Settings(); _window = new Settings(); }
                }

                void Save() => File.WriteAllText(P, JsonSerializer.Serialize(_settings));
            }
            """
        );
}
