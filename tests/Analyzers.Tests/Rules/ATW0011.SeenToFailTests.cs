namespace AtomicWrites.Analyzers.Tests.Rules;

/// <summary>Programs that see that a load has failed, each beside one that does not.</summary>
public class SeenToFailTests
{
    // READ is the load.
    static Task Members(string members) => DefaultsOverStateTests.Members(WithLoad(members));

    // With no other saves.
    static Task Alone(string members) =>
        DefaultsOverStateTests.Source($"class Store {{ static readonly string P = Home.P; {WithLoad(members)} }}");

    static string WithLoad(string members) =>
        members.Replace("READ", "JsonSerializer.Deserialize<Settings>(File.ReadAllText(P))", StringComparison.Ordinal);

    [Theory]
    [InlineData(
        "static Settings Load() { var settings = File.Exists(P) ? READ : new Settings(); "
            + "try { settings.Theme = int.Parse(Console.ReadLine()).ToString(); } "
            + "catch (FormatException e) { Log.Error(e); } return settings; }"
    )]
    [InlineData(
        "static Settings Load() { var settings = new Settings(); var text = File.ReadAllText(P); "
            + "try { settings = JsonSerializer.Deserialize<Settings>(text); } "
            + "{|ATW0011:catch (JsonException e)|} { Log.Error(e); } return settings; }"
    )]
    public Task What_fails_behind_the_load_is_no_unreadable_file(string members) => Members(members);

    [Theory]
    [InlineData("EnsureLoaded();", "if (_failure is not null) throw new InvalidOperationException();", false)]
    [InlineData("if (!IsLoaded()) return;", "", false)]
    [InlineData("EnsureLoaded();", "if (_failure is not null) Log.Error(_failure);", true)]
    public Task A_save_may_ask_by_a_method(string asks, string ensures, bool isReported) =>
        Alone(
            $$"""
            Exception _failure;
            bool IsLoaded() => _failure is null;
            void EnsureLoaded() { {{ensures}} }
            void Load()
            {
                try { _own = READ; }
                {{Mark("catch (Exception e)", isReported)}} { _failure = e; _own = new(); }
            }
            Settings _own;
            void Write() { {{asks}} File.WriteAllText(P, JsonSerializer.Serialize(_own)); }
            """
        );

    [Theory]
    [InlineData("_failures.Add(e);", "if (_failures.Count > 0) return;", false)]
    [InlineData("_failures.Add(e.Message);", "if (_failures.Count > 0) return;", false)]
    [InlineData("_failures.Add(e);", "Log.Warn(_failures.Count.ToString());", true)]
    public Task A_save_may_ask_for_a_list_of_failures(string keeps, string asks, bool isReported) =>
        Alone(
            $$"""
            readonly List<object> _failures = new();
            Settings Load()
            {
                try { return READ; }
                {{Mark("catch (Exception e)", isReported)}} { {{keeps}} return new(); }
            }
            void Write(Settings settings) { {{asks}} File.WriteAllText(P, JsonSerializer.Serialize(settings)); }
            """
        );

    [Theory]
    [InlineData("if (isDamaged) throw new InvalidDataException();", false)]
    [InlineData("if (isDamaged) Log.Warn(\"damaged\");", true)]
    public Task A_caller_may_ask_for_what_it_is_told_beside(string asks, bool isReported) =>
        Members(
            $$"""
            static Settings Load(out bool isDamaged)
            {
                isDamaged = false;
                try { return READ; }
                {{Mark("catch (Exception)", isReported)}} { isDamaged = true; return new(); }
            }
            static void Change() { var settings = Load(out var isDamaged); {{asks}} settings.Theme = "x"; Save(settings); }
            """
        );

    [Theory]
    [InlineData("if (settings is null) throw new InvalidOperationException(\"none\");", false)]
    [InlineData("if (settings == null) throw new InvalidOperationException(\"none\");", false)]
    [InlineData("if (settings is null) settings = new();", true)]
    public Task A_caller_may_throw_where_there_is_nothing(string asks, bool isReported) =>
        Members(
            $$"""
            Settings Read() { try { return READ; } {{Mark(
                "catch (Exception e)",
                isReported
            )}} { Log.Error(e); return null; } }
            void Change(string theme) { var settings = Read(); {{asks}} settings.Theme = theme; Save(settings); }
            """
        );

    [Theory]
    [InlineData("if (!File.Exists(P)) { _own = new(); return; }", "", false)]
    [InlineData("", "catch (FileNotFoundException) { _own = new(); }", false)]
    [InlineData("if (P.Length > 100) { _own = new(); return; }", "", true)]
    public Task A_first_start_sets_the_member_that_a_save_asks_for(string before, string beside, bool isReported) =>
        Alone(
            $$"""
            Settings _own;
            void Load()
            {
                {{before}}
                try { _own = READ; }
                {{beside}}
                {{Mark("catch (Exception e)", isReported)}} { Log.Error(e); _own = null; }
            }
            void Change(string theme)
            {
                if (_own == null) throw new InvalidOperationException("not loaded");
                _own.Theme = theme;
                File.WriteAllText(P, JsonSerializer.Serialize(_own));
            }
            """
        );

    [Theory]
    [InlineData("catch (Exception e) { Die(e.Message); }")]
    [InlineData("catch (Exception e) { Leave(e); }")]
    [InlineData("{|ATW0011:catch (Exception e)|} { Tell(e.Message); }")]
    [InlineData("catch (Exception e) when (IsMissing(e)) { }")]
    [InlineData("catch (Exception e) when (Failures.IsGone(e)) { }")]
    [InlineData("{|ATW0011:catch (Exception e) when (IsDamaged(e))|} { }")]
    public Task A_method_may_end_the_program_or_tell_failures_apart(string handler) =>
        Members(
            $$"""
            static Settings Load() { var settings = new Settings(); try { settings = READ; } {{handler}} return settings; }
            static void Die(string text) { Console.Error.WriteLine(text); Environment.Exit(2); }
            static void Leave(Exception e) => Environment.FailFast(e.Message);
            static void Tell(string text) { Console.Error.WriteLine(text); }
            static bool IsMissing(Exception e) => e is FileNotFoundException or DirectoryNotFoundException;
            static bool IsDamaged(Exception e) => e is JsonException or FileNotFoundException;
            static class Failures { public static bool IsGone(Exception e) { return e is FileNotFoundException; } }
            """
        );

    [Theory]
    [InlineData("P + \".bak\"", false)]
    [InlineData("P + DateTime.Now.Ticks", false)]
    [InlineData("null", true)]
    public Task A_replacement_may_keep_the_old_file(string backup, bool isReported) =>
        DefaultsOverStateTests.Source(
            $$"""
            class Store
            {
                static readonly string P = Home.P;
                Settings Load()
                {
                    try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); }
                    {{Mark("catch (Exception)", isReported)}} { return new(); }
                }
                void Save(Settings settings)
                {
                    var tmp = P + ".tmp";
                    File.WriteAllText(tmp, JsonSerializer.Serialize(settings));
                    File.Replace(tmp, P, {{backup}});
                }
            }
            """
        );

    [Theory]
    [InlineData("_watcher.Changed += (_, _) =>", false)]
    [InlineData("_watcher.Error += (_, _) =>", true)]
    public Task A_reload_in_a_lambda_leaves_what_was_loaded(string when, bool isReported) =>
        Members(
            $$"""
            readonly FileSystemWatcher _watcher = new();
            void Open()
            {
                _settings = READ;
                {{when}} { try { _settings = READ; } {{Mark("catch (Exception e)", isReported)}} { Log.Error(e); } };
            }
            """
        );

    [Theory]
    [InlineData("FromXml(text)", false)]
    [InlineData("Named(text)", true)]
    public Task An_older_format_may_be_read_from_the_text(string value, bool isReported) =>
        Members(
            $$"""
            static Settings Load()
            {
                var text = File.ReadAllText(P);
                try { return JsonSerializer.Deserialize<Settings>(text); }
                {{Mark("catch (JsonException)", isReported)}} { return {{value}}; }
            }
            static Settings FromXml(string text) => new() { Theme = System.Xml.Linq.XElement.Parse(text).Value };
            static Settings Named(string text) => new() { Theme = text };
            """
        );

    [Theory]
    [InlineData("Path.GetTempPath()", false)]
    [InlineData("Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData)", true)]
    public Task Scratch_is_no_state(string folder, bool isReported) =>
        DefaultsOverStateTests.Source(
            $$"""
            class Store
            {
                static readonly string P = Path.Combine({{folder}}, "x1.json");
                Settings Load()
                {
                    try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); }
                    {{Mark("catch (Exception)", isReported)}} { return new(); }
                }
                void Save(Settings settings) => File.WriteAllText(P, JsonSerializer.Serialize(settings));
            }
            """
        );

    [Theory]
    [InlineData("_tracks = Scan();", false)]
    [InlineData("_tracks = Directory.GetFiles(\"/music\").ToList();", false)]
    [InlineData("_tracks = new List<string>();", true)]
    [InlineData(
        "foreach (var file in Directory.GetFiles(\"/music\")) Log.Warn(file); _tracks = new List<string>();",
        true
    )]
    public Task What_a_scan_of_files_gives_can_be_had_again(string handler, bool isReported) =>
        Alone(
            $$"""
            List<string> _tracks;
            static List<string> Scan() => Directory.EnumerateFiles("/music").ToList();
            void Load()
            {
                try { _tracks = JsonSerializer.Deserialize<List<string>>(File.ReadAllText(P)); }
                {{Mark("catch (Exception)", isReported)}} { {{handler}} }
            }
            void Write() => File.WriteAllText(P, JsonSerializer.Serialize(_tracks));
            """
        );

    [Theory]
    [InlineData("if ({|ATW0011:parts.Length != 3|}) return new Settings(); return new() { Theme = parts[2] };")]
    [InlineData("if ({|ATW0011:parts.Length < 3|}) return new Settings(); return new() { Theme = parts[2] };")]
    [InlineData("return {|ATW0011:parts.Length == 3|} ? new Settings { Theme = parts[2] } : new Settings();")]
    [InlineData("if ({|ATW0011:parts.Length >= 3|}) return new() { Theme = parts[2] }; else return new();")]
    [InlineData("if (parts.Length != 3) throw new InvalidDataException(); return new() { Theme = parts[2] };")]
    [InlineData("if (parts.Length != 3) Log.Warn(P); return new() { Theme = parts[2] };")]
    [InlineData("if (parts.Length > 3) Log.Warn(P); return new() { Theme = parts[2] };")]
    [InlineData("if (parts.Length == 2) return new Settings { Theme = parts[1] }; return new() { Theme = parts[2] };")]
    [InlineData("if (parts.Length < 3) return new Settings { Theme = parts[0] }; return new() { Theme = parts[2] };")]
    [InlineData("return parts.Length >= 3 ? new Settings { Theme = parts[2] } : new() { Theme = parts[0] };")]
    public Task Less_content_than_there_was_is_content(string body) =>
        Alone(
            $$"""
            static Settings Load() { var parts = File.ReadAllText(P).Split('|'); {{body}} }
            static void Save(Settings settings) => File.WriteAllText(P, "1|2|" + settings.Theme);
            """
        );

    [Theory]
    [InlineData("if ({|ATW0011:state.Version > Current|}) return new Workspace(); return state;")]
    [InlineData("if ({|ATW0011:Current < state.Version|}) return new(); return state;")]
    [InlineData("if ({|ATW0011:state == null || state.Version > Current|}) state = new Workspace(); return state;")]
    [InlineData("if (state.Version > Current) throw new InvalidDataException(); return state;")]
    [InlineData("if (state.Version > Current) { AtomicFile.KeepAside(P); return new(); } return state;")]
    [InlineData("if (state.Version < Current) return new Workspace(); return state;")]
    [InlineData("if (state.Version > Current) return null; return state;")]
    [InlineData("if (state.Version > Current) Log.Warn(new Settings().Theme); return state;")]
    [InlineData("if (state.Version > Current) return new Workspace { Version = state.Version }; return state;")]
    public Task What_a_newer_version_has_written_is_content(string body) =>
        DefaultsOverStateTests.Source(
            $$"""
            class Workspace { public int Version { get; set; } }
            class Store
            {
                const int Current = 2;
                static readonly string P = Home.P;
                static Workspace Load()
                {
                    var state = JsonSerializer.Deserialize<Workspace>(File.ReadAllText(P));
                    {{body}}
                }
                static void Save(Workspace state) => File.WriteAllText(P, JsonSerializer.Serialize(state));
            }
            """
        );

    // What somebody sets in it stands in no folder.
    [Theory]
    [InlineData("library.Volume = int.Parse(Console.ReadLine());", true)]
    [InlineData("library.Volume = 7;", false)]
    [InlineData("library.Tracks = library.Tracks.Distinct().ToList();", false)]
    [InlineData("library.Count();", false)]
    public Task What_else_is_in_it_cannot(string change, bool isReported) =>
        DefaultsOverStateTests.Source(
            $$"""
            class Library
            {
                public List<string> Tracks { get; set; }
                public int Volume { get; set; }
                public int Counted { get; set; }
                public void Count() => Counted = Tracks.Count;
            }
            class Store
            {
                static readonly string P = Home.P;
                Library _library;
                static Library Scan()
                {
                    var library = new Library();
                    library.Volume = 5;
                    library.Tracks = Directory.EnumerateFiles("/music").ToList();
                    return library;
                }
                void Load()
                {
                    try { _library = JsonSerializer.Deserialize<Library>(File.ReadAllText(P)); }
                    {{Mark("catch (Exception)", isReported)}} { _library = Scan(); }
                }
                void Write() => File.WriteAllText(P, JsonSerializer.Serialize(_library));
                static void Change(Library library) { {{change}} }
            }
            """
        );

    [Theory]
    [InlineData("if (e is FileNotFoundException or JsonException) {|ATW0011:_own = new();|} else throw;")]
    [InlineData("if (e is FileNotFoundException) _own = new(); else throw;")]
    [InlineData("switch (e) { case JsonException: {|ATW0011:_own = new(); break;|} default: throw; }")]
    [InlineData("switch (e) { case FileNotFoundException: _own = new(); break; default: throw; }")]
    [InlineData("_own = e switch { JsonException => {|ATW0011:new Settings()|}, _ => throw e };")]
    [InlineData("_own = e switch { FileNotFoundException => new Settings(), _ => throw e };")]
    public Task A_handler_may_start_anew_for_some_failures(string handler)
    {
        var isReported = handler.Contains("{|", StringComparison.Ordinal);
        var plain = handler
            .Replace("{|ATW0011:", "", StringComparison.Ordinal)
            .Replace("|}", "", StringComparison.Ordinal);
        return Alone(
            $$"""
            Settings _own;
            void Load() { try { _own = READ; } {{Mark("catch (Exception e)", isReported)}} { {{plain}} } }
            void Write() => File.WriteAllText(P, JsonSerializer.Serialize(_own));
            """
        );
    }

    [Theory]
    [InlineData("Load(out var settings);", true)]
    [InlineData("if (Load(out var settings) != Status.Ok) return;", false)]
    [InlineData("if (Load(out var settings) == Status.Corrupt) return;", false)]
    [InlineData("var status = Load(out var settings); if (status == Status.Corrupt) return;", false)]
    public Task A_status_that_nobody_looks_at_tells_nothing(string call, bool isReported) =>
        Members(
            $$"""
            enum Status { Ok, Corrupt }
            static Status Load(out Settings settings)
            {
                try { settings = READ; return Status.Ok; }
                {{Mark("catch (Exception)", isReported)}} { settings = new(); return Status.Corrupt; }
            }
            static void Change() { {{call}} settings.Theme = "x"; Save(settings); }
            """
        );

    [Theory]
    [InlineData("{|ATW0011:?? new()|}")]
    [InlineData("?? throw new InvalidDataException()")]
    public Task What_is_of_another_kind_is_no_new_start(string otherwise) =>
        Alone(
            $$"""
            System.Text.Json.Nodes.JsonObject _root;
            void Load()
            {
                _root = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(P)) as System.Text.Json.Nodes.JsonObject {{otherwise}};
            }
            void Write() => File.WriteAllText(P, _root.ToString());
            """
        );

    [Theory]
    [InlineData("finally { _own ??= new(); }", true)]
    [InlineData("finally { if (_own is null) _own = new(); }", true)]
    [InlineData("catch (FileNotFoundException e) { Log.Error(e); } finally { _own ??= new(); }", true)]
    [InlineData("catch (Exception e) { AtomicFile.KeepAside(P); throw; } finally { _own ??= new(); }", false)]
    [InlineData("finally { _isBusy = false; _other = new(); }", false)]
    public Task What_makes_the_defaults_in_the_end_makes_them_also_where_the_load_throws(string end, bool isReported) =>
        Alone(
            $$"""
            Settings _own; Settings _other; bool _isBusy;
            void Load()
            {
                _own = null; _isBusy = true;
                try { _own = READ; } {{(
                isReported ? end.Replace("finally", "{|ATW0011:finally|}", StringComparison.Ordinal) : end
            )}}
            }
            void Write() => File.WriteAllText(P, JsonSerializer.Serialize(_own));
            void Other() => Log.Warn(_other.Theme + _isBusy);
            """
        );

    static string Mark(string code, bool isReported) => isReported ? $"{{|ATW0011:{code}|}}" : code;
}
