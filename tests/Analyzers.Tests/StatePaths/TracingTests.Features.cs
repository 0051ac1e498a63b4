namespace AtomicWrites.Analyzers.Tests.StatePaths;

/// <summary>All that is found of a write, a kind of it each, and what settles the question.</summary>
public partial class TracingTests
{
    [Theory]
    [InlineData(
        "Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.Desktop), \"b.q\")",
        "SpecialFolder.Desktop"
    )]
    [InlineData("Path.Combine(Home, Guid.NewGuid() + \".q\")", "a new name each time, Guid.NewGuid")]
    [InlineData("Path.Combine(Home, Path.GetFileName(\"b\" + Guid.NewGuid()))", "a new name each time, Guid.NewGuid")]
    [InlineData("Path.GetTempFileName()", "a new name each time, Path.GetTempFileName")]
    [InlineData(
        "Path.Combine(Home, Path.GetFileName(Path.GetTempFileName()))",
        "a new name each time, Path.GetTempFileName"
    )]
    [InlineData("Path.Combine(Home, \"settings-lock\")", "'settings-lock' is a lock")]
    [InlineData("Path.Combine(Home, \"b.tmp\")", "'tmp' in the extension")]
    [InlineData("PickFile()", "chosen by the user or no file at all, PickFile")]
    [InlineData("ChooseFolder()", "chosen by the user or no file at all, ChooseFolder")]
    [InlineData("Shown.ToString()", "chosen by the user or no file at all, SaveFileDialog")]
    [InlineData("given.ToString()", "chosen by the user or no file at all, SaveFileDialog")]
    [InlineData("New", "a new name each time, Guid.NewGuid")]
    public void What_settles_that_it_is_no_state(string path, string reason) =>
        Assert.EndsWith(reason, Settled(path), StringComparison.Ordinal);

    [Theory]
    [InlineData("Path.Combine(Home, \"settings.lock.json\")")]
    [InlineData("Path.Combine(Home, \"lock.q\")")]
    [InlineData("PickColor()")]
    [InlineData("kept.File")]
    [InlineData("Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.System), \"b.q\")")]
    public void What_does_not_settle_it(string path) =>
        Assert.DoesNotMatch("new name|chosen by|folder of people|is a lock|in the extension", Settled(path));

    static string Settled(string path) =>
        Judge(
            "class SaveFileDialog { } class Kept2 { public string File = \"x\" + Guid.NewGuid(); } "
                + "static SaveFileDialog Shown = new(); static string New = \"x\" + Guid.NewGuid(); "
                + "static string PickFile() => \"\"; static string ChooseFolder() => \"\"; static string PickColor() => \"\"; "
                + $"void M(SaveFileDialog given, Kept2 kept) => File.WriteAllText({path}, \"\");"
        ).Reason;

    [Theory]
    [InlineData("File.WriteAllText(f, \"\"); File.Delete(f);", true)]
    [InlineData("File.WriteAllText(f, \"\"); File.Move(f, f + 1);", true)]
    [InlineData("File.WriteAllText(f, \"\"); if (File.Exists(f)) File.Delete(f);", true)]
    [InlineData(
        "File.WriteAllText(f, \"\"); if (File.Exists(f) && File.ReadAllText(f) == \"t\") File.Delete(f);",
        true
    )]
    [InlineData("try { if (o) { File.WriteAllText(f, \"\"); return; } } finally { File.Delete(f); }", true)]
    [InlineData("File.Delete(f); File.WriteAllText(f, \"\");", false)]
    [InlineData("File.WriteAllText(f, \"\"); File.Delete(f + 1);", false)]
    [InlineData("File.WriteAllText(f, \"\"); if (o) File.Delete(f);", false)]
    [InlineData("File.WriteAllText(f, \"\"); if (File.Exists(f) && o) File.Delete(f);", false)]
    [InlineData("File.WriteAllText(f, \"\"); if (File.Exists(f + 1)) File.Delete(f);", false)]
    [InlineData("try { File.WriteAllText(f, \"\"); } catch { File.Delete(f); }", false)]
    [InlineData("if (o) File.WriteAllText(f, \"\"); else File.Delete(f);", false)]
    [InlineData("File.WriteAllText(f, \"\"); void Later() => File.Delete(f);", false)]
    [InlineData("File.WriteAllText(f, \"\"); Action later = () => File.Delete(f);", false)]
    [InlineData("switch (o) { case true: File.WriteAllText(f, \"\"); break; default: File.Delete(f); break; }", false)]
    [InlineData("if (o) { File.WriteAllText(f, \"\"); return; } File.Delete(f);", false)]
    [InlineData("if (o) { File.WriteAllText(f, \"\"); throw new Exception(); } File.Delete(f);", false)]
    public void What_becomes_of_the_file_in_the_same_member(string body, bool isGone) =>
        Assert.Equal(
            isGone,
            Judge($"void M(string f, bool o) {{ {body} }}").Reason
                is "deleted again by the same member"
                    or "renamed afterwards"
        );

    [Theory]
    [InlineData("void M() => File.WriteAllText(\"~/.config/a/b.q\", \"\");", "home literal-name name-folder")]
    [InlineData("void M() => File.WriteAllText(At(\"b.q\"), \"\");", "home literal-name")]
    [InlineData(
        "void M() { if (!File.Exists(At(\"b.q\"))) File.WriteAllText(At(\"b.q\"), \"{}\"); }",
        "home kept literal-name"
    )]
    [InlineData(
        "void M() { const string settings = \"b.q\"; File.WriteAllText(At(settings), \"\"); }",
        "home literal-name symbol-local"
    )]
    [InlineData(
        "const string SettingsFolder = \"f\"; void M() => "
            + "File.WriteAllText(Path.Combine(SettingsFolder, \"b.q\"), \"\");",
        "literal-name symbol-folder"
    )]
    [InlineData(
        "string SettingsPath = \"b.q\"; void M() => File.WriteAllText(SettingsPath, \"\");",
        "literal-name symbol-path"
    )]
    [InlineData("const string SettingsEnd = \".q\"; void M(string f) => File.WriteAllText(f + SettingsEnd, \"\");", "")]
    [InlineData(
        "class Item { } Item Own { get; set; } = new(); "
            + "void M() => File.WriteAllText(At(\"b.q\"), JsonSerializer.Serialize(Own));",
        "home literal-name serialized serializes-own"
    )]
    [InlineData(
        "class Item { } Item Own = new(); void M() => File.WriteAllText(At(\"b.q\"), JsonSerializer.Serialize(Own));",
        "home literal-name serialized serializes-own"
    )]
    [InlineData(
        "void M() => File.WriteAllText(At(\"b.q\"), JsonSerializer.Serialize(this));",
        "home literal-name serialized serializes-own"
    )]
    [InlineData(
        "void M() => File.WriteAllBytes(At(\"b.q\"), null); void M2() => File.WriteAllText(At(\"b.q\"), \"\");",
        "home literal-name"
    )]
    [InlineData("void M() => File.WriteAllText(At(\"ab\"), \"\");", "home")]
    [InlineData("void M() => File.WriteAllText(At(\".ini\"), \"\");", "extension-settings home literal-name")]
    [InlineData(
        "public static string Place = Path.Combine(Home, \"logs\", \"b.q\"); "
            + "void M() => File.WriteAllText(Place, \"\"); } class Z { string R() => File.ReadAllText(C.Place);",
        "home literal-name not-folder-read-back read-back-elsewhere"
    )]
    [InlineData("void Save() => File.WriteAllText(At(\"b.q\"), \"\");", "home literal-name member-saves")]
    [InlineData(
        "void SaveSettings() => File.WriteAllText(At(\"b.q\"), \"\");",
        "home literal-name member-saves member-state"
    )]
    [InlineData("void Generate() => File.WriteAllText(At(\"b.q\"), \"\");", "home literal-name not-member-making")]
    [InlineData(
        "void Generate() => File.WriteAllText(At(\"b.q\"), \"\"); string R() => File.ReadAllText(At(\"b.q\"));",
        "home literal-name read-back"
    )]
    [InlineData("void Export() => File.WriteAllText(At(\"b.q\"), \"\");", "home literal-name not-member")]
    [InlineData(
        "void Download() => File.WriteAllText(At(\"b.q\"), \"\");",
        "home literal-name not-fetched not-member-making"
    )]
    [InlineData(
        "void M() => File.WriteAllText(At(\"b.q\"), new WebClient().DownloadString(\"u\"));",
        "home literal-name not-fetched"
    )]
    [InlineData("void OnClosing() => File.WriteAllText(At(\"b.q\"), \"\");", "home literal-name member-leaves")]
    [InlineData(
        "void M() => File.WriteAllText(At(\"b.q\"), \"a constant text that is longer than forty characters\");",
        "home literal-name not-constant"
    )]
    [InlineData(
        "void M() => File.WriteAllText(Path.Combine(Path.GetTempPath(), \"b.q\"), \"\");",
        "literal-name not-symbol-folder not-temporary"
    )]
    [InlineData("void M() => File.WriteAllText(Missing.F(), \"\");", "not-traced")]
    [InlineData(
        "void M() => File.WriteAllText(Path.Combine(Home, \"dist\", \"b.q\"), \"\");",
        "home literal-name not-output-folder"
    )]
    [InlineData("void M() => File.WriteAllText(At(\"b.log\"), \"\");", "home-artefact not-artefact not-name")]
    [InlineData(
        "string SettingsExe = \"\"; void M() => File.WriteAllText(SettingsExe, \"\");",
        "not-artefact-symbol not-traced symbol-member"
    )]
    [InlineData(
        "string SettingsUrl = \"\"; void M() => File.WriteAllText(SettingsUrl, \"\");",
        "not-traced symbol-member"
    )]
    [InlineData(
        "void M() => File.WriteAllText(At(\"settings.json\"), \"\");",
        "extension-data home literal-name name-state"
    )]
    [InlineData(
        "void M() => File.WriteAllText(At(\"index.json\"), \"\");",
        "extension-data home literal-name name-ambiguous"
    )]
    [InlineData(
        "void M() => File.WriteAllText(At(\"settings.png\"), \"\");",
        "home-artefact name-state-artefact not-artefact"
    )]
    [InlineData("void M() => File.WriteAllText(At(\"settings.q\"), \"\");", "home literal-name name-state-other")]
    [InlineData("void M() => File.WriteAllText(At(\"b.ini\"), \"\");", "extension-settings home literal-name")]
    [InlineData("void M() => File.WriteAllText(At(\"b.json\"), \"\");", "extension-data home literal-name")]
    [InlineData("void M() => File.WriteAllText(At(\"1.json\"), \"\");", "home")]
    [InlineData(
        "void M() => File.WriteAllText(Path.Combine(AppContext.BaseDirectory, \"b.q\"), \"\");",
        "application literal-name"
    )]
    [InlineData(
        "void M() => File.WriteAllText(Path.Combine(AppContext.BaseDirectory, \"b.json\"), \"\");",
        "application-data extension-data literal-name"
    )]
    [InlineData(
        "void M() => File.WriteAllText(Path.Combine(\"settings\", \"b.q\"), \"\");",
        "literal-name name-folder"
    )]
    [InlineData(
        "string _log = \"\"; void M() => File.WriteAllText(_log, \"\");",
        "not-artefact-symbol not-symbol not-traced"
    )]
    [InlineData(
        "string _logs = \"\"; void M() => File.WriteAllText(Path.Combine(_logs, \"b.q\"), \"\");",
        "literal-name not-symbol-folder"
    )]
    [InlineData(
        "string _logs = \"\"; string F => _logs; void M() => File.WriteAllText(F, \"\");",
        "not-symbol-upstream not-traced"
    )]
    [InlineData("void M() => File.WriteAllText(At(\"b.old.q\"), \"\");", "home literal-name not-doubtful")]
    [InlineData("void M() => File.WriteAllText(At(\"b-bak.q\"), \"\");", "home literal-name not-backup")]
    [InlineData(
        "static string Here => At(\"b.q\"); void M(string text) => File.WriteAllText(Here, text); "
            + "string R() => File.ReadAllText(At(\"c.q\"));",
        "home literal-name not-used-elsewhere reads-alike"
    )]
    [InlineData(
        "bool R(string text) => string.Equals(text, File.ReadAllText(At(\"b.q\"))); "
            + "void M(string text) => File.WriteAllText(At(\"b.q\"), text);",
        "home literal-name read-back-compared"
    )]
    [InlineData(
        "bool R(string text) => text == File.ReadAllText(At(\"b.q\")); "
            + "void M(string text) => File.WriteAllText(At(\"b.q\"), text);",
        "home literal-name read-back-compared"
    )]
    [InlineData(
        "int R() { var text = File.ReadAllText(At(\"b.q\")); return HashCode.Combine(text); "
            + "} void M(string text) => File.WriteAllText(At(\"b.q\"), text);",
        "home literal-name read-back"
    )]
    [InlineData(
        "object R() { var set = new HashSet<string>(File.ReadAllLines(At(\"b.q\"))); return set; "
            + "} void M(string text) => File.WriteAllText(At(\"b.q\"), text);",
        "home literal-name read-back"
    )]
    [InlineData(
        "void M(string id) => File.WriteAllText(Path.Combine(Home, id + \".q\"), \"\"); "
            + "string[] R() => Directory.GetFiles(Home, \"*.q\");",
        "home read-directory-of"
    )]
    [InlineData(
        "void M(string id) => File.WriteAllText(Path.Combine(Home, id + \".q\"), \"\"); "
            + "string[] R() => Directory.GetFiles(Home, \"*.x\");",
        "home"
    )]
    [InlineData(
        "void M(string id) => File.WriteAllText(Path.Combine(Home, id + \".q\"), \"\"); "
            + "void R() { foreach (var p in Directory.GetFiles(Home, \"*.q\")) File.ReadAllText(p); }",
        "home read-back-each"
    )]
    [InlineData(
        "void M(string id) => File.WriteAllText(Path.Combine(Home, id + \".q\"), \"\"); "
            + "void R() { foreach (var p in Directory.GetFiles(Home, \"*.x\")) File.ReadAllText(p); }",
        "home"
    )]
    [InlineData(
        "void M(string id) => File.WriteAllText(Path.Combine(Home, id + \".q\"), \"\"); "
            + "void R() { foreach (var p in Directory.GetFiles(Home)) File.ReadAllText(p); }",
        "home read-back-listed"
    )]
    [InlineData(
        "void M() { File.WriteAllText(At(\"b.q\"), \"\"); _ = File.ReadAllText(At(\"b.q\")); }",
        "home literal-name read-after"
    )]
    [InlineData(
        "void M(string f) => File.WriteAllText(f, \"\"); string R(string f) => File.ReadAllText(f);",
        "not-traced reads-pair"
    )]
    [InlineData(
        "string _f = Missing.F; void M() => File.WriteAllText(_f, \"\"); string R() => File.ReadAllText(_f);",
        "read-back"
    )]
    [InlineData(
        "void M() { File.WriteAllText(At(\"b.q\"), \"\"); System.Diagnostics.Process.Start(\"x\"); }",
        "home literal-name not-for-process"
    )]
    public void All_that_is_found(string members, string features) =>
        Assert.Equal(features, string.Join(' ', Judge(members).Evidence.Select(evidence => evidence.Feature)));

    [Fact]
    public void What_others_set_counts_only_where_the_type_sets_nothing() =>
        Assert.Equal(
            ["a.q"],
            Names(
                "public string F = \"\"; void S() => F = \"a.q\"; void M() => File.WriteAllText(F, \"\"); } "
                    + "class O { void S(C c) => c.F = \"b.q\";"
            )
        );
}
