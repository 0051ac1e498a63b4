using AtomicWrites.Analyzers.Rules;
using AtomicWrites.CodeFixes.Rules;

namespace AtomicWrites.CodeFixes.Tests.Rules;

public class KeepAsideTests
{
    static string Store(string members, string usings = "using AtomicWrites;\n") =>
        $$"""
            using System;
            using System.IO;
            using System.Text.Json;
            {{usings}}
            class Settings { public string Theme { get; set; } }

            class Store
            {
                static readonly string P = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData),
                    "app", "settings.json");
                static string Where => P;
                static void Save(Settings settings) => AtomicFile.WriteAllText(P, JsonSerializer.Serialize(settings));

            {{members.ReplaceLineEndings("\n")}}
            }
            """.ReplaceLineEndings("\n");

    static Task Become(string before, string after) =>
        Fixes<DefaultsOverStateAnalyzer, KeepAsideCodeFix>.Become(Store(Marked(before)), Store(after));

    static string Marked(string source) =>
        source.Replace("<<", "{|ATW0011:", StringComparison.Ordinal).Replace(">>", "|}", StringComparison.Ordinal);

    [Fact]
    public Task The_first_line_of_the_handler_keeps_the_file() =>
        Become(
            """
                static Settings Load()
                {
                    try
                    {
                        return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P));
                    }
                    <<catch (JsonException)>> // torn
                    {
                        // start anew
                        return new Settings(); // the defaults
                    }
                }
            """,
            """
                static Settings Load()
                {
                    try
                    {
                        return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P));
                    }
                    catch (JsonException) // torn
                    {
                        AtomicFile.KeepAside(P);
                        // start anew
                        return new Settings(); // the defaults
                    }
                }
            """
        );

    [Fact]
    public Task A_handler_on_one_line_stays_there() =>
        Become(
            """
                static Settings Load()
                {
                    try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); }
                    <<catch>> { return new Settings(); }
                }
            """,
            """
                static Settings Load()
                {
                    try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); }
                    catch { AtomicFile.KeepAside(P); return new Settings(); }
                }
            """
        );

    [Fact]
    public Task An_empty_handler_gets_its_first_statement() =>
        Become(
            """
                Settings _settings = new();
                void Load()
                {
                    try
                    {
                        _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P));
                    }
                    <<catch (Exception)>>
                    {
                        // the defaults then
                    }
                }
            """,
            """
                Settings _settings = new();
                void Load()
                {
                    try
                    {
                        _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P));
                    }
                    catch (Exception)
                    {
                        AtomicFile.KeepAside(P);
                        // the defaults then
                    }
                }
            """
        );

    [Fact]
    public Task A_variable_of_the_try_is_said_by_what_it_was_set_to() =>
        Become(
            """
                static Settings Load()
                {
                    try
                    {
                        var path = Where;
                        return JsonSerializer.Deserialize<Settings>(File.ReadAllText(path));
                    }
                    <<catch>>
                    {
                        return new Settings();
                    }
                }
            """,
            """
                static Settings Load()
                {
                    try
                    {
                        var path = Where;
                        return JsonSerializer.Deserialize<Settings>(File.ReadAllText(path));
                    }
                    catch
                    {
                        AtomicFile.KeepAside(Where);
                        return new Settings();
                    }
                }
            """
        );

    [Fact]
    public Task What_a_method_of_the_type_reads_is_named_as_it_names_it() =>
        Become(
            """
                Settings _settings;
                static Settings Read() => JsonSerializer.Deserialize<Settings>(File.ReadAllText(P));
                void Start()
                {
                    try
                    {
                        _settings = Read();
                    }
                    <<catch (Exception)>>
                    {
                        _settings = new();
                    }
                }
            """,
            """
                Settings _settings;
                static Settings Read() => JsonSerializer.Deserialize<Settings>(File.ReadAllText(P));
                void Start()
                {
                    try
                    {
                        _settings = Read();
                    }
                    catch (Exception)
                    {
                        AtomicFile.KeepAside(P);
                        _settings = new();
                    }
                }
            """
        );

    [Fact]
    public Task An_empty_file_is_kept_with_braces_around() =>
        Become(
            """
                static Settings Load()
                {
                    var text = File.ReadAllText(P);
                    if (<<string.IsNullOrWhiteSpace(text)>>)
                        return new Settings(); // the defaults
                    return JsonSerializer.Deserialize<Settings>(text);
                }
            """,
            """
                static Settings Load()
                {
                    var text = File.ReadAllText(P);
                    if (string.IsNullOrWhiteSpace(text))
                    {
                        AtomicFile.KeepAside(P);
                        return new Settings();
                    } // the defaults
                    return JsonSerializer.Deserialize<Settings>(text);
                }
            """
        );

    [Theory]
    [InlineData(
        "if (<<!TryParse(File.ReadAllText(P), out var s)>>) s = new(); return s;",
        "if (!TryParse(File.ReadAllText(P), out var s)) { AtomicFile.KeepAside(P); s = new(); } return s;"
    )]
    [InlineData(
        "if (<<TryParse(File.ReadAllText(P), out var s)>>) return s; return new();",
        "if (TryParse(File.ReadAllText(P), out var s)) return s; AtomicFile.KeepAside(P); return new();"
    )]
    public Task A_file_that_a_Try_method_does_not_understand_is_kept(string before, string after)
    {
        return Become(In(before), In(after));

        static string In(string body) =>
            $$"""
                    static Settings Load() { {{body}} }
                    static bool TryParse(string text, out Settings s)
                    {
                        s = text.Length > 0 ? JsonSerializer.Deserialize<Settings>(text) : null;
                        return text.Length > 0;
                    }
                """;
    }

    [Fact]
    public Task What_runs_for_an_empty_file_may_stand_behind_the_question() =>
        Become(
            """
                static Settings Load()
                {
                    var text = File.ReadAllText(P);
                    if (<<text.Length > 0>>)
                        return JsonSerializer.Deserialize<Settings>(text);

                    // start anew
                    return new Settings();
                }
            """,
            """
                static Settings Load()
                {
                    var text = File.ReadAllText(P);
                    if (text.Length > 0)
                        return JsonSerializer.Deserialize<Settings>(text);

                    // start anew
                    AtomicFile.KeepAside(P);
                    return new Settings();
                }
            """
        );

    [Fact]
    public Task Of_attempts_it_is_the_last_that_counts() =>
        Become(
            """
                static Settings Load()
                {
                    for (var i = 0; i < 3; i++)
                    {
                        try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); }
                        <<catch (IOException)>> { System.Threading.Thread.Sleep(50); }
                        <<catch (JsonException)>> { }
                    }
                    return new Settings();
                }
            """,
            """
                static Settings Load()
                {
                    for (var i = 0; i < 3; i++)
                    {
                        try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); }
                        catch (IOException) { System.Threading.Thread.Sleep(50); }
                        catch (JsonException) { }
                    }
                    AtomicFile.KeepAside(P);
                    return new Settings();
                }
            """
        );

    [Fact]
    public Task Where_the_code_behind_the_attempts_runs_otherwise_as_well_it_is_not_offered() =>
        Fixes<DefaultsOverStateAnalyzer, KeepAsideCodeFix>.AreNotOffered(
            Store(
                Marked(
                    """
                        static Settings Load(bool isFirst)
                        {
                            for (var i = 0; i < 3; i++)
                            {
                                if (isFirst) break;
                                try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); }
                                <<catch (IOException)>> { System.Threading.Thread.Sleep(50); }
                            }
                            return new Settings();
                        }
                    """
                )
            )
        );

    // Where the copy fails, the program would have the defaults all the same.
    [Fact]
    public Task Where_a_finally_makes_the_defaults_it_is_not_offered() =>
        Fixes<DefaultsOverStateAnalyzer, KeepAsideCodeFix>.AreNotOffered(
            Store(
                Marked(
                    """
                        Settings _settings;
                        void Load()
                        {
                            try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); }
                            <<catch (Exception e)>> { Console.WriteLine(e); }
                            finally { _settings ??= new(); }
                        }
                        void Write() => Save(_settings);
                        void Again()
                        {
                            try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); }
                            <<finally>> { _settings ??= new(); }
                        }
                    """
                )
            )
        );

    const string Opened = "using var file = new FileStream(P, FileMode.Open, FileAccess.Read";

    // Nobody else can read it then, and a first start would fail.
    [Theory]
    [InlineData(Opened + ", FileShare.None); try { return JsonSerializer.Deserialize<Settings>(file); }")]
    [InlineData(
        "using (var file = new FileStream(P, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Write)) "
            + "try { return JsonSerializer.Deserialize<Settings>(file); }"
    )]
    [InlineData(
        "FileStream file = null; try { file = File.Open(P, FileMode.Open); return JsonSerializer.Deserialize<Settings>(file); }"
    )]
    public Task While_the_file_is_open_to_nobody_else_it_is_not_offered(string load) =>
        Fixes<DefaultsOverStateAnalyzer, KeepAsideCodeFix>.AreNotOffered(
            Store(
                $"static Settings Load() {{ {load} {{|ATW0011:catch (JsonException)|}} {{ return new Settings(); }} }}"
            )
        );

    [Theory]
    [InlineData(Opened + "); try { return JsonSerializer.Deserialize<Settings>(file); }")]
    [InlineData("try { " + Opened + ", FileShare.None); return JsonSerializer.Deserialize<Settings>(file); }")]
    public Task While_it_is_open_to_others_or_closed_again_it_is_kept(string load)
    {
        string Load(string handler) => $"    static Settings Load() {{ {load} {handler} return new Settings(); }} }}";
        return Become(Load("<<catch (JsonException)>> {"), Load("catch (JsonException) { AtomicFile.KeepAside(P);"));
    }

    static Task IsNotOffered(string members) =>
        Fixes<DefaultsOverStateAnalyzer, KeepAsideCodeFix>.AreNotOffered(Store(Marked(members)));

    const string Read =
        "static Settings Read() { try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
        + "<<catch (Exception)>> { return new Settings(); } }";
    const string KeptRead =
        "static Settings Read() { try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
        + "catch (Exception) { AtomicFile.KeepAside(P); return new Settings(); } }";
    const string SaveState =
        " Settings _state = new(); void SaveState() => AtomicFile.WriteAllText(P, JsonSerializer.Serialize(_state)); ";

    // The copy of a file that is locked fails, and what the type has then is saved later.
    [Theory]
    [InlineData("void Start() { try { _state = Read(); } catch (Exception e) { Console.WriteLine(e); } }")]
    [InlineData("void Start() { try { _state = Read(); } catch (IOException) { } }")]
    public Task Where_a_handler_further_out_starts_anew_it_is_not_offered(string start) =>
        IsNotOffered(Read + SaveState + start);

    [Theory]
    [InlineData("void Start() { try { _state = Read(); } catch (Exception e) { Console.WriteLine(e); throw; } }")]
    [InlineData("void Start() { try { _state = Read(); } catch (Exception) { Environment.Exit(1); } }")]
    [InlineData("void Start() { _state = Read(); try { Console.WriteLine(_state); } catch (Exception) { } }")]
    public Task Where_it_ends_there_it_is(string start) =>
        Become(Read + SaveState + start, KeptRead + SaveState + start);

    const string ReadOr =
        "static T ReadOr<T>(string path, T other) { try { return JsonSerializer.Deserialize<T>(File.ReadAllText(path)); } ";
    const string Foreign = " static string Foreign => Path.Combine(Environment.CurrentDirectory, \"package.json\"); ";

    // Beside somebody else's file nobody wants a copy at each start.
    [Fact]
    public Task Where_a_file_that_is_never_written_is_read_as_well_it_is_not_offered() =>
        IsNotOffered(
            ReadOr
                + "<<catch>> { return other; } }"
                + Foreign
                + "void Start() { var own = ReadOr(P, new Settings()); var others = ReadOr(Foreign, new Settings()); Save(own); }"
        );

    [Theory]
    [InlineData("void Start() { var own = ReadOr(P, new Settings()); Save(own); }")]
    [InlineData("void Start() { var own = ReadOr(P, new Settings()); own = ReadOr(Where, own); Save(own); }")]
    [InlineData(
        "void Start() { var own = ReadOr(P, new Settings()); Save(own); "
            + "var all = ReadOr(Foreign, new Settings()); File.WriteAllText(Foreign, JsonSerializer.Serialize(all)); }"
    )]
    public Task Where_all_that_it_reads_is_written_it_is(string start) =>
        Become(
            ReadOr + "<<catch>> { return other; } }" + Foreign + start,
            ReadOr + "catch { AtomicFile.KeepAside(path); return other; } }" + Foreign + start
        );

    static string Named(string path, string handler) =>
        $"static int _count; {path} static void SaveAt(Settings s) => AtomicFile.WriteAllText(GetPath(), JsonSerializer.Serialize(s)); "
        + $"static Settings Load() {{ try {{ return JsonSerializer.Deserialize<Settings>(File.ReadAllText(GetPath())); }} {handler} }}";

    [Theory]
    [InlineData("static string GetPath() { _count++; return P; }")]
    [InlineData("static string GetPath() { Count(); return P; } static void Count() { _count = _count + 1; }")]
    [InlineData("static string GetPath() { File.AppendAllText(P + \".log\", \"asked\"); return P; }")]
    public Task A_path_whose_name_does_something_is_not_said_again(string path) =>
        IsNotOffered(Named(path, "<<catch>> { return new Settings(); }"));

    [Theory]
    [InlineData("static string GetPath() => P;")]
    [InlineData("static string GetPath() { Directory.CreateDirectory(Path.GetDirectoryName(P)); return P; }")]
    public Task One_that_makes_its_folder_is(string path) =>
        Become(
            Named(path, "<<catch>> { return new Settings(); }"),
            Named(path, "catch { AtomicFile.KeepAside(GetPath()); return new Settings(); }")
        );

    [Fact]
    public Task All_of_a_file_are_mended_at_once_and_the_namespace_is_imported() =>
        Fixes<DefaultsOverStateAnalyzer, KeepAsideCodeFix>.Become(
            Two("{|ATW0011:catch|}", "", ""),
            Two("catch", "using AtomicWrites;\n", "AtomicFile.KeepAside(P); ")
        );

    static string Two(string handler, string import, string keep) =>
        $$"""
            using System;
            using System.IO;
            using System.Text.Json;
            {{import}}
            class Settings { public string Theme { get; set; } }

            class Store
            {
                static readonly string P = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData),
                    "app", "settings.json");
                static void Save(Settings settings) => File.WriteAllText(P, JsonSerializer.Serialize(settings));

                static Settings Load()
                {
                    try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); }
                    {{handler}} { {{keep}}return new Settings(); }
                }

                static Settings Again()
                {
                    try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); }
                    {{handler}} { {{keep}}return new Settings(); }
                }
            }
            """.ReplaceLineEndings("\n").Replace(
            "using System;\nusing System.IO;\nusing System.Text.Json;\nusing AtomicWrites;\n\n",
            "using System;\nusing System.IO;\nusing System.Text.Json;\nusing AtomicWrites;\n\n",
            StringComparison.Ordinal
        );
}
