namespace AtomicWrites.Analyzers.Tests.StatePaths;

/// <summary>What is read back, what is annotated, and what speaks against state.</summary>
public class EvidenceTests
{
    const string Annotations = """
        namespace AtomicWrites
        {
            [System.AttributeUsage(System.AttributeTargets.All, AllowMultiple = true)]
            class StatePathAttribute : System.Attribute { public StatePathAttribute() { } public StatePathAttribute(string glob) { } }
            [System.AttributeUsage(System.AttributeTargets.All, AllowMultiple = true)]
            class NotStatePathAttribute : System.Attribute {
                public NotStatePathAttribute() { }
                public NotStatePathAttribute(string glob) { } }
        }
        """;

    [Theory]
    [InlineData(
        "static string F(int id) => $\"data/{id}.json\"; string Load(int id) => File.ReadAllText(F(id)); "
            + "void Save(int id) => {|ATW0001:File.WriteAllText(F(id), JsonSerializer.Serialize(id))|};"
    )]
    [InlineData(
        "static string F(int id) => $\"data/{id}.json\"; string Load(int id) { var path = F(id); "
            + "return File.ReadAllText(path); } void Save(int id) { var path = F(id); "
            + "{|ATW0001:File.WriteAllText(path, JsonSerializer.Serialize(id))|}; }"
    )]
    [InlineData(
        "void Bump() { var path = Path.Combine(\"a\", \"count.dat\"); "
            + "var n = int.Parse(File.ReadAllText(path)); {|ATW0001:File.WriteAllText(path, $\"{n + 1}\")|}; }"
    )]
    public Task What_is_read_by_the_same_call_or_local_is_state(string members) => Verify.Class(members);

    [Fact]
    public Task What_another_type_reads_by_the_same_symbol_is_state() =>
        Verify.Source(
            """
            using System.IO;
            static class Places { public static readonly string Scores = Path.Combine("x", "y.scores"); }
            class Reader { string Load() => File.ReadAllText(Places.Scores); }
            class Writer { void Save() => {|ATW0001:File.WriteAllText(Places.Scores, "")|}; }
            """
        );

    [Theory]
    [InlineData("void Save(string text) => File.WriteAllText($\"settings-{Guid.NewGuid()}.json\", text);")]
    [InlineData(
        "void Save(string text) => File.WriteAllText(\"settings-\" + DateTime.Now.ToString(\"s\") + \".json\", text);"
    )]
    [InlineData("void Probe() { var path = \"settings.json\"; File.WriteAllText(path, \"\"); File.Delete(path); }")]
    [InlineData("void Save(string text) => File.WriteAllText(Console.ReadLine() + \"settings.json\", text);")]
    [InlineData(
        "class SaveFileDialog { public string FileName = \"settings.json\"; } "
            + "void Save(SaveFileDialog dialog) => File.WriteAllText(dialog.FileName, \"\");"
    )]
    [InlineData("void Save(string text) => File.WriteAllText(\"settings.json.new\", text);")]
    [InlineData(
        "void Tag(string cache) => File.WriteAllText(Path.Combine(cache, \"cache.tag\"), "
            + "\"Signature: 8a477f597d28d172789f06886806bc55, whatever else it may be\");"
    )]
    [InlineData("void Save() => File.WriteAllText(\"settings.lock\", \"\");")]
    [InlineData(
        "void Save() { using var stream = new FileStream(\"settings.json\", FileMode.Create, "
            + "FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose); stream.WriteByte(1); }"
    )]
    [InlineData(
        "FileStream _held; void Hold() => _held = new FileStream(\"settings.json\", FileMode.OpenOrCreate, "
            + "FileAccess.ReadWrite, FileShare.None); void Release() => _held?.Dispose();"
    )]
    [InlineData("void ExportSettings(string path) => File.WriteAllText(path, \"\");")]
    [InlineData("void Save() { using var stream = new FileStream(\"config.png\", FileMode.CreateNew); }")]
    public Task Not_state(string members) => Verify.Class(members);

    [Theory]
    [InlineData(
        "const string Name = \"tool-lock.json\"; "
            + "string Load(string dir) => File.ReadAllText(Path.Combine(dir, Name)); "
            + "void Save(string dir) => {|ATW0001:File.WriteAllText(Path.Combine(dir, Name), \"\")|};"
    )]
    [InlineData(
        "void Restore(string dir) => {|ATW0001:File.Copy(Path.Combine(dir, \"x.bak\"), Path.Combine(dir, \"scores.dat\"), true)|};"
    )]
    [InlineData(
        "string _file = \"scores.dat\"; void Restore(string backup) => {|ATW0001:new FileInfo(backup).CopyTo(_file, true)|};"
    )]
    [InlineData(
        "void Keep(string dir) => File.Copy(Path.Combine(dir, \"scores.dat\"), Path.Combine(dir, \"scores.dat.bak\"), true);"
    )]
    public Task Data_that_locks_versions_and_what_is_restored_are_state(string members) => Verify.Class(members);

    [Theory]
    [InlineData(
        "string Of(string root) => Path.Combine(root, \"output\", \"settings.json\"); "
            + "string Load(string root) => File.ReadAllText(Of(root)); "
            + "void Save(string root) => {|ATW0001:File.WriteAllText(Of(root), \"\")|};"
    )]
    [InlineData(
        "string Of(string root) => Path.Combine(root, \"output\", \"settings.json\"); "
            + "void Save(string root) => File.WriteAllText(Of(root), \"\");"
    )]
    [InlineData(
        "string Of(string root) => Path.Combine(root, \"output.settings.json\"); "
            + "string Load(string root) => File.ReadAllText(Of(root)); "
            + "void Save(string root) => {|ATW0001:File.WriteAllText(Of(root), \"\")|};"
    )]
    [InlineData(
        "const string Name = \"places.xyz\"; string Load() => File.ReadAllText(Name); "
            + "void Begin() { if (!File.Exists(Name)) {|ATW0001:File.WriteAllText(Name, "
            + "\"<places>the first of what later becomes many places</places>\")|}; }"
    )]
    public Task What_is_read_again_is_state_wherever_it_lies_and_however_it_began(string members) =>
        Verify.Class(members);

    [Theory]
    [InlineData(
        "string SettingsFile = \"\"; void Restore(string backup) => {|ATW0001:File.Copy(backup, SettingsFile, true)|};"
    )]
    [InlineData("string SettingsExe = \"\"; void Restore(string backup) => File.Copy(backup, SettingsExe, true);")]
    public Task A_name_can_end_in_the_extension_of_an_artefact(string members) => Verify.Class(members);

    [Fact]
    public Task A_clean_up_after_failure_is_no_probe() =>
        Verify.Class(
            "void Save() { var path = \"settings.json\"; try { {|ATW0001:File.WriteAllText(path, \"\")|}; } catch { File.Delete(path); } }"
        );

    [Theory]
    [InlineData("void Save([AtomicWrites.StatePath] string path) => {|ATW0001:File.WriteAllText(path, \"\")|};")]
    [InlineData("[AtomicWrites.StatePath] string _x; void Save() => {|ATW0001:File.WriteAllText(_x, \"\")|};")]
    [InlineData(
        "[AtomicWrites.StatePath] string Folder { get; } = \"logs\"; "
            + "void Save() { var p = Path.Combine(Folder, \"a.log\"); {|ATW0001:File.WriteAllText(p, \"\")|}; }"
    )]
    [InlineData(
        "[return: AtomicWrites.StatePath] string F() => \"a\"; void Save() => {|ATW0001:File.WriteAllText(F(), \"\")|};"
    )]
    [InlineData("void Save([AtomicWrites.NotStatePath] string settingsPath) => File.WriteAllText(settingsPath, \"\");")]
    [InlineData(
        "[AtomicWrites.NotStatePath] const string Name = \"settings.json\"; void Save() => File.WriteAllText(Name, \"\");"
    )]
    [InlineData(
        "[AtomicWrites.NotStatePath] static string Folder => \"x\"; "
            + "void Save() => File.WriteAllText(Path.Combine(Folder, \"settings.json\"), \"\");"
    )]
    public Task An_attribute_goes_before_inference(string members) =>
        Verify.Source($"using System.IO;\nclass Program\n{{\n{members}\n}}\n{Annotations}");

    [Fact]
    public Task An_attribute_of_the_assembly_names_paths() =>
        Verify.Source(
            "using System.IO; [assembly: AtomicWrites.StatePath(\"*.sav\")] [assembly: "
                + "AtomicWrites.NotStatePath(\"**/probe/*\")]\n"
                + "class Program { void A() => {|ATW0001:File.WriteAllText(\"a.sav\", \"\")|}; void B() => "
                + "File.WriteAllText(\"probe/settings.json\", \"\"); }\n"
                + Annotations
        );

    [Theory]
    [InlineData("M:Box.Put")]
    [InlineData("M:Other.X(System.Int32,System.Int32), M:Box.Put(System.Int32,System.String)")]
    public Task An_additional_writer_is_reported(string ids) =>
        Verify.Source(
            "static class Box { public static void Put(int n, string path) { } "
                + "public static void Put(int n) { } } class Program { void A() { "
                + "{|ATW0001:Box.Put(1, \"settings.json\")|}; Box.Put(1); Box.Put(1, \"today.log\"); } }",
            "atomic_writes.additional_writers = " + ids
        );

    [Fact]
    public Task A_constructor_is_an_additional_writer_too() =>
        Verify.Source(
            "class Box { public Box(string path) { } public Box(int n) { } } "
                + "class Program { object A() => {|ATW0001:new Box(\"settings.json\")|}; "
                + "Box B() => {|ATW0001:new(\"settings.json\")|}; object C() => new Box(1); }",
            "atomic_writes.additional_writers = M:Box..ctor(System.String)"
        );
}
