using AtomicWrites.CodeFixes.States;
using static AtomicWrites.CodeFixes.Tests.States.BesideProgram;

namespace AtomicWrites.CodeFixes.Tests.States;

/// <summary>Programs that do something else beside a load or a save that looks like any other.</summary>
public class BesideTests
{
    [Theory]
    // The options were null then, which is to have none; a field behind them would be null, too.
    [InlineData(StateRefusal.Order, "// field", "public static Settings Current { get; } = Load();")]
    [InlineData(StateRefusal.Order, "// field", "static readonly Cache Cached = new();", "// type", Cache)]
    [InlineData(
        StateRefusal.Order,
        "// field",
        "static readonly Settings Cached = new[] { 1 }.Select(Make).First(); static Settings Make(int n) => Load();"
    )]
    // Without a file they differ.
    [InlineData(
        StateRefusal.Missing,
        "// method",
        "public static Settings Required() => JsonSerializer.Deserialize<Settings>(File.ReadAllText(FilePath))!;"
    )]
    [InlineData(
        StateRefusal.Missing,
        "// method",
        "public static Settings? Find() { try { " + Load + " } catch (FileNotFoundException) { return null; } }"
    )]
    [InlineData(
        StateRefusal.Missing,
        "// method",
        "public static Settings Other() { try { "
            + Load
            + " } catch (Exception) { return new Settings { Theme = \"other\" }; } }"
    )]
    // The handler was for more than the load.
    [InlineData(
        StateRefusal.Handler,
        Load,
        Caught,
        "/* here */",
        "settings.Theme = JsonSerializer.Deserialize<string>(\"1\")!;"
    )]
    [InlineData(
        StateRefusal.Handler,
        Load,
        Caught,
        "/* here */",
        "int.Parse(settings.Theme);",
        "JsonException",
        "FormatException"
    )]
    [InlineData(
        StateRefusal.Handler,
        Load,
        Caught,
        "/* here */",
        "if (settings.Theme.Length == 0) throw new InvalidOperationException();",
        "JsonException",
        "InvalidOperationException"
    )]
    // What is saved does not come back, which a StateFile refuses to save.
    [InlineData(StateRefusal.NotReadBack, "// member", "public Name Name { get; set; }", "// type", Exclaimed)]
    [InlineData(StateRefusal.NotReadBack, "// member", "public Name Name { get; set; }", "// type", Forgotten)]
    [InlineData(
        StateRefusal.Effects,
        "// base",
        ": IJsonOnDeserialized",
        "// member",
        "public void OnDeserialized() => Theme += \"!\";"
    )]
    [InlineData(
        StateRefusal.UnknownType,
        "// member",
        "public SortedSet<string> Names { get; set; } = new(StringComparer.Ordinal);"
    )]
    // It is written when it has changed since.
    [InlineData(
        StateRefusal.LateWrite,
        Save,
        "var json = JsonSerializer.Serialize(settings, Options); Later = () => File.WriteAllText(FilePath, json); settings.Theme = \"\";",
        "// method",
        "static Action? Later;"
    )]
    [InlineData(StateRefusal.Watched, "// method", Watch)]
    // What the handler calls asks for the type.
    [InlineData(
        StateRefusal.Handler,
        Load,
        Caught,
        "(JsonException failure)",
        "(Exception failure)",
        "Console.WriteLine(failure)",
        "OnFailed(failure)",
        "// method",
        OnFailed
    )]
    [InlineData(
        StateRefusal.Handler,
        Load,
        Caught,
        "(JsonException failure)",
        "(Exception failure)",
        "Console.WriteLine(failure)",
        "Tell(failure)",
        "// method",
        "static void Tell(Exception failure) => OnFailed(failure); " + OnFailed
    )]
    public async Task It_is_not_offered(object reason, params string[] changes)
    {
        Assert.NotNull(await KeptProgram.TextAsync(Text));
        Assert.Equal(reason, await StateRefusalTests.ReasonAsync(With(changes), "Store"));
    }

    const string Watch =
        "static FileSystemWatcher Watch() { var watcher = new FileSystemWatcher(Path.GetDirectoryName(FilePath)!); "
        + "watcher.Changed += (_, _) => Load(); return watcher; }";
    const string OnFailed =
        "static void OnFailed(Exception failure) { if (failure is JsonException) Console.WriteLine(failure); }";
    const string Cache = "public class Cache { public Settings Settings = Store.Load(); }";
    const string Exclaimed =
        "public class Name { public string Text { get; } public Name(string text) { Text = text + \"!\"; } }";
    const string Forgotten =
        "public class Name { public string Text { get; } public int Length { get; } "
        + "public Name(string text, int length) { Text = text; } }";

    [Theory]
    [InlineData("// member", "public Name Name { get; set; }", "// type", Named)]
    [InlineData("// member", "public SortedSet<string> Names { get; set; } = new();")]
    [InlineData(Load, Caught, "/* here */", "settings.Theme.Trim();")]
    [InlineData("// method", Watch, "return watcher;", "watcher.Renamed += (_, _) => Load(); return watcher;")]
    [InlineData(
        Load,
        Caught,
        "(JsonException failure)",
        "(Exception failure)",
        "Console.WriteLine(failure)",
        "Tell(failure)",
        "// method",
        "static void Tell(Exception failure) => Console.WriteLine(failure.Message);"
    )]
    public async Task It_is_offered(params string[] changes) =>
        Assert.NotNull(await KeptProgram.TextAsync(With(changes)));

    const string Named =
        "public class Name { public string Text { get; } public int Length { get; } "
        + "public Name(string text, int length) { (Text, Length) = (text ?? \"\", length); } }";

    [Theory]
    [InlineData(Load, "IsFirst = false;\n        " + Load, "// method", "public static bool IsFirst = true;")]
    [InlineData(
        Load,
        "return Moved(JsonSerializer.Deserialize<Settings>(File.ReadAllText(FilePath))!);",
        "// method",
        Moved
    )]
    public async Task What_is_done_with_a_file_that_is_there_stays_behind_the_test(params string[] changes) =>
        Assert.Contains(
            "if (!SettingsFile.Exists())",
            await KeptProgram.TextAsync(With(changes)),
            StringComparison.Ordinal
        );

    const string Moved = "static Settings Moved(Settings settings) { settings.Theme += \"!\"; return settings; }";

    // The file is locked meanwhile.
    [Theory]
    [InlineData("settings.Theme = \"\";", true)]
    [InlineData("Tell(settings);", false)]
    [InlineData("Changed?.Invoke();", false)]
    public async Task What_may_load_the_file_once_more_is_not_done_within_an_Edit(string between, bool isEdit)
    {
        var text = await KeptProgram.TextAsync(
            With(
                "// method",
                $$"""
                public static event Action? Changed;
                    static void Tell(Settings settings) => Touch();
                    static void Touch() { var other = Load(); other.Theme = ""; Save(other); }
                    public static void Change()
                    {
                        var settings = Load();
                        {{between}}
                        Save(settings);
                    }
                """
            )
        );
        Assert.Equal(isEdit, text!.Split("void Change()")[1].Contains("SettingsFile.Edit(", StringComparison.Ordinal));
    }

    // Its derived type may be saved as one of the base.
    [Fact]
    public async Task A_type_that_derives_from_the_state_may_be_of_its_project() =>
        Assert.Equal(
            StateRefusal.Derived,
            await StateRefusalTests.ReasonAsync(
                With("public class Settings // base", "class Other", "using System;", "using System; using Core;")
                    + Source.OtherProject
                    + "namespace Core; public class Settings { public string Theme { get; set; } } public class More : Settings { }",
                "Store"
            )
        );

    const string Shared = $$"""
        static class Json
        {
            public static string Said = "";
            public static T Load<T>(string path, int tries) where T : new()
            {
                // before
                if (!File.Exists(path) || tries == 0)
                    return new T();
                return JsonSerializer.Deserialize<T>(File.ReadAllText(path))!;
            }
        }
        """;

    // What it is told would be changed where it is from, or is another at the place of the call.
    [Theory]
    [InlineData("", "", true)]
    [InlineData("// before", "tries--;", false)]
    [InlineData("// before", "(tries, Said) = (1, path);", false)]
    [InlineData("// before", "Said = $@\"of\n    {path}\";", false)]
    [InlineData("int tries)", "int tries, [CallerMemberName] string caller = \"\")", false)]
    public async Task A_shared_method_is_written_out_where_it_does_the_same(string old, string with, bool isOffered)
    {
        var source = With(
            "// type",
            Shared,
            "        if (!File.Exists(FilePath))\n            return new Settings();\n",
            "",
            Load,
            "return Json.Load<Settings>(FilePath, Tries);",
            "// method",
            "public static int Tries = 3;"
        );
        if (old.Length > 0)
            source = Changed(source, old, with);
        Assert.Equal(isOffered, await KeptProgram.TextAsync(source) is not null);
    }
}
