namespace AtomicWrites.Analyzers.Tests.Rules;

/// <summary>Copies that the library keeps, and ways that lead around them.</summary>
public class KeptAsideTests
{
    const string Keep = "AtomicFile.KeepAside(P);";

    static Task Load(string handler) =>
        DefaultsOverStateTests.Members(
            "static Settings Load() { try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
                + $"{handler} }} const string Q = \"other.json\"; static bool Verbose; string _copy;"
        );

    [Theory]
    [InlineData("catch (Exception e) { Log.Error(e); " + Keep + " return new(); }")]
    [InlineData("catch (Exception) { var copy = AtomicFile.KeepAside(P); Log.Warn(copy); return new(); }")]
    [InlineData("catch (Exception) { Log.Warn(AtomicFile.KeepAside(P)); return new(); }")]
    [InlineData("catch (Exception) { if (File.Exists(P)) " + Keep + " return new(); }")]
    [InlineData("catch (Exception e) { if (e is FileNotFoundException) return new(); " + Keep + " return new(); }")]
    [InlineData("catch (Exception e) { if (e is JsonException) " + Keep + " else throw; return new(); }")]
    [InlineData("catch (Exception e) { if (e is JsonException) { " + Keep + " Save(new()); return new(); } throw; }")]
    [InlineData("catch (Exception e) { if (e is not JsonException) throw; " + Keep + " return new(); }")]
    [InlineData(
        "catch (Exception e) { switch (e) { case JsonException: " + Keep + " return new(); default: throw; } }"
    )]
    [InlineData(
        "catch (Exception) { try { " + Keep + " } catch (IOException e) { Log.Error(e); throw; } return new(); }"
    )]
    [InlineData("catch (Exception) { try { Log.Warn(P); } finally { " + Keep + " } return new(); }")]
    [InlineData("catch (Exception) { Task.Run(() => AtomicFile.KeepAside(P)).Wait(); return new(); }")]
    [InlineData("catch (Exception) { lock (Lines) " + Keep + " return new(); }")]
    [InlineData("catch (Exception) { Aside(); return new(); } } static void Aside() { AtomicFile.KeepAside(P);")]
    public Task What_is_kept_on_each_way_is_not_lost(string handler) => Load(handler);

    [Theory]
    [InlineData("Exception e", "if (e is JsonException) " + Keep + " return new();")]
    [InlineData("Exception", "if (Verbose) " + Keep + " return new();")]
    [InlineData("Exception e", "if (e is IOException) return new(); " + Keep + " return new();")]
    [InlineData("Exception", "try { " + Keep + " } catch (IOException e) { Log.Error(e); } return new();")]
    [InlineData("Exception", "try { " + Keep + " } catch { } return new();")]
    [InlineData("Exception", "Save(new()); " + Keep + " return new();")]
    [InlineData("Exception", "AtomicFile.KeepAside(Q); return new();")]
    [InlineData("Exception", "Task.Run(() => AtomicFile.KeepAside(P)); return new();")]
    [InlineData("Exception", "if (Verbose) Log.Warn(AtomicFile.KeepAside(P)); return new();")]
    [InlineData(
        "Exception e",
        "Put(e); return new(); } static void Put(Exception e) { if (e is JsonException) " + Keep
    )]
    [InlineData("Exception e", "switch (e) { case JsonException: " + Keep + " break; } return new();")]
    public Task On_a_way_around_it_is(string caught, string handler) =>
        Load($"{{|ATW0011:catch ({caught})|}} {{ {handler} }}");

    [Theory]
    [InlineData("_settings = TryRead(); if (_settings is null) { AtomicFile.KeepAside(P); _settings = new(); }", true)]
    [InlineData("_settings = TryRead() ?? Fresh();", true)]
    [InlineData("_settings = TryRead(); _settings ??= Fresh();", true)]
    [InlineData("_settings = TryRead(); if (_settings == null) _settings = Fresh();", true)]
    [InlineData(
        "_settings = TryRead(); if (_settings is null) { if (Verbose) AtomicFile.KeepAside(P); _settings = new(); }",
        false
    )]
    [InlineData("_settings = TryRead() ?? new();", false)]
    public Task Where_nothing_is_returned_the_caller_may_keep_it(string load, bool keeps) =>
        DefaultsOverStateTests.Members(
            "static bool Verbose; "
                + "static Settings TryRead() { try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
                + (keeps ? "catch (Exception)" : "{|ATW0011:catch (Exception)|}")
                + $" {{ return null; }} }} static Settings Fresh() {{ {Keep} return new(); }} void Open() {{ {load} }}"
        );

    const string Kept =
        "static Settings Load() { try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
        + "catch (Exception) { AtomicFile.KeepAside(P); return new(); } } ";

    // The copy of a file that is locked fails; and what the type has then is saved later.
    [Theory]
    [InlineData("void Start() { try { _settings = Load(); } {|ATW0011:catch (Exception e)|} { Log.Error(e); } }")]
    [InlineData("void Start() { try { _settings = Load(); } {|ATW0011:catch (IOException)|} { } }")]
    [InlineData("void Start() { try { _settings = Load(); } {|ATW0011:catch|} { _settings = new(); } }")]
    [InlineData("void Get() { _settings = Load(); } void Start() { try { Get(); } {|ATW0011:catch|} { } }")]
    [InlineData("void Start() { try { _settings = Load(); } catch (Exception e) { Log.Error(e); throw; } }")]
    [InlineData("void Start() { try { _settings = Load(); } catch (FileNotFoundException) { } }")]
    [InlineData("void Start() { _settings = Load(); try { Log.Warn(_settings.Theme); } catch { } }")]
    public Task A_caller_that_swallows_what_the_copy_throws_starts_anew(string start) =>
        DefaultsOverStateTests.Members(Kept + start);

    const string All =
        "static Settings Load() { try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
        + "catch (Exception e) { Log.Error(e); return null; } } ";

    // Nothing gets out of it, nor out of what passes it on.
    [Theory]
    [InlineData("void Start() { try { _settings = Load(); } catch { } }")]
    [InlineData("void Get() { _settings = Load(); } void Start() { try { Get(); } catch { } }")]
    [InlineData("Settings Get() => Load(); void Start() { try { _settings = Get(); } catch { } }")]
    public Task A_caller_of_what_catches_all_itself_hears_of_nothing(string start) =>
        DefaultsOverStateTests.Members(All + start);

    [Theory]
    [InlineData("void Write() { AtomicFile.KeepAside(P); SAVE }", false)]
    [InlineData("void Write() { Backup(); SAVE } void Backup() => AtomicFile.KeepAside(P);", false)]
    [InlineData("void SaveAll() { AtomicFile.KeepAside(P); Write(); } void Write() { SAVE }", false)]
    [InlineData("void Write() { SAVE AtomicFile.KeepAside(P); }", true)]
    [InlineData("void Write() { if (_isLoud) AtomicFile.KeepAside(P); SAVE } bool _isLoud;", true)]
    [InlineData("void Write() { SAVE } void Backup() => AtomicFile.KeepAside(P);", true)]
    public Task A_save_keeps_what_it_writes_over_only_where_it_does_so_first(string save, bool isReported) =>
        DefaultsOverStateTests.Source(
            "class Store { static readonly string P = Home.P; Settings _own; void Load() { "
                + "try { _own = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
                + (isReported ? "{|ATW0011:catch (Exception)|}" : "catch (Exception)")
                + " { _own = new(); } } "
                + save.Replace(
                    "SAVE",
                    "File.WriteAllText(P, JsonSerializer.Serialize(_own));",
                    StringComparison.Ordinal
                )
                + " }"
        );

    [Theory]
    [InlineData("AtomicFile.KeepAside(P);", false)]
    [InlineData("if (File.Exists(P)) AtomicFile.KeepAside(P);", false)]
    [InlineData("if (Verbose) AtomicFile.KeepAside(P);", true)]
    [InlineData("try { AtomicFile.KeepAside(P); } catch { }", true)]
    public Task What_is_kept_before_the_load_is_so_too(string keep, bool isReported) =>
        DefaultsOverStateTests.Members(
            $"static bool Verbose; static Settings Load() {{ {keep} "
                + "try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
                + (isReported ? "{|ATW0011:catch (Exception)|}" : "catch (Exception)")
                + " { return new(); } }"
        );
}
