using AtomicWrites.CodeFixes.States;
using static AtomicWrites.CodeFixes.Tests.States.BesideProgram;

namespace AtomicWrites.CodeFixes.Tests.States;

/// <summary>Null that a program writes as <c>null</c>, and a <c>StateFile</c> refuses.</summary>
public class SavedNullTests
{
    const string Unset = "static Settings _current = null!; public static void Use() => _current = Load(); ";
    const string SetIfAny = "static Store() { if (File.Exists(FilePath)) _current = Load(); }";
    const string SetLater =
        "static Store() { SetAsync(); } static async void SetAsync() { await System.Threading.Tasks.Task.Delay(1); _current = Load(); }";

    [Theory]
    [InlineData("all ? null! : new Settings()")]
    [InlineData("(other as Settings)!")]
    [InlineData("many.FirstOrDefault()!")]
    [InlineData("one!")]
    // Through a field, a variable or a method that stands for it.
    [InlineData("_current")]
    [InlineData("stored")]
    [InlineData("late")]
    [InlineData("stored ?? _current")]
    [InlineData("Get()")]
    [InlineData("Pick(1)!")]
    public async Task It_is_passed(string passed) =>
        Assert.Equal(StateRefusal.Null, await RefusalAsync(With("// method", Passes("Save(" + passed + ")"))));

    [Theory]
    [InlineData("SaveLater(_current)")]
    [InlineData("SaveLater(null!)")]
    public async Task It_is_passed_through_a_method(string call) =>
        Assert.Equal(
            StateRefusal.Null,
            await RefusalAsync(
                With("// method", Passes(call) + "static void SaveLater(Settings later) => Save(later);")
            )
        );

    [Theory]
    [InlineData("Save(new Settings())")]
    [InlineData("if (_current != null) Save(_current)")]
    [InlineData("_current.Theme = \"\"; Save(_current)")]
    [InlineData("stored ??= new(); Save(stored)")]
    [InlineData("Save(stored ?? new())")]
    [InlineData("Save(Load())")]
    [InlineData("if (Pick(1) is { } found) Save(found)")]
    [InlineData("Save(Pick(1) ?? new())")]
    [InlineData("var loaded = Load(); loaded.Theme = \"\"; Save(loaded)")]
    public async Task It_is_not_passed(string call) => Assert.Null(await RefusalAsync(With("// method", Passes(call))));

    [Theory]
    [InlineData("settings ??= new();")]
    [InlineData("if (settings == null) return;")]
    [InlineData("if (settings is null) throw new ArgumentNullException();")]
    [InlineData("ArgumentNullException.ThrowIfNull(settings);")]
    public async Task The_save_asks(string guard) =>
        Assert.Null(await RefusalAsync(With(Save, guard + " " + Save, "// method", Passes("Save(_current)"))));

    static string Passes(string call) =>
        Unset
        + "static Settings Get() => _current; static Settings? Pick(int n) { if (n == 0) return null; return Load(); } "
        + "public static void Pass(bool all, object other, List<Settings> many) { Settings? one = null; if (!all) one = new(); "
        + $"var stored = _current; Settings late; late = _current; {call}; }} ";

    const string Current = "public static Settings Current { get; set; } ";

    [Theory]
    [InlineData("_current", "", Unset)]
    [InlineData("Current", "", Current)]
    [InlineData("_current", "", Unset + SetIfAny)]
    [InlineData("_current", "", Unset + SetLater)]
    [InlineData("local", "var local = _current;", Unset)]
    [InlineData("local", "Settings local; local = _current;", Unset)]
    public async Task The_member_that_is_saved_may_not_be_set(string saved, string before, string member) =>
        Assert.Equal(StateRefusal.Null, await RefusalAsync(OfMember(saved, before, "", member)));

    // Before anything can save it; or who saves asks, or would fail.
    [Theory]
    [InlineData("_current", "", Unset + "static Store() { Use(); }")]
    [InlineData(
        "_current",
        "",
        Unset + "static Store() { _current = File.Exists(FilePath) ? Load() ?? new() : new(); }"
    )]
    [InlineData(
        "_current",
        "",
        Unset
            + "static Store() { try { if (File.Exists(FilePath)) { Use(); return; } } catch (InvalidCastException) { } _current = new(); }"
    )]
    [InlineData("_current", "", "static Settings _current = new();")]
    [InlineData("Current", "", "public static Settings Current => _current ??= Load(); static Settings? _current;")]
    [InlineData("Current", "", "public static Settings Current { get; set; } = new();")]
    [InlineData("_current", "if (_current is null) Use();", Unset)]
    [InlineData("_current", "if (_current == null) return;", Unset)]
    [InlineData("_current", "_current.Theme = \"\";", Unset)]
    [InlineData("local", "var local = _current; if (local == null) return;", Unset)]
    public async Task The_member_that_is_saved_is_set(string saved, string before, string member) =>
        Assert.Null(await RefusalAsync(OfMember(saved, before, "", member)));

    [Fact]
    public async Task The_only_callers_of_the_save_know_it() =>
        Assert.Null(
            await RefusalAsync(
                OfMember(
                        "_current",
                        "",
                        "",
                        Unset + "public static void Set(string theme) { _current.Theme = theme; Save(); }"
                    )
                    .Replace("public static void Save", "static void Save", StringComparison.Ordinal)
            )
        );

    // It wrote null, and failed right behind: it fails before, and leaves what is there.
    [Theory]
    [InlineData("_current.Theme = \"\";", true)]
    [InlineData("Console.WriteLine(\"saved\"); _current.Theme = \"\";", true)]
    [InlineData("if (FilePath.Length > 0) _current.Theme = \"\";", false)]
    [InlineData("if (FilePath.Length > 0) return; _current.Theme = \"\";", false)]
    [InlineData("_current = new(); _current.Theme = \"\";", false)]
    [InlineData("Use(); _current.Theme = \"\";", false)]
    public async Task What_is_saved_is_used_right_behind(string behind, bool isOffered) =>
        Assert.Equal(isOffered ? null : StateRefusal.Null, await RefusalAsync(OfMember("_current", "", behind, Unset)));

    [Fact]
    public async Task A_save_of_nothing_leaves_the_file()
    {
        const string Mine = """{"Theme":"mine"}""";
        var folder = Directory.CreateTempSubdirectory("atomic-writes-null-").FullName;
        try
        {
            var program = await KeptProgram.OfAsync(
                OfMember("_current", "", "_current.Theme = \"\";", Unset)
                    + "public static class Program { public static string Load() => Store.Load().Theme; "
                    + "public static void Save(string value) => Store.Save(); }",
                folder
            );
            Directory.CreateDirectory(Path.GetDirectoryName(program.Path)!);
            File.WriteAllText(program.Path, Mine);
            Assert.Equal(Mine, program.SaveAfter(""));
            Assert.Equal("mine", program.LoadAfter());
            Assert.Equal("null", program.SaveBefore(""));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // The text is written behind; or by a method that only this one calls.
    [Theory]
    [InlineData(
        "var json = JsonSerializer.Serialize(_current, Options); File.WriteAllText(FilePath, json); _current.Theme = \"\";",
        ""
    )]
    [InlineData(
        "Write(); Console.WriteLine(\"saved\"); _current.Theme = \"\";",
        "static void Write() => File.WriteAllText(FilePath, JsonSerializer.Serialize(_current, Options));"
    )]
    public async Task It_is_used_behind_what_writes(string save, string member) =>
        Assert.Null(await RefusalAsync(With(Save, save, "(Settings settings)", "()", "// method", Unset + member)));

    static string OfMember(string saved, string before, string behind, string member) =>
        With(
            Save,
            $"{before} {Save} {behind}",
            "(Settings settings)",
            "()",
            "(settings,",
            $"({saved},",
            "// method",
            member
        );
}
