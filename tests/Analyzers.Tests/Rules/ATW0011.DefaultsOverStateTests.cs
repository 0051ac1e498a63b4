using AtomicWrites.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;

namespace AtomicWrites.Analyzers.Tests.Rules;

/// <summary>
/// Settings as applications load and save them; <c>{|ATW0011:…|}</c> marks where a file that cannot be read becomes a
/// new start.
/// </summary>
public class DefaultsOverStateTests
{
    internal const string Shared = """
        using System; using System.Collections.Generic; using System.IO; using System.Linq; using System.Text.Json; using System.Threading;
        using System.Threading.Tasks; using System.Xml; using System.Xml.Serialization; using AtomicWrites; using Newtonsoft.Json;
        using JsonException = System.Text.Json.JsonException; using JsonSerializer = System.Text.Json.JsonSerializer;

        namespace Newtonsoft.Json
        {
            class JsonException : Exception { }
            static class JsonConvert
            {
                public static T DeserializeObject<T>(string text) => throw null;
                public static string SerializeObject(object value) => throw null;
                public static void PopulateObject(string text, object target) => throw null;
            }
        }

        public class Settings { public string Theme { get; set; } = "light"; }

        static class Home
        {
            public static readonly string P = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData),
                "app", "settings.json");
        }

        static class Log { public static void Error(Exception e) { } public static void Warn(string text) { } }
        static class MessageBox { public static bool Show(string text) => true; }

        """;

    internal const string Store = """
        const string Name = "settings.json";
        static readonly string P = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "app", Name);
        public static void Save(Settings settings) => File.WriteAllText(P, JsonSerializer.Serialize(settings));
        Settings _settings = new();
        static readonly List<string> Lines = new();
        bool _failed;
        void Keep() => File.WriteAllText(P, JsonSerializer.Serialize(_settings));
        static void SaveLines() => File.WriteAllLines(P, Lines);

        """;

    internal static Task Members(string members) => Source($"class Store\n{{\n{Store}\n{members}\n}}");

    internal static Task Source(string source) => Verify.Source<DefaultsOverStateAnalyzer>(Shared + source);

    [Theory]
    [InlineData(
        "public static Settings Load() { try { "
            + "return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "{|ATW0011:catch|} { return new Settings(); } }"
    )]
    [InlineData(
        "public static Settings Load() { if (!File.Exists(P)) return new(); "
            + "try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)) ?? new(); } "
            + "{|ATW0011:catch (JsonException)|} { return new(); } }"
    )]
    [InlineData(
        "public static Settings Load() { try { var text = File.ReadAllText(P); "
            + "return JsonSerializer.Deserialize<Settings>(text); } "
            + "{|ATW0011:catch (Exception e) when (e is IOException or JsonException)|} { "
            + "Log.Error(e); return new(); } }"
    )]
    [InlineData(
        "public static async Task<Settings> LoadAsync() { try { using var stream = File.OpenRead(P); "
            + "return await JsonSerializer.DeserializeAsync<Settings>(stream); } "
            + "{|ATW0011:catch (Exception e)|} { Log.Error(e); return new Settings(); } }"
    )]
    [InlineData(
        "public static Settings Load() { Settings settings; "
            + "try { settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "{|ATW0011:catch|} { settings = new(); } return settings; }"
    )]
    [InlineData(
        "public static Settings Load() { var settings = new Settings(); "
            + "try { settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "{|ATW0011:catch (Exception e)|} { Log.Error(e); } return settings; }"
    )]
    [InlineData(
        "public static Settings Load() { try { "
            + "return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "{|ATW0011:catch (Exception e)|} { Log.Error(e); } return new Settings(); }"
    )]
    [InlineData(
        "public static Settings Load() { var text = File.ReadAllText(P); "
            + "try { return JsonSerializer.Deserialize<Settings>(text); } "
            + "{|ATW0011:catch (JsonException)|} { return new(); } }"
    )]
    [InlineData(
        "void Load() { try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "{|ATW0011:catch (Exception e)|} { Log.Error(e); } }"
    )]
    [InlineData(
        "bool Load() { try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); "
            + "return true; } {|ATW0011:catch (Exception e)|} { _settings = new(); return false; } }"
    )]
    [InlineData(
        "public Store() { try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } {|ATW0011:catch|} { } }"
    )]
    [InlineData(
        "public static Settings Load() { try { using var stream = new FileStream(P, FileMode.Open); "
            + "return (Settings)new XmlSerializer(typeof(Settings)).Deserialize(stream); } "
            + "{|ATW0011:catch (InvalidOperationException)|} { return new(); } }"
    )]
    [InlineData(
        "static void Load() { try { foreach (var line in File.ReadAllLines(P)) Lines.Add(line.Trim()); } "
            + "{|ATW0011:catch (Exception e)|} { Log.Error(e); } }"
    )]
    [InlineData(
        "static Settings Read() { try { using var reader = new BinaryReader(File.OpenRead(P)); "
            + "return new Settings { Theme = reader.ReadString() }; } "
            + "{|ATW0011:catch (EndOfStreamException)|} { return new(); } }"
    )]
    [InlineData(
        "static readonly Lazy<Settings> Current = new(() => { try { "
            + "return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "{|ATW0011:catch|} { return new(); } });"
    )]
    [InlineData(
        "public static Settings Load() { try { "
            + "return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "catch (FileNotFoundException) { return new(); } {|ATW0011:catch (Exception)|} { return new(); } }"
    )]
    [InlineData(
        "public static Settings Load() { try { "
            + "return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "{|ATW0011:catch (Exception)|} { File.Delete(P); return new(); } }"
    )]
    [InlineData(
        "public static Settings Load() { try { "
            + "return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "{|ATW0011:catch (Exception)|} { File.Delete(P); throw; } }"
    )]
    [InlineData(
        "public static Settings Load() { try { "
            + "return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "{|ATW0011:catch (Exception e)|} { MessageBox.Show(e.Message); return new(); } }"
    )]
    [InlineData(
        "class Window { public void ShowMessageBox(string text) { } } Window _window; "
            + "void Load() { try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "{|ATW0011:catch (Exception e)|} { _window?.ShowMessageBox(e.Message); } }"
    )]
    [InlineData(
        "public static Settings Load() { var text = File.ReadAllText(P); "
            + "if ({|ATW0011:string.IsNullOrWhiteSpace(text)|}) return new(); "
            + "return JsonSerializer.Deserialize<Settings>(text); }"
    )]
    [InlineData(
        "public static Settings Load() { var text = File.ReadAllText(P); "
            + "if ({|ATW0011:text.Length == 0|}) { return new Settings(); } "
            + "return JsonSerializer.Deserialize<Settings>(text); }"
    )]
    [InlineData(
        "public static Settings Load() => JsonConvert.DeserializeObject<Settings>(File.ReadAllText(P)) {|ATW0011:?? new Settings()|};"
    )]
    [InlineData(
        "public static Settings Load() { "
            + "var settings = JsonConvert.DeserializeObject<Settings>(File.ReadAllText(P)); "
            + "if ({|ATW0011:settings == null|}) settings = new Settings(); return settings; }"
    )]
    [InlineData(
        "static Settings TryRead() { try { "
            + "return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "{|ATW0011:catch|} { return null; } } static Settings Current = TryRead() ?? new();"
    )]
    [InlineData(
        "static bool TryRead(out Settings settings) { try { "
            + "settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); return true; } "
            + "{|ATW0011:catch|} { settings = null; return false; } } "
            + "static Settings Get() { if (!TryRead(out var settings)) settings = new(); return settings; }"
    )]
    [InlineData(
        "static void Count() { Settings settings; try { "
            + "settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "{|ATW0011:catch|} { settings = new(); } settings.Theme += \"!\"; "
            + "File.WriteAllText(P, JsonSerializer.Serialize(settings)); }"
    )]
    [InlineData(
        "static Settings Load() { try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); "
            + "} {|ATW0011:catch (Exception e)|} { Log.Error(e); var settings = new Settings(); Save(settings); "
            + "return settings; } }"
    )]
    [InlineData(
        "static void LoadInto(Settings settings) { using var reader = File.OpenText(P); "
            + "settings.Theme = reader.ReadToEnd(); } static Settings Load() { try { "
            + "var settings = new Settings(); LoadInto(settings); return settings; } "
            + "{|ATW0011:catch|} { return new(); } }"
    )]
    [InlineData(
        "static Settings TryRead() { try { "
            + "return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "{|ATW0011:catch|} { return null; } } static Settings Get() => TryRead(); "
            + "static Settings Current = Get() ?? new();"
    )]
    [InlineData(
        "static bool TryReadLines(string path, Action<string> take) { try { "
            + "foreach (var line in File.ReadAllLines(path)) take(line); return true; } "
            + "{|ATW0011:catch (IOException)|} { return false; } } static bool Load() { Lines.Clear(); "
            + "if (P == null || !TryReadLines(P, line => Lines.Add(line))) return false; return true; } "
            + "static void Start() { Load(); SaveLines(); }"
    )]
    [InlineData(
        "void Load() { var text = File.ReadAllText(P); if ({|ATW0011:string.IsNullOrEmpty(text)|}) { "
            + "Log.Warn(\"empty\"); return; } _settings = JsonSerializer.Deserialize<Settings>(text); }"
    )]
    [InlineData(
        "static List<Settings> Read() { try { "
            + "return JsonSerializer.Deserialize<List<Settings>>(File.ReadAllText(P)); } "
            + "{|ATW0011:catch|} { return new(); } } static void Add(Settings one) { var all = Read(); "
            + "all.Add(one); File.WriteAllText(P, JsonSerializer.Serialize(all)); }"
    )]
    [InlineData(
        "public static Settings Load() { try { "
            + "return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "{|ATW0011:catch|} { File.Copy(\"shipped.json\", P, true); return new(); } }"
    )]
    [InlineData(
        "public static Settings Load() { try { "
            + "return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "{|ATW0011:catch|} { new FileInfo(\"shipped.json\").CopyTo(P, true); return new(); } }"
    )]
    [InlineData(
        "public static Settings Load() { for (var i = 0; i < 3; "
            + "i++) { try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "{|ATW0011:catch (IOException)|} { Thread.Sleep(50); } } return new(); }"
    )]
    [InlineData(
        "static Settings Read() { try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); "
            + "} {|ATW0011:catch|} { return null; } } static Settings Get() { if (Read() is { } "
            + "loaded) return loaded; return new(); }"
    )]
    [InlineData(
        "static Settings Read() { try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); "
            + "} {|ATW0011:catch|} { return null; } } static Settings Get() { if (Read() is not { } "
            + "loaded) loaded = new(); return loaded; }"
    )]
    [InlineData(
        "static Settings Read() { try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); "
            + "} {|ATW0011:catch|} { return null; } } "
            + "static Settings Get() => Read() is Settings loaded ? loaded : new();"
    )]
    [InlineData(
        "static Settings Read() { try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); "
            + "} {|ATW0011:catch|} { return null; } } static Settings Get() => Read() switch { "
            + "null => new Settings(), var loaded => loaded };"
    )]
    [InlineData(
        "static Settings Read() { try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); "
            + "} {|ATW0011:catch|} { return null; } } static Settings Get() { var loaded = Read(); "
            + "return loaded != null ? loaded : new(); }"
    )]
    [InlineData(
        "static Settings Read() { try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); "
            + "} {|ATW0011:catch|} { return null; } } static Settings Get() { var loaded = Read(); "
            + "if (loaded == null || loaded.Theme == null) loaded = new(); return loaded; }"
    )]
    [InlineData(
        "static bool TryRead(out Settings settings) { try { "
            + "settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); return true; } "
            + "{|ATW0011:catch|} { settings = null; return false; } } "
            + "static Settings Get() { if (TryRead(out var settings)) return settings; return new(); }"
    )]
    [InlineData(
        "static bool TryRead(out Settings settings) { try { "
            + "settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); return true; } "
            + "{|ATW0011:catch|} { settings = null; return false; } } "
            + "static Settings Get() { if (!TryRead(out var settings)) return new Settings(); return settings; }"
    )]
    [InlineData(
        "static bool TryRead(out Settings settings) { try { "
            + "settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); return true; } "
            + "{|ATW0011:catch|} { settings = null; return false; } } "
            + "static Settings Get() { var isRead = TryRead(out var settings); "
            + "if (!isRead) settings = new(); return settings; }"
    )]
    [InlineData(
        "bool TryLoad() { try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); "
            + "return true; } {|ATW0011:catch|} { return false; } } public Store() => TryLoad();"
    )]
    [InlineData(
        "bool TryLoad() { try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); "
            + "return true; } {|ATW0011:catch|} { return false; } } public Store() { _ = TryLoad(); }"
    )]
    [InlineData(
        "static Settings Current; static void Start() { Settings loaded = null; "
            + "try { loaded = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "{|ATW0011:catch (Exception e)|} { Log.Error(e); } Current = loaded ?? new Settings(); }"
    )]
    [InlineData(
        "class Plugin { public string Theme { get; set; } "
            + "void Load() { try { JsonConvert.PopulateObject(File.ReadAllText(P), this); } "
            + "{|ATW0011:catch (Exception e)|} { Log.Error(e); } } "
            + "void Save() => File.WriteAllText(P, JsonConvert.SerializeObject(this)); }"
    )]
    [InlineData(
        "public static Settings Load() { var bytes = File.ReadAllBytes(P); "
            + "return {|ATW0011:bytes.Length > 0|} ? JsonSerializer.Deserialize<Settings>(bytes) : new "
            + "Settings(); }"
    )]
    [InlineData(
        "public static Settings Load() { var text = File.ReadAllText(P); "
            + "return {|ATW0011:string.IsNullOrEmpty(text)|} ? new() "
            + ": JsonSerializer.Deserialize<Settings>(text); }"
    )]
    [InlineData(
        "public static Settings Load() { var text = File.ReadAllText(P); "
            + "if ({|ATW0011:!string.IsNullOrWhiteSpace(text)|}) { "
            + "return JsonSerializer.Deserialize<Settings>(text); } return new Settings(); }"
    )]
    [InlineData(
        "public static Settings Load() { var file = new FileInfo(P); "
            + "if ({|ATW0011:!file.Exists || file.Length == 0|}) return new(); "
            + "return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); }"
    )]
    [InlineData(
        "static T Read<T>(string path) => JsonConvert.DeserializeObject<T>(File.ReadAllText(path)); "
            + "public static Settings Load() => Read<Settings>(P) {|ATW0011:?? new Settings()|};"
    )]
    [InlineData(
        "static T Read<T>(string path) { "
            + "var value = JsonConvert.DeserializeObject<T>(File.ReadAllText(path)); return value; } "
            + "public static Settings Load() { var settings = Read<Settings>(P); "
            + "if ({|ATW0011:settings is null|}) settings = new(); return settings; }"
    )]
    [InlineData(
        "class Session { public static Settings Restore() { try { "
            + "return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "{|ATW0011:catch|} { return new Settings(); } } }"
    )]
    [InlineData(
        "void Load() { try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "{|ATW0011:catch|} { RestoreDefaults(); } } void RestoreDefaults() => _settings = new();"
    )]
    [InlineData(
        "void Load() { var document = new XmlDocument(); try { document.Load(P); } "
            + "{|ATW0011:catch (Exception e)|} { Log.Error(e); return; } "
            + "Lines.Clear(); foreach (XmlElement line in document[\"lines\"].ChildNodes) Lines.Add(line.InnerText); }"
    )]
    [InlineData(
        "void Load() { var document = new XmlDocument(); try { document.Load(P); } {|ATW0011:catch|} { return; } "
            + "foreach (XmlElement line in document[\"lines\"].ChildNodes) Put(line.InnerText); } void Put(string line) => Lines.Add(line);"
    )]
    [InlineData(
        "public Store() { string[] lines; try { lines = File.ReadAllLines(P); } {|ATW0011:catch|} { return; } Lines.AddRange(lines); }"
    )]
    [InlineData(
        "void LoadOrCreate(string folder) { try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "{|ATW0011:catch|} { _settings = new(); } if (!Directory.Exists(folder)) return; Keep(); }"
    )]
    [InlineData(
        "void RestoreActions() { try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "{|ATW0011:catch (Exception e)|} { Log.Error(e); } }"
    )]
    [InlineData(
        "(bool, Settings) Load() { try { return (true, JsonSerializer.Deserialize<Settings>(File.ReadAllText(P))); } "
            + "{|ATW0011:catch|} { return (false, new Settings()); } } "
            + "void Start() { var (isRead, settings) = Load(); if (!isRead) Log.Warn(\"damaged\"); Save(settings); }"
    )]
    [InlineData(
        "void Load() { try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } {|ATW0011:catch (Exception e)|} { "
            + "if (e is FormatException or JsonException) { Save(new Settings()); _settings = new(); } else throw; } }"
    )]
    [InlineData(
        "void Load() { try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "{|ATW0011:catch|} { Ship(); _settings = new(); } } "
            + "static void Ship() { using var shipped = typeof(Store).Assembly.GetManifestResourceStream(Name); "
            + "using var file = File.Create(P); shipped.CopyTo(file); }"
    )]
    [InlineData(
        "public static Settings Load() { try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "{|ATW0011:catch (Exception e)|} { "
            + "if (e is JsonException) { var fresh = new Settings(); Save(fresh); return fresh; } throw; } }"
    )]
    [InlineData(
        "public static Settings Load() { try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "{|ATW0011:catch (Exception e)|} { if (e is JsonException) return new Settings(); throw; } }"
    )]
    [InlineData(
        "readonly Dictionary<string, Settings> _all = new(); void KeepAll() => File.WriteAllLines(P, _all.Keys); "
            + "void Load() { string[] lines; try { lines = File.ReadAllLines(P); } {|ATW0011:catch (IOException e)|} { "
            + "Log.Error(e); lines = []; } foreach (var line in lines) _all[line] = new Settings(); }"
    )]
    [InlineData(
        "static string TryRead() { try { return File.ReadAllText(P); } {|ATW0011:catch|} { return null; } } "
            + "static Settings Load() { var json = TryRead(); "
            + "return json == null ? new Settings() : JsonSerializer.Deserialize<Settings>(json); }"
    )]
    [InlineData(
        "static string TryRead() { try { return File.ReadAllText(P); } {|ATW0011:catch|} { return null; } } "
            + "static Settings Load() { var json = TryRead(); if (json is null) return new Settings(); "
            + "return JsonSerializer.Deserialize<Settings>(json); }"
    )]
    public Task What_cannot_be_read_becomes_a_new_start(string members) => Members(members);

    [Theory]
    [InlineData(
        "void Load() { try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } catch (Exception e) { "
            + "if (e is FileNotFoundException) { Save(new Settings()); _settings = new(); } else throw; } }"
    )]
    [InlineData(
        "bool Load() { var ok = false; try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); ok = true; } "
            + "catch { } return ok; } void Start() { if (!Load()) { if (MessageBox.Show(\"Start anew?\")) Keep(); } }"
    )]
    [InlineData(
        "Outcome Load() { try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); return new(); } "
            + "catch (Exception e) { return e; } } void Start() { if (Load().Failure is null) Keep(); } "
            + "class Outcome { public Exception Failure; public static implicit operator Outcome(Exception e) => new() { Failure = e }; }"
    )]
    [InlineData(
        "Outcome Load() { try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); return new(); } "
            + "catch { return Outcome.Fail(\"unreadable\"); } } void Start() { if (Load().Failure is null) Keep(); } "
            + "class Outcome { public string Failure; public static Outcome Fail(string why) => new() { Failure = why }; }"
    )]
    public Task Whoever_tells_or_asks_first_loses_nothing(string members) => Members(members);

    [Theory]
    [InlineData("catch (Exception e) { Log.Error(e); throw; }")]
    [InlineData("catch (Exception e) { throw new InvalidDataException(\"no settings\", e); }")]
    [InlineData("catch (FileNotFoundException) { return new(); }")]
    [InlineData("catch (DirectoryNotFoundException) { return new(); } catch (FileNotFoundException) { return new(); }")]
    [InlineData(
        "catch (IOException e) when (e is FileNotFoundException or DirectoryNotFoundException) { return new(); }"
    )]
    [InlineData("catch (IOException) when (!File.Exists(P)) { return new(); }")]
    [InlineData("catch (Exception e) { if (e is not FileNotFoundException) throw; return new(); }")]
    [InlineData("catch { AtomicFile.KeepAside(P); return new(); }")]
    [InlineData("catch { File.Copy(P, P + \".old\", true); return new(); }")]
    [InlineData("catch { File.Move(P, P + \".bad\"); return new(); }")]
    [InlineData("catch { MoveToQuarantine(); return new(); }")]
    [InlineData("catch { Aside(); return new(); }")]
    [InlineData("catch { return LoadBackup(); }")]
    [InlineData("catch { if (!MessageBox.Show(\"Start anew?\")) Environment.Exit(1); return new(); }")]
    [InlineData("catch (Exception e) { Log.Error(e); Environment.Exit(1); return null; }")]
    [InlineData("catch (OperationCanceledException) { return new(); }")]
    public Task Who_does_not_start_anew_or_has_kept_the_file_loses_nothing(string handler) =>
        Members(
            $$"""
            public static Settings Load()
            {
                try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); }
                {{handler}}
            }
            static void Aside() { var to = P + DateTime.Now.Ticks; File.Move(P, to); }
            static void MoveToQuarantine() { }
            static Settings LoadBackup() => JsonSerializer.Deserialize<Settings>(File.ReadAllText(P + ".bak"));
            """
        );

    [Theory]
    [InlineData(
        "class Session { public static Settings RestoreBackup() { try { "
            + "return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "catch { return new Settings(); } } }"
    )]
    [InlineData(
        "class Backups { public static Settings RestoreState() { try { "
            + "return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "catch { return new Settings(); } } }"
    )]
    [InlineData(
        "public static Settings Load() { try { "
            + "return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "catch (Exception e) { return Fail(e); } } static Settings Fail(Exception e) { Log.Error(e); "
            + "throw new InvalidDataException(\"no settings\", e); }"
    )]
    [InlineData(
        "public static Settings Load() { try { "
            + "return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "catch (Exception e) { return Fail(e); } } "
            + "static Settings Fail(Exception e) => throw new InvalidDataException(\"no settings\", e);"
    )]
    [InlineData(
        "class Problem { } static bool TryRead(out Settings settings) { try { "
            + "settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); return true; } "
            + "catch { settings = null; return false; } } static object Put() { "
            + "if (!TryRead(out var settings)) return new Problem(); Save(settings); return settings; }"
    )]
    [InlineData(
        "class Problem { } static bool TryRead(out Settings settings) { try { "
            + "settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); return true; } "
            + "catch { settings = null; return false; } } "
            + "static object Get() => TryRead(out var settings) ? settings : new Problem();"
    )]
    [InlineData(
        "static Settings Read() { try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); "
            + "} catch { return null; } } static void Change() { if (Read() is { } "
            + "settings) { settings.Theme = \"x\"; Save(settings); } "
            + "else { Log.Warn(\"nothing was changed\"); } }"
    )]
    [InlineData(
        "public static Settings Load() { var text = File.ReadAllText(P); "
            + "return text.Length > 0 ? JsonSerializer.Deserialize<Settings>(text) "
            + ": throw new InvalidDataException(); }"
    )]
    [InlineData(
        "public static Settings Load() { var file = new FileInfo(P); "
            + "if (file.Length == 0) throw new InvalidDataException(); "
            + "return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); }"
    )]
    [InlineData(
        "static T DeserializeFrom<T>(string path) => "
            + "JsonSerializer.Deserialize<T>(File.ReadAllText(path)); "
            + "public static Settings Load() => DeserializeFrom<Settings>(P) ?? new Settings();"
    )]
    [InlineData(
        "static int Main2() { Settings settings; try { "
            + "settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "catch (Exception e) { Log.Error(e); return 1; } settings.Theme = \"x\"; "
            + "File.WriteAllText(P, JsonSerializer.Serialize(settings)); return 0; }"
    )]
    [InlineData(
        "static void Change() { try { var settings = "
            + "JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); settings.Theme = \"x\"; "
            + "File.WriteAllText(P, JsonSerializer.Serialize(settings)); } "
            + "catch (Exception e) { Log.Error(e); } }"
    )]
    [InlineData(
        "static Settings TryRead() { try { "
            + "return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } catch { return null; } } "
            + "static void Change() { var settings = TryRead(); if (settings == null) return; Save(settings); }"
    )]
    [InlineData(
        "static Settings TryRead() { try { "
            + "return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } catch { return null; } } "
            + "static Settings Get() => TryRead() ?? throw new InvalidDataException();"
    )]
    [InlineData(
        "void Reload() { try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "catch (Exception e) { Log.Error(e); } }"
    )]
    [InlineData(
        "static Settings Load() { for (var i = 0; ; i++) try { "
            + "return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "catch (IOException) when (i < 3) { Thread.Sleep(10); } }"
    )]
    [InlineData(
        "static Settings Load() => JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)) ?? new Settings();"
    )]
    [InlineData(
        "static Settings TryRead(string path) { try { "
            + "return JsonSerializer.Deserialize<Settings>(File.ReadAllText(path)); } catch { return null; } } "
            + "static Settings Current = TryRead(P) ?? TryRead(P + \".bak\") ?? new();"
    )]
    [InlineData(
        "static Settings Load() { File.Copy(P, P + \".old\", true); "
            + "try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "catch { return new(); } }"
    )]
    [InlineData(
        "static Settings TryRead() { var text = File.ReadAllText(P); "
            + "if (string.IsNullOrEmpty(text)) { Log.Warn(FormatErrorIsEmpty(text)); return null; } "
            + "return JsonSerializer.Deserialize<Settings>(text); } "
            + "static string FormatErrorIsEmpty(string text) => text; "
            + "static void Start() { var settings = TryRead(); if (settings == null) return; Save(settings); }"
    )]
    [InlineData(
        "static string Show() { try { return \"Theme: \" + "
            + "JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)).Theme; } "
            + "catch (Exception e) { return e.Message; } }"
    )]
    [InlineData(
        "static Settings Get() { var text = File.ReadAllText(P); "
            + "try { return JsonSerializer.Deserialize<Settings>(text); } "
            + "catch (JsonException) { Log.Warn(\"old format\"); } "
            + "return JsonSerializer.Deserialize<List<Settings>>(text)[0]; }"
    )]
    [InlineData(
        "void Start() { try { Generate(); } catch (Exception e) { Log.Error(e); } } "
            + "void Generate() { if (File.ReadAllText(P) == \"1\") return; File.WriteAllText(P, \"1\"); }"
    )]
    [InlineData(
        "void Shown() { try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "catch (JsonException) { MessageBox.Show(\"Unreadable.\"); this.Close(); } } void Close() { }"
    )]
    [InlineData(
        "void Load() { Read(); } void Read() { try { "
            + "_settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "catch (Exception e) { Log.Error(e); throw; } } void Again() { try { Keep(); } "
            + "catch (Exception e) { Log.Error(e); } }"
    )]
    [InlineData(
        "static string Get(string key) => JsonSerializer.Deserialize<Dictionary<string, "
            + "string>>(File.ReadAllText(P))[key]; static string Address { get { const string Any = \"*\"; "
            + "var value = Get(\"address\"); if (string.IsNullOrEmpty(value)) return Any; return value; } }"
    )]
    [InlineData(
        "bool TryRead() { try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); "
            + "return true; } catch { return false; } } Settings Peek() => TryRead() ? _settings : null;"
    )]
    [InlineData(
        "static TimeZoneInfo Zone() { var id = File.ReadAllText(P); "
            + "try { return TimeZoneInfo.FindSystemTimeZoneById(id); } "
            + "catch (TimeZoneNotFoundException) { return TimeZoneInfo.Local; } }"
    )]
    [InlineData(
        "static void Generate(string text) { var isCurrent = false; "
            + "try { isCurrent = File.ReadAllText(P) == text; } catch { } "
            + "if (!isCurrent) File.WriteAllText(P, text); }"
    )]
    [InlineData(
        "static Settings Load() { try { "
            + "return JsonConvert.DeserializeObject<Settings>(File.ReadAllText(P)) ?? new(); } "
            + "catch { AtomicFile.KeepAside(P); return new(); } }"
    )]
    [InlineData(
        "static bool Patch(string path) { string[] lines; try { lines = File.ReadAllLines(path); } "
            + "catch (IOException) { return false; } File.WriteAllLines(path, lines); return true; } "
            + "bool _isDone; bool Run() { _isDone = false; if (!Patch(P)) return false; _isDone = true; "
            + "return true; } void Start() { Run(); }"
    )]
    [InlineData(
        "static Settings Load() { var settings = new Settings(); "
            + "try { settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "catch (InvalidCastException) { Log.Warn(\"of another type\"); } return settings; }"
    )]
    [InlineData(
        """
            static bool Load() { try { _shared = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); return true; }
                catch { return false; } }
            static bool LoadAll() { var good = true; var isLoaded = Load(); if (!isLoaded) good = false; return good; }
            static void Main() { if (!LoadAll()) return; Save(_shared); }
            static Settings _shared;
            """
    )]
    [InlineData(
        """
            static bool Load() { try { _shared = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); return true; }
                catch { return false; } }
            static bool LoadAll() { var isBad = false; if (!Load()) { Log.Error(null); isBad = true; } return isBad; }
            static void Main() { if (LoadAll()) return; Save(_shared); }
            static Settings _shared;
            """
    )]
    [InlineData(
        "public static Settings Load() { try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } catch (Exception e) { "
            + "if (e is FileNotFoundException or DirectoryNotFoundException) return new Settings(); throw; } }"
    )]
    [InlineData(
        "public static Settings Load(bool isSilent) { try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "catch (Exception) { if (isSilent) return new Settings(); throw; } }"
    )]
    [InlineData(
        "static string TryRead() { try { return File.ReadAllText(P); } catch { return null; } } "
            + "static Settings Load() { var json = TryRead(); "
            + "return json == null ? throw new InvalidDataException() : JsonSerializer.Deserialize<Settings>(json); }"
    )]
    [InlineData(
        "static string TryRead() { try { return File.ReadAllText(P); } catch { return null; } } "
            + "static object Load() { var text = TryRead(); return text == null ? new Settings() : text; }"
    )]
    [InlineData(
        "public static Settings Load() { try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "catch (JsonException) { return LoadV1(); } } "
            + "static Settings LoadV1() => new() { Theme = JsonSerializer.Deserialize<List<string>>(File.ReadAllText(P))[0] };"
    )]
    [InlineData(
        "(bool, Settings) Load() { try { return (true, JsonSerializer.Deserialize<Settings>(File.ReadAllText(P))); } "
            + "catch { return (false, new Settings()); } } "
            + "void Start() { var (isRead, settings) = Load(); if (!isRead) { Log.Warn(\"damaged\"); return; } Save(settings); }"
    )]
    [InlineData(
        "enum Status { Read, Corrupt } (Status, Settings) Load() { try { "
            + "return (Status.Read, JsonSerializer.Deserialize<Settings>(File.ReadAllText(P))); } "
            + "catch { return (Status.Corrupt, new Settings()); } } "
            + "void Start() { var loaded = Load(); if (loaded.Item1 == Status.Corrupt) { "
            + "Log.Warn(\"damaged\"); return; } Save(loaded.Item2); }"
    )]
    public Task Who_does_not_go_on_with_defaults_is_not_reported(string members) => Members(members);

    // The caller leaves before it has changed or written anything.
    [Fact]
    public Task A_failure_that_is_passed_on_before_anything_has_changed_is_none() =>
        Source(
            """
            class Plugin { public string Name { get; set; } public string Author { get; set; } }
            interface ILog { void LogWarning(string text); }
            class Plugins
            {
                ILog _logger;
                static readonly string P = Home.P;
                async Task<bool> Merge(Plugin plugin)
                {
                    try
                    {
                        using var stream = File.OpenRead(P);
                        var local = await JsonSerializer.DeserializeAsync<Plugin>(stream);
                        plugin.Author = local.Author;
                        return true;
                    }
                    catch (Exception) { return false; }
                }
                public async Task<bool> LoadManifest(string name)
                {
                    _logger.LogWarning("loading");
                    var plugin = new Plugin { Name = name };
                    if (!await Merge(plugin).ConfigureAwait(false)) { return false; }
                    File.WriteAllText(P, JsonSerializer.Serialize(plugin));
                    return true;
                }
                async Task All() { await LoadManifest("a"); }
            }
            """
        );

    [Fact]
    public Task The_temporary_file_of_an_atomic_save_is_no_copy() =>
        Members(
            "void Load() { try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
                + "{|ATW0011:catch (Exception e)|} { Log.Error(e); _settings = new(); RequestSave(); } } "
                + "void RequestSave() { var tempPath = P + \".tmp\"; "
                + "File.WriteAllText(tempPath, JsonSerializer.Serialize(_settings)); "
                + "if (File.Exists(P)) File.Replace(tempPath, P, null); else File.Move(tempPath, P); }"
        );

    [Theory]
    [InlineData("cachePath", "")]
    [InlineData("file", "response.EnsureSuccessStatusCode(); ")]
    public Task What_is_fetched_again_is_no_state(string variable, string check) =>
        Source(
            $$"""
            static class Countries
            {
                public static async Task<Settings> Get(System.Net.Http.HttpClient client)
                {
                    var {{variable}} = Home.P;
                    Settings settings = null;
                    try { settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText({{variable}})); }
                    catch (Exception) { settings = new(); }
                    if (settings.Theme != "light") return settings;
                    var response = await client.GetAsync("https://example.org");
                    {{check}}settings.Theme = response.ToString();
                    File.WriteAllText({{variable}}, JsonSerializer.Serialize(settings));
                    return settings;
                }
            }
            """
        );

    [Fact]
    public Task What_casts_what_it_loads_may_fail_there() =>
        Members(
            "static Settings Load() { try { using var stream = File.OpenRead(P); "
                + "return (Settings)new XmlSerializer(typeof(Settings)).Deserialize(stream); } "
                + "{|ATW0011:catch (InvalidCastException)|} { return new(); } }"
        );

    /// <summary>Somebody else writes the file: what it held is gone all the same.</summary>
    [Theory]
    [InlineData("File.Delete(Path)", "settings.json", true)]
    [InlineData("new FileInfo(Path).Delete()", "settings.json", true)]
    [InlineData("File.Move(Path, Path + \".bad\")", "settings.json", false)]
    [InlineData("File.Delete(Path)", "thumbnails.json", false)]
    [InlineData("Log.Warn(\"Damaged; will be re-downloaded\"); File.Delete(Path)", "settings.json", false)]
    public Task A_handler_that_deletes_the_file_loses_it_without_a_save(string call, string name, bool isReported)
    {
        var (start, end) = isReported ? ("{|ATW0011:", "|}") : ("", "");
        return Source(
            $$"""
            static class Reader
            {
                static readonly string Path = System.IO.Path.Combine(
                    Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "app", "{{name}}");
                public static Settings Load()
                {
                    try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(Path)); }
                    {{start}}catch (Exception){{end}} { {{call}}; return new(); }
                }
            }
            """
        );
    }

    [Fact]
    public Task A_save_that_asks_whether_the_load_failed_writes_over_nothing() =>
        Source(
            """
            class Store
            {
                static readonly string P = Home.P;
                Settings _settings = new();
                bool _failed;
                void Load()
                {
                    try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); }
                    catch (Exception e) { _failed = true; Log.Error(e); }
                }
                bool CanSave => !_failed;
                void Save()
                {
                    if (!CanSave) return;
                    File.WriteAllText(P, JsonSerializer.Serialize(_settings));
                }
            }
            """
        );

    [Theory]
    [InlineData("bool _isLoaded;", "_isLoaded = true;", "", "if (_isLoaded) Write();", true)]
    [InlineData("bool _isLoaded;", "_isLoaded = true;", "", "if (!_isLoaded) return; Write();", true)]
    [InlineData("bool _isLoaded;", "_isLoaded = true;", "", "if (_isLoaded) Write(); } void Exit() { Save();", true)]
    [InlineData(
        "Exception _failure;",
        "",
        "_failure = e;",
        "if (_failure != null) throw new IOException(); Write();",
        true
    )]
    [InlineData("", "", "", "if (_settings is null) return; Write();", true)]
    [InlineData("", "", "_settings = null;", "if (_settings == null) return; Write();", true)]
    [InlineData("", "", "", "if (_settings != null) Write();", true)]
    [InlineData("void Use() => _settings ??= new();", "", "", "if (_settings is null) return; Write();", false)]
    [InlineData(
        "void Use() => _isLoaded = true; bool _isLoaded;",
        "_isLoaded = true;",
        "",
        "if (_isLoaded) Write();",
        false
    )]
    [InlineData(
        "bool _isLoaded;",
        "_isLoaded = true; JsonDocument.Parse(_settings.Theme);",
        "",
        "if (_isLoaded) Write();",
        false
    )]
    [InlineData("bool _isLoaded = true;", "_isLoaded = true;", "", "if (_isLoaded) Write();", false)]
    [InlineData("Exception _failure;", "", "_failure = e;", "Write(); _failure = null;", false)]
    public Task What_tells_that_all_was_read_keeps_a_save_from_it(
        string member,
        string read,
        string failed,
        string save,
        bool isKept
    )
    {
        var (start, end) = isKept ? ("", "") : ("{|ATW0011:", "|}");
        var write = save.Replace(
            "Write()",
            "File.WriteAllText(Home.P, JsonSerializer.Serialize(_settings))",
            StringComparison.Ordinal
        );
        return Source(
            $$"""
            class Store
            {
                Settings _settings;
                {{member}}
                void Load()
                {
                    try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(Home.P)); {{read}} }
                    {{start}}catch (Exception e){{end}} { Log.Error(e); {{failed}} }
                }
                void Save() { {{write}} }
            }
            """
        );
    }

    // A number that is counted on from zero, and a time that begins anew.
    [Theory]
    [InlineData(
        "int _count; void Load() { try { _count = int.Parse(File.ReadAllText(P)); } {|ATW0011:catch (FormatException)|} { _count = 0; } } "
            + "void Next() { _count++; File.WriteAllText(P, _count.ToString()); }"
    )]
    [InlineData(
        "int _count; void Load() { try { _count = Convert.ToInt32(File.ReadAllText(P)); } {|ATW0011:catch (OverflowException)|} { } } "
            + "void Next() { _count++; File.WriteAllText(P, _count.ToString()); }"
    )]
    [InlineData(
        "static void Next() { int count; try { count = int.Parse(File.ReadAllText(P)); } "
            + "{|ATW0011:catch (FormatException)|} { count = 0; } "
            + "count++; File.WriteAllText(P, count.ToString()); }"
    )]
    [InlineData(
        "static int Load() { try { return int.Parse(File.ReadAllText(P)); } {|ATW0011:catch (FormatException)|} { return 0; } } "
            + "static int Next() { var count = Load() + 1; File.WriteAllText(P, count.ToString()); return count; }"
    )]
    [InlineData(
        "static double Load() { try { return double.Parse(File.ReadAllText(P)); } {|ATW0011:catch|} { return 0.5; } } "
            + "double _zoom; void Start() { _zoom = Load(); } void Stop() { File.WriteAllText(P, _zoom.ToString()); }"
    )]
    [InlineData(
        "static DateTime Load() { try { return DateTime.Parse(File.ReadAllText(P)); } "
            + "{|ATW0011:catch (FormatException)|} { return DateTime.MinValue; } } "
            + "static DateTime _first = Load(); static void Stop() => File.WriteAllText(P, _first.ToString(\"O\"));"
    )]
    [InlineData(
        "static async Task<bool> LoadAsync() { try { return bool.Parse(await File.ReadAllTextAsync(P)); } "
            + "{|ATW0011:catch (FormatException)|} { return true; } } "
            + "bool _isOn; async Task StartAsync() { _isOn = await LoadAsync(); } void Stop() { File.WriteAllText(P, _isOn.ToString()); }"
    )]
    [InlineData(
        "enum Mode { Light, Dark } "
            + "static Mode Load() { try { return Enum.Parse<Mode>(File.ReadAllText(P)); } {|ATW0011:catch|} { return Mode.Light; } } "
            + "static Mode _mode = Load(); void Stop() { File.WriteAllText(P, _mode.ToString()); }"
    )]
    [InlineData(
        "Guid _id; void Load() { try { _id = Guid.Parse(File.ReadAllText(P)); } "
            + "{|ATW0011:catch (FormatException)|} { _id = Guid.NewGuid(); } } "
            + "void Stop() { File.WriteAllText(P, _id.ToString()); }"
    )]
    public Task A_value_that_is_no_number_becomes_another(string members) => Members(members);

    [Theory]
    [InlineData(
        "int _count; void Set(string typed) { try { _count = int.Parse(typed); } catch (FormatException) { _count = 0; } } "
            + "void Next() { File.WriteAllText(P, _count.ToString()); }"
    )]
    [InlineData(
        "static int Version() { try { return int.Parse(File.ReadAllText(P)); } catch (FormatException) { return 0; } } "
            + "static void Update() { if (Version() < 5) File.WriteAllText(P, \"5\"); }"
    )]
    [InlineData(
        "static int Count() { try { return int.Parse(File.ReadAllText(P)); } catch (FormatException) { return -1; } } "
            + "static void Next() { var count = Count(); if (count < 0) return; count++; File.WriteAllText(P, count.ToString()); }"
    )]
    [InlineData(
        "static int Count() { try { return int.Parse(File.ReadAllText(P)); } catch (FileNotFoundException) { return 0; } } "
            + "static void Next() { var count = Count() + 1; File.WriteAllText(P, count.ToString()); }"
    )]
    public Task A_value_that_is_not_what_is_saved_loses_nothing(string members) => Members(members);

    const string Json = """
        static class Json
        {
            public static bool TryDeserialize<T>(string text, out T value)
            {
                try { value = JsonSerializer.Deserialize<T>(text); return true; }
                catch (JsonException) { value = default; return false; }
            }
            public static bool TryParse<T>(this byte[] text, out T value) =>
                TryDeserialize(System.Text.Encoding.UTF8.GetString(text), out value);
            public static bool TryLoad<T>(Stream stream, out T value)
            {
                value = JsonSerializer.Deserialize<T>(stream);
                if (stream.Length == 0) return false;
                return true;
            }
            public static bool TryTake<T>(string text, out T value)
            {
                value = default;
                if (text == null) return false;
                value = JsonSerializer.Deserialize<T>(text);
                return value != null;
            }
            public static bool TryKeep<T>(string text, out T value)
            {
                try { value = JsonSerializer.Deserialize<T>(text); return true; }
                catch (JsonException) { File.WriteAllText(Home.P + ".corrupt", text); value = default; return false; }
            }
        }

        """;

    /// <summary>A Try-method gets all that was read; what it leaves where it fails is saved.</summary>
    [Theory]
    [InlineData(
        "static Settings Load() { if ({|ATW0011:!Json.TryDeserialize(File.ReadAllText(P), out Settings s)|}) s = new(); return s; }"
    )]
    [InlineData(
        "static Settings Load() { if ({|ATW0011:!File.Exists(P) || !Json.TryDeserialize<Settings>(File.ReadAllText(P), out var s)|}) "
            + "{ Log.Warn(\"damaged\"); return new Settings(); } return s; }"
    )]
    [InlineData(
        "static Settings Load() { var text = File.ReadAllText(P).Trim(); "
            + "if ({|ATW0011:Json.TryDeserialize<Settings>(text, out var s)|}) return s; return new(); }"
    )]
    [InlineData(
        "static Settings Load() { var text = File.ReadAllText(P); var isRead = Json.TryDeserialize<Settings>(text, out var s); "
            + "return {|ATW0011:isRead|} ? s : new Settings(); }"
    )]
    [InlineData(
        "static Settings Load() { Json.TryDeserialize<Settings>(File.ReadAllText(P), out var s); return s {|ATW0011:?? new Settings()|}; }"
    )]
    [InlineData(
        "static Settings Load() { var text = File.ReadAllText(P); "
            + "var s = {|ATW0011:Json.TryDeserialize<Settings>(text, out var read)|} ? read : new Settings(); return s; }"
    )]
    [InlineData(
        "static Settings Read() => {|ATW0011:Json.TryDeserialize<Settings>(File.ReadAllText(P), out var s)|} ? s : null; "
            + "static Settings Load() => Read() ?? new();"
    )]
    [InlineData(
        "static bool TryLoad(out Settings s) { if ({|ATW0011:!Json.TryDeserialize(File.ReadAllText(P), out s)|}) return false; "
            + "return true; } "
            + "static Settings Load() => TryLoad(out var s) ? s : new();"
    )]
    [InlineData(
        "void Load() { if ({|ATW0011:Json.TryDeserialize<Settings>(File.ReadAllText(P), out var s)|}) _settings = s; "
            + "else _settings = new(); }"
    )]
    [InlineData(
        "void Load() { if ({|ATW0011:!Json.TryDeserialize<Settings>(File.ReadAllText(P), out var s)|}) { Log.Warn(\"damaged\"); return; } "
            + "_settings = s; }"
    )]
    [InlineData("void Load() { if ({|ATW0011:!File.ReadAllBytes(P).TryParse(out _settings)|}) _settings = new(); }")]
    [InlineData(
        "void Load() { using var stream = File.OpenRead(P); if ({|ATW0011:!Json.TryLoad(stream, out _settings)|}) _settings = new(); }"
    )]
    [InlineData(
        "static Settings Load() { using var reader = new StreamReader(File.OpenRead(P)); "
            + "return {|ATW0011:Json.TryDeserialize<Settings>(reader.ReadToEnd(), out var s)|} ? s : new(); }"
    )]
    [InlineData(
        "static Settings Load() { var text = File.ReadAllText(P); "
            + "if ({|ATW0011:Json.TryDeserialize<Settings>(text, out var s) "
            + "|| text.Length > 2 && Json.TryDeserialize(text.Trim(), out s)|}) return s; "
            + "return new(); }"
    )]
    [InlineData(
        "static Settings Load() { try { if (!Json.TryDeserialize<Settings>(File.ReadAllText(P), out var s)) s = new(); return s; } "
            + "{|ATW0011:catch (IOException)|} { return new(); } }"
    )]
    [InlineData(
        "static void Next() { var count = {|ATW0011:int.TryParse(File.ReadAllText(P), out var n)|} ? n : 0; "
            + "File.WriteAllText(P, (count + 1).ToString()); }"
    )]
    [InlineData(
        "static void Next() { if ({|ATW0011:!int.TryParse(File.ReadAllText(P), out var count)|}) count = 0; count++; "
            + "File.WriteAllText(P, count.ToString()); }"
    )]
    [InlineData(
        "static void Next() { if ({|ATW0011:!int.TryParse(File.ReadAllText(P), out var count)|}) Log.Warn(\"no number\"); "
            + "File.WriteAllText(P, (count + 1).ToString()); }"
    )]
    [InlineData(
        "static int Load() => {|ATW0011:int.TryParse(File.ReadAllText(P), out var n)|} ? n : 0; "
            + "static void Next() { var count = Load() + 1; File.WriteAllText(P, count.ToString()); }"
    )]
    [InlineData(
        "static int Load() { var text = File.ReadAllText(P); if ({|ATW0011:int.TryParse(text, out var n)|}) return n; return -1; } "
            + "static int _count = Load(); static void Stop() { File.WriteAllText(P, _count.ToString()); }"
    )]
    [InlineData(
        "int _count; void Load() { if ({|ATW0011:!int.TryParse(File.ReadAllText(P), out _count)|}) _count = 0; } "
            + "void Stop() { File.WriteAllText(P, _count.ToString()); }"
    )]
    [InlineData(
        "Guid _id; void Load() { if ({|ATW0011:Guid.TryParse(File.ReadAllText(P), out var id)|}) _id = id; else _id = Guid.NewGuid(); } "
            + "void Stop() { File.WriteAllText(P, _id.ToString()); }"
    )]
    [InlineData(
        "Version _version; void Load() { "
            + "if ({|ATW0011:!Version.TryParse(File.ReadAllText(P).Trim(), out _version)|}) _version = new(1, 0); } "
            + "void Stop() { File.WriteAllText(P, _version.ToString()); }"
    )]
    public Task What_a_Try_method_does_not_understand_becomes_a_new_start(string members) =>
        Source($"{Json}class Store\n{{\n{Store}\n{members}\n}}");

    [Theory]
    [InlineData(
        "static Settings Load() { if (!Json.TryDeserialize<Settings>(File.ReadAllText(P), out var s)) "
            + "throw new InvalidDataException(); return s; }"
    )]
    [InlineData(
        "static Settings Load() { if (!Json.TryDeserialize<Settings>(File.ReadAllText(P), out var s)) "
            + "{ if (!MessageBox.Show(\"Start anew?\")) Environment.Exit(1); s = new(); } return s; }"
    )]
    [InlineData(
        "static Settings Load() { if (!Json.TryDeserialize<Settings>(File.ReadAllText(P), out var s)) "
            + "{ AtomicFile.KeepAside(P); s = new(); } return s; }"
    )]
    [InlineData(
        "static Settings Load() { if (!Json.TryDeserialize<Settings>(File.ReadAllText(P), out var s)) "
            + "s = new Settings { Theme = JsonSerializer.Deserialize<List<string>>(File.ReadAllText(P))[0] }; return s; }"
    )]
    [InlineData(
        "static Settings Load() => Json.TryDeserialize<Settings>(File.ReadAllText(P), out var s) ? s : throw new InvalidDataException();"
    )]
    [InlineData(
        "static Settings Load() => Json.TryDeserialize<Settings>(File.ReadAllText(P), out var s) ? s : null; "
            + "static void Change() { if (Load() is not { } s) return; s.Theme = \"x\"; Save(s); }"
    )]
    [InlineData("static Settings Load() => Json.TryTake<Settings>(File.ReadAllText(P), out var s) ? s : new();")]
    [InlineData("static Settings Load() => Json.TryKeep<Settings>(File.ReadAllText(P), out var s) ? s : new();")]
    [InlineData("static Settings Load(string typed) => Json.TryDeserialize<Settings>(typed, out var s) ? s : new();")]
    [InlineData(
        "static Settings Load() { if (!Json.TryDeserialize<Settings>(File.ReadAllText(P), out var s)) return null; return s ?? new(); } "
            + "static void Change() { var s = Load(); if (s == null) return; Save(s); }"
    )]
    [InlineData(
        "static void Next() { foreach (var line in File.ReadAllLines(P)) { "
            + "if (!int.TryParse(line, out var n)) n = 0; File.WriteAllText(P, (n + 1).ToString()); } }"
    )]
    [InlineData(
        "static void Next() { var lines = File.ReadAllLines(P); if (!int.TryParse(lines[0], out var count)) count = 0; "
            + "lines[0] = (count + 1).ToString(); File.WriteAllLines(P, lines); }"
    )]
    [InlineData(
        "static void Next() { using var reader = File.OpenText(P); if (!int.TryParse(reader.ReadLine(), out var count)) count = 0; "
            + "File.WriteAllText(P, (count + 1).ToString()); }"
    )]
    [InlineData(
        "static void Next() { var all = JsonSerializer.Deserialize<Dictionary<string, Settings>>(File.ReadAllText(P)); "
            + "if (!all.TryGetValue(\"a\", out var s)) s = new(); all[\"b\"] = s; File.WriteAllText(P, JsonSerializer.Serialize(all)); }"
    )]
    [InlineData(
        "static int Version() => int.TryParse(File.ReadAllText(P), out var n) ? n : 0; "
            + "static void Update() { if (Version() < 5) File.WriteAllText(P, \"5\"); }"
    )]
    [InlineData(
        "static void Next() { if (!int.TryParse(File.ReadAllText(P), out var count)) return; "
            + "File.WriteAllText(P, (count + 1).ToString()); }"
    )]
    public Task What_a_Try_method_does_not_understand_may_end_there(string members) =>
        Source($"{Json}class Store\n{{\n{Store}\n{members}\n}}");

    [Theory]
    [InlineData(
        "async Task Load() { try { _settings = await Task.Run(() => JsonSerializer.Deserialize<Settings>(File.ReadAllText(P))); } "
            + "{|ATW0011:catch (Exception e)|} { Log.Error(e); } }"
    )]
    [InlineData(
        "Task<Settings> Load() => Task.Run(() => { try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "{|ATW0011:catch|} { return new Settings(); } });"
    )]
    [InlineData(
        "async Task Load() { _settings = await Task.Run(() => { "
            + "try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } {|ATW0011:catch|} { return null; } }) ?? new(); }"
    )]
    [InlineData(
        "void Load() => Task.Run(() => { try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "{|ATW0011:catch|} { } });"
    )]
    [InlineData(
        "async Task Load() { Settings Read() { try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "{|ATW0011:catch|} { return null; } } _settings = await Task.Run(() => Read()) ?? new(); }"
    )]
    [InlineData(
        "void Load() { Func<Settings> read = () => JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); "
            + "try { _settings = read(); } {|ATW0011:catch|} { _settings = new(); } }"
    )]
    [InlineData(
        "static Settings Read() { try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "{|ATW0011:catch|} { return null; } } async Task Load() { _settings = await Task.Run(Read).ConfigureAwait(false) ?? new(); }"
    )]
    [InlineData(
        "static Settings Read() { try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "{|ATW0011:catch|} { return new(); } } async Task Load() { _settings = await Task.Run(Read); }"
    )]
    [InlineData(
        "bool TryRead() { try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); return true; } "
            + "{|ATW0011:catch|} { return false; } } void Load() => Task.Run(this.TryRead);"
    )]
    [InlineData(
        "static int Count() { try { return int.Parse(File.ReadAllText(P)); } {|ATW0011:catch (FormatException)|} { return 0; } } "
            + "static async Task Next() { var count = await Task.Run(Count); File.WriteAllText(P, (count + 1).ToString()); }"
    )]
    public Task A_load_may_run_elsewhere(string members) => Members(members);

    // What fails there, no handler around it hears of; and who asks is told.
    [Theory]
    [InlineData(
        "static Settings Read() { try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "catch { return null; } } "
            + "static async Task Change() { var settings = await Task.Run(Read); if (settings == null) return; Save(settings); }"
    )]
    [InlineData(
        "void Load() { try { Task.Run(() => _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P))); } "
            + "catch { _settings = new(); } }"
    )]
    [InlineData(
        "Action _load; void Load() { try { _load = () => _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "catch { _settings = new(); } }"
    )]
    [InlineData(
        "event Action Opened; "
            + "void Load() { try { Opened += () => _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); } "
            + "catch { _settings = new(); } }"
    )]
    [InlineData(
        "void Load() { try { new Thread(() => _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P))).Start(); } "
            + "catch { _settings = new(); } }"
    )]
    [InlineData(
        "void Load() { try { ThreadPool.QueueUserWorkItem(_ => _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P))); } "
            + "catch { _settings = new(); } }"
    )]
    public Task A_load_that_runs_at_another_time_fails_there(string members) => Members(members);

    // The first save asks, the second does not.
    [Theory]
    [InlineData("void Quick() { File.WriteAllText(P, JsonSerializer.Serialize(_settings)); }", true)]
    [InlineData(
        "void Quick() { if (_failed) return; File.WriteAllText(P, JsonSerializer.Serialize(_settings)); }",
        false
    )]
    [InlineData("void Quick() { Save(); }", false)]
    [InlineData("void Quick() { _failed = false; File.WriteAllText(P, JsonSerializer.Serialize(_settings)); }", true)]
    [InlineData(
        "void Quick() { if (!_failed) Write(); } void Write() => File.WriteAllText(P, _settings.Theme);",
        false
    )]
    [InlineData(
        "void Quick() { if (!_failed) Write(); } void Exit() => Write(); void Write() => File.WriteAllText(P, _settings.Theme);",
        true
    )]
    public Task Each_save_must_ask_for_itself(string save, bool isReported)
    {
        var (start, end) = isReported ? ("{|ATW0011:", "|}") : ("", "");
        return Source(
            $$"""
            class Store
            {
                static readonly string P = Home.P;
                Settings _settings = new();
                bool _failed;
                void Load()
                {
                    try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); }
                    {{start}}catch (Exception e){{end}} { _failed = true; Log.Error(e); }
                }
                void Save()
                {
                    if (_failed) return;
                    File.WriteAllText(P, JsonSerializer.Serialize(_settings));
                }
                {{save}}
            }
            """
        );
    }

    [Theory]
    [InlineData("if (_failed) return;", false)]
    [InlineData("", true)]
    public Task A_save_may_ask_whether_the_file_was_empty(string asks, bool isReported)
    {
        var (start, end) = isReported ? ("{|ATW0011:", "|}") : ("", "");
        return Source(
            $$"""
            class Store
            {
                static readonly string P = Home.P;
                Settings _settings = new();
                bool _failed;
                void Load()
                {
                    var text = File.ReadAllText(P);
                    if ({{start}}text.Length == 0{{end}}) { _failed = true; return; }
                    _settings = JsonSerializer.Deserialize<Settings>(text);
                }
                void Save() { {{asks}} File.WriteAllText(P, JsonSerializer.Serialize(_settings)); }
            }
            """
        );
    }

    [Fact]
    public Task A_save_that_reads_the_file_again_fails_with_it() =>
        Source(
            """
            class Window
            {
                string _theme = "light";
                void Load()
                {
                    try { _theme = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Home.P))["theme"]; }
                    catch (Exception e) { Log.Error(e); }
                }
                void Save()
                {
                    var all = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Home.P));
                    all["theme"] = _theme;
                    File.WriteAllText(Home.P, JsonSerializer.Serialize(all));
                }
                void Click() => Save();
            }
            """
        );

    [Fact]
    public Task What_is_written_on_a_first_start_or_to_restore_what_was_shipped_is_no_save() =>
        Source(
            """
            class Window
            {
                Settings _settings;
                void Show()
                {
                    try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(Home.P)); }
                    catch (Exception e) { Log.Error(e); }
                }
                void Restore() => File.Copy("settings.shipped.json", Home.P, true);
                static void Begin() => Prepare();
                static void Prepare()
                {
                    if (File.Exists(Home.P)) return;
                    File.WriteAllText(Home.P, "{}");
                }
            }
            """
        );

    [Fact]
    public Task A_handler_that_appends_goes_on_with_the_file() =>
        Source(
            """
            class Journal
            {
                StreamWriter _writer;
                Settings _settings;
                void Open()
                {
                    try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(Home.P)); }
                    catch (IOException) { _writer = new StreamWriter(Home.P, append: true); _writer.WriteLine("again"); }
                }
                void Save() => File.WriteAllText(Home.P, JsonSerializer.Serialize(_settings));
            }
            """
        );

    [Fact]
    public Task What_the_load_fetches_before_it_reads_is_no_save() =>
        Source(
            """
            class Lists
            {
                static readonly List<string> Lines = new();
                static void Start()
                {
                    try { LoadLists(); }
                    catch (Exception e) { Log.Error(e); Lines.Clear(); }
                }
                static void LoadLists()
                {
                    File.Copy("shared.txt", Home.P, true);
                    Lines.AddRange(File.ReadAllLines(Home.P));
                }
            }
            """
        );

    [Fact]
    public Task A_save_within_the_attempt_fails_with_it() =>
        Source(
            """
            class Window
            {
                static (bool, bool) Save()
                {
                    try
                    {
                        var all = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Home.P));
                        var had = all.ContainsKey("theme");
                        all["theme"] = "dark";
                        File.WriteAllText(Home.P, JsonSerializer.Serialize(all));
                        return (had, true);
                    }
                    catch (Exception e) { Log.Error(e); return (false, true); }
                }
                void Click() => Save();
            }
            """
        );

    [Fact]
    public Task A_handler_that_saves_elsewhere_from_then_on_loses_nothing() =>
        Source(
            """
            class Store
            {
                string _path = Home.P;
                Settings _settings = new();
                void Load()
                {
                    try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(_path)); }
                    catch (Exception e) { Log.Error(e); _path = Path.GetTempFileName(); }
                }
                void Save() => File.WriteAllText(_path, JsonSerializer.Serialize(_settings));
            }
            """
        );

    [Fact]
    public Task A_backup_that_cannot_be_read_is_no_loss() =>
        Source(
            """
            class Store
            {
                static readonly string LastGood = Home.P + "2";
                static readonly string Backup = Home.P + "3";
                Settings _settings = new();
                static Settings ReadLastGood() => JsonConvert.DeserializeObject<Settings>(File.ReadAllText(LastGood)) ?? new();
                static Settings Read(string path)
                {
                    try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(path)); }
                    catch (JsonException) { return new(); }
                }
                void Load()
                {
                    _settings = Read(Home.P);
                    if (_settings.Theme == null) _settings = Read(Backup);
                    if (_settings.Theme == null) _settings = ReadLastGood();
                }
                void Save()
                {
                    foreach (var path in new[] { Home.P }) Write(path);
                    Write(Backup);
                    Write(LastGood);
                }
                void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(_settings));
            }
            """
        );

    [Fact]
    public Task A_handler_around_a_load_that_handles_it_itself_never_runs_for_it() =>
        Source(
            """
            class Store
            {
                Settings _settings = new();
                void Load()
                {
                    try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(Home.P)); }
                    {|ATW0011:catch (Exception e)|} { Log.Error(e); }
                }
                void Start()
                {
                    try { Load(); }
                    catch (Exception e) { Log.Error(e); }
                }
                void Save() => File.WriteAllText(Home.P, JsonSerializer.Serialize(_settings));
            }
            """
        );

    [Fact]
    public Task An_object_that_is_made_before_the_attempt_has_been_loaded() =>
        Source(
            """
            class Config
            {
                public Settings Settings = new();
                public static Config Load() => new() { Settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(Home.P)) };
                public string GetTheme() => Settings.Theme;
                public static void Touch() => File.WriteAllText(Home.P, "{}");
            }
            class Window
            {
                string _theme;
                Window()
                {
                    var config = Config.Load();
                    try { _theme = config.GetTheme(); }
                    catch (Exception e) { Log.Error(e); }
                }
            }
            """
        );

    [Fact]
    public Task What_is_downloaded_again_is_not_lost() =>
        Source(
            """
            class Releases
            {
                Settings _latest = new();
                async Task LoadAsync()
                {
                    try { _latest = JsonSerializer.Deserialize<Settings>(File.ReadAllText(Home.P)); }
                    catch (Exception e) { Log.Error(e); }
                    File.WriteAllText(Home.P, await DownloadAsync());
                }
                Task<string> DownloadAsync() => throw null;
            }
            """
        );

    // Whoever writes over it first.
    [Theory]
    [InlineData("if (new FileInfo(Home.P).Length == 0) File.WriteAllText(Home.P, Bundled);")]
    [InlineData("try { _text = File.ReadAllText(Home.P); } catch (Exception e) { Log.Error(e); } _ = UpdateAsync();")]
    [InlineData("try { _text = File.ReadAllText(Home.P); } catch (Exception e) { File.Delete(Home.P); }")]
    [InlineData("if (File.GetLastWriteTime(Home.P) < _time) File.Copy(\"bundled\", Home.P, true); Read();")]
    public Task What_the_type_fetches_into_the_file_is_not_lost(string load) =>
        Source(
            $$"""
            class Rules
            {
                const string Bundled = "";
                string _text = Bundled;
                DateTime _time;
                void Load() { {{load}} }
                void Read() { try { _text = File.ReadAllText(Home.P); } catch (Exception e) { Log.Error(e); } }
                async Task UpdateAsync()
                {
                    var text = await new System.Net.Http.HttpClient().GetStringAsync("https://example.org/rules");
                    File.WriteAllText(Home.P, text);
                }
            }
            """
        );

    // What is fetched is a part of it.
    [Fact]
    public Task What_is_saved_with_something_fetched_is_lost() =>
        Source(
            """
            class Account
            {
                Settings _settings = new();
                void Load()
                {
                    try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(Home.P)); }
                    {|ATW0011:catch (Exception e)|} { Log.Error(e); }
                }
                void Save() => File.WriteAllText(Home.P, JsonSerializer.Serialize(_settings));
                async Task LoginAsync()
                {
                    _settings.Theme = await new System.Net.Http.HttpClient().GetStringAsync("https://example.org/theme");
                    File.WriteAllText(Home.P, JsonSerializer.Serialize(_settings));
                }
            }
            """
        );

    [Fact]
    public Task Values_that_are_handed_round_end_the_search() =>
        Source(
            """
            class Store
            {
                static void Load()
                {
                    var text = "";
                    try { text = File.ReadAllText(Home.P); }
                    {|ATW0011:catch (IOException)|} { }
                    List<object> one = [text], other = [one];
                    one = []; other = [];
                    for (var i = 0; i < 3; i++)
                    {
                        other.Add(one);
                        one.Add(other);
                    }
                    File.WriteAllText(Home.P, $"{text}{one}");
                }
            }
            """
        );

    [Fact]
    public Task What_the_program_never_writes_is_not_lost() =>
        Source(
            """
            class Policy
            {
                static readonly string P = Path.Combine("/etc/app", "settings.json");
                public static Settings Load()
                {
                    try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); }
                    catch { return new Settings(); }
                }
            }
            """
        );

    [Fact]
    public Task A_save_that_moves_the_old_file_away_first_writes_over_nothing() =>
        Source(
            """
            class Store
            {
                Settings _settings = new();
                void Load()
                {
                    try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(Home.P)); }
                    catch (Exception e) { Log.Error(e); }
                }
                void Save()
                {
                    if (File.Exists(Home.P))
                        File.Move(Home.P, Home.P + DateTime.Now.Ticks);
                    File.WriteAllText(Home.P, JsonSerializer.Serialize(_settings));
                }
            }
            """
        );

    [Fact]
    public Task A_caller_that_loads_the_backup_then_loses_nothing() =>
        Source(
            """
            class Store
            {
                static readonly string Backup = Home.P + "2";
                Settings _settings;
                static Settings Read(string path)
                {
                    try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(path)); }
                    catch (JsonException) { return new Settings(); }
                }
                void Load()
                {
                    _settings = Read(Home.P);
                    if (_settings.Theme == null) _settings = Read(Backup);
                }
                void Save() => File.WriteAllText(Home.P, JsonSerializer.Serialize(_settings));
            }
            """
        );

    [Fact]
    public Task A_certificate_that_is_loaded_on_the_way_is_not_what_is_saved() =>
        Source(
            """
            class Server
            {
                string _certificate;
                Settings _settings;
                void Start()
                {
                    try { LoadCertificate(_certificate); }
                    catch (Exception e) { Log.Error(e); }
                }
                void LoadCertificate(string path) { Check(); _certificate = path; }
                void Check() { if (File.ReadAllText(Home.P) == _certificate) Save(); }
                void Save() => File.WriteAllText(Home.P, JsonSerializer.Serialize(_settings));
            }
            """
        );

    [Fact]
    public Task A_log_of_appended_lines_goes_on() =>
        Source(
            """
            class History
            {
                List<string> _lines = new();
                void Load()
                {
                    try { _lines = File.ReadAllLines(Home.P).ToList(); }
                    catch (Exception e) { Log.Error(e); }
                }
                void Add(string line) => File.AppendAllText(Home.P, line + "\n");
            }
            """
        );

    // A name alone, or a start whose result nobody takes, fetches nothing.
    [Theory]
    [InlineData("DownloadManager", "StartDownload(_settings.Theme)")]
    [InlineData("DownloadIndex", "_ = StartDownloadAsync(_settings.Theme)")]
    [InlineData("TempBans", "IsDownloading = DownloadStarts(_settings.Theme)")]
    [InlineData("CacheSettings", "Log.Error(null)")]
    [InlineData("FetchedMails", "_client.SendAsync(_settings.Theme)")]
    public Task What_is_named_after_downloads_is_state(string type, string call) =>
        Source(
            $$"""
            class {{type}}
            {
                Settings _settings = new();
                readonly Client _client = new();
                bool IsDownloading { get; set; }
                void Load()
                {
                    try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(Home.P)); }
                    {|ATW0011:catch (Exception e)|} { Log.Error(e); }
                    {{call}};
                }
                void Save() => File.WriteAllText(Home.P, JsonSerializer.Serialize(_settings));
                static void StartDownload(string file) { }
                static Task StartDownloadAsync(string file) => Task.CompletedTask;
                static bool DownloadStarts(string file) => file.Length > 0;
            }
            class Client { public Task SendAsync(string text) => Task.CompletedTask; }
            """
        );

    [Theory]
    [InlineData("class ThumbnailCache", "settings.json")]
    [InlineData("class Store", "releases.cache.json")]
    public Task A_cache_is_filled_again(string type, string file) =>
        Source(
            $$"""
            {{type}}
            {
                static readonly string P =
                    Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "app", "{{file}}");
                Settings _settings = new();
                void Load()
                {
                    try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(P)); }
                    catch (Exception e) { Log.Error(e); }
                }
                void Save() => File.WriteAllText(P, JsonSerializer.Serialize(_settings));
            }
            """
        );

    [Theory]
    [InlineData("_cachePath", "_cachePath", false)]
    [InlineData("_path", "_path", true)]
    [InlineData("_cachePath", "_path", true)]
    public Task A_parameter_may_stand_for_a_cache(string first, string second, bool isReported)
    {
        var (start, end) = isReported ? ("{|ATW0011:", "|}") : ("", "");
        return Source(
            $$"""
            class Pictures
            {
                readonly string _path = Home.P;
                readonly string _cachePath = Home.P;
                void Start() => Load({{first}});
                void Again() => Load({{second}});
                Settings Load(string path)
                {
                    try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(path)); }
                    {{start}}catch (Exception){{end}} { File.Delete(path); return null; }
                }
            }
            """
        );
    }

    // A setting of the same kind elsewhere is reported: the folder alone speaks for it.
    [Theory]
    [InlineData("CachePath", false)]
    [InlineData("DataPath", true)]
    public Task A_file_in_the_folder_of_caches_is_made_again(string folder, bool isReported) =>
        Source(
            $$"""
            class Task
            {
                readonly IPaths _paths;
                async System.Threading.Tasks.Task Run(IEnumerable<string> videos)
                {
                    var history = Path.Combine(_paths.{{folder}}, "failures.json");
                    List<string> failed;
                    try { failed = JsonSerializer.Deserialize<List<string>>(await File.ReadAllTextAsync(history)); }
                    {{(isReported ? "{|ATW0011:catch (IOException)|}" : "catch (IOException)")}} { failed = new(); }
                    foreach (var video in videos)
                    {
                        failed.Add(video);
                        await File.WriteAllTextAsync(history, JsonSerializer.Serialize(failed));
                    }
                }
            }
            interface IPaths { string CachePath { get; } string DataPath { get; } }
            """
        );

    [Theory]
    [InlineData("string Components => Path.Combine(Paths.CacheDir, \"components.json\");", false)]
    [InlineData("readonly string Components = Path.Combine(Paths.CacheDir, \"components.json\");", false)]
    [InlineData("string Components { get { return Path.Combine(Paths.CacheDir, \"components.json\"); } }", false)]
    [InlineData("string Components => Path.Combine(Paths.DataDir, \"components.json\");", true)]
    public Task A_member_may_name_the_folder_of_caches(string member, bool isReported) =>
        Source(
            $$"""
            class Toolbox
            {
                static {{member}}
                List<string> _files = new();
                void Load()
                {
                    try { _files = JsonSerializer.Deserialize<List<string>>(File.ReadAllText(Components)); }
                    {{(isReported ? "{|ATW0011:catch (Exception e)|}" : "catch (Exception e)")}} { Log.Error(e); }
                }
                void Add(string file)
                {
                    _files.Add(file);
                    File.WriteAllText(Components, JsonSerializer.Serialize(_files));
                }
            }
            static class Paths
            {
                public static string CacheDir => Path.Combine(Path.GetDirectoryName(Home.P), "a");
                public static string DataDir => Path.Combine(Path.GetDirectoryName(Home.P), "b");
            }
            """
        );

    [Fact]
    public Task The_save_may_be_of_the_object_that_was_loaded() =>
        Source(
            """
            static class Loader
            {
                public static Preferences Load()
                {
                    try { return JsonSerializer.Deserialize<Preferences>(File.ReadAllText(Home.P)); }
                    {|ATW0011:catch (JsonException)|} { return new Preferences(); }
                }
            }
            class Preferences { public void Save() => File.WriteAllText(Home.P, JsonSerializer.Serialize(this)); }
            """
        );

    [Fact]
    public Task The_path_may_be_passed() =>
        Source(
            """
            static class JsonFile
            {
                public static T Load<T>(string path) where T : new()
                {
                    try { return JsonSerializer.Deserialize<T>(File.ReadAllText(path)); }
                    {|ATW0011:catch (Exception e)|} { Log.Error(e); return new T(); }
                }
                public static void Save<T>(string path, T value) => File.WriteAllText(path, JsonSerializer.Serialize(value));
            }
            class App
            {
                Settings _settings = JsonFile.Load<Settings>(Home.P);
                void Close() => JsonFile.Save(Home.P, _settings);
            }
            """
        );

    [Fact]
    public Task Each_path_that_is_passed_is_followed_for_itself() =>
        Source(
            """
            class Store
            {
                string _one, _other;
                List<string> _lines = new(), _names = new();
                void Open(string one) { _one = one; LoadLines(_one); _other = Home.P; LoadNames(_other); }
                void LoadLines(string path)
                {
                    try { _lines = File.ReadAllLines(path).ToList(); }
                    catch (Exception e) { Log.Error(e); }
                }
                void LoadNames(string path)
                {
                    try { _names = File.ReadAllLines(path).ToList(); }
                    {|ATW0011:catch (Exception e)|} { Log.Error(e); }
                }
                void Save() => File.WriteAllLines(_other, _names);
                void Choose() => Open(Console.ReadLine());
            }
            """
        );

    [Fact]
    public Task A_constructor_may_be_passed_the_path() =>
        Source(
            """
            class Store
            {
                readonly string _path;
                Settings _settings;
                public Store(string path)
                {
                    _path = path;
                    try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(path)); }
                    {|ATW0011:catch (JsonException)|} { _settings = new(); }
                }
                public void Save() => File.WriteAllText(_path, JsonSerializer.Serialize(_settings));
            }
            class App { static Store S = new(Home.P); }
            """
        );

    [Fact]
    public Task A_caller_may_keep_the_path_that_it_passes() =>
        Source(
            """
            class Store
            {
                string _path;
                Settings _settings = new();
                public void Open(string path) { Load(path); _path = path; }
                void Load(string path)
                {
                    try { _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(path)); }
                    {|ATW0011:catch (JsonException)|} { _settings = new(); }
                }
                public void Save() => File.WriteAllText(_path, JsonSerializer.Serialize(_settings));
            }
            class App { static void Start() => new Store().Open(Home.P); }
            """
        );

    [Fact]
    public Task An_atomic_save_overwrites_as_well() =>
        Source(
            """
            class Store
            {
                Settings _settings = new();
                public async Task LoadAsync()
                {
                    try { _settings = JsonSerializer.Deserialize<Settings>(await File.ReadAllTextAsync(Home.P)); }
                    {|ATW0011:catch (Exception e)|} { Log.Error(e); }
                }
                public Task SaveAsync() => AtomicFile.WriteAllTextAsync(Home.P, JsonSerializer.Serialize(_settings));
            }
            """
        );

    [Fact]
    public Task A_caller_that_catches_is_the_one_to_blame() =>
        Source(
            """
            class Store
            {
                Settings _settings;
                static Settings Read() => JsonSerializer.Deserialize<Settings>(File.ReadAllText(Home.P));
                public void Start()
                {
                    try { _settings = Read(); }
                    {|ATW0011:catch (Exception e)|} { Log.Error(e); _settings = new(); }
                }
                public void Save() => File.WriteAllText(Home.P, JsonSerializer.Serialize(_settings));
            }
            """
        );

    [Fact]
    public Task The_message_names_the_save_and_says_why_the_path_is_state() =>
        Verify.Run<DefaultsOverStateAnalyzer>(
            Shared
                + """
                class Store
                {
                    public static Settings Load()
                    {
                        try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(Home.P)); }
                        {|#0:catch|} { return new Settings(); }
                    }
                    public static void Save(Settings settings) => {|#1:File.WriteAllText(Home.P, JsonSerializer.Serialize(settings))|};
                }
                """,
            expected: new DiagnosticResult("ATW0011", DiagnosticSeverity.Warning)
                .WithLocation(0)
                .WithArguments("Save", "line 33", "then writes over it", "read back by 'Load' at line 30")
                .WithOptions(DiagnosticOptions.IgnoreAdditionalLocations)
        );
}
