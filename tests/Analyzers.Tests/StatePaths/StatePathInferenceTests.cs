namespace AtomicWrites.Analyzers.Tests.StatePaths;

/// <summary>What counts as state, what does not, and the reason that the user is given.</summary>
public class StatePathInferenceTests
{
    [Theory]
    [InlineData(
        "Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), \"app\", \"x.json\")",
        "under SpecialFolder.ApplicationData"
    )]
    [InlineData(
        "Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) + \"/app/x\"",
        "under SpecialFolder.LocalApplicationData"
    )]
    [InlineData(
        "$\"{Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)}/.app/x.json\"",
        "under SpecialFolder.UserProfile"
    )]
    [InlineData(
        "Path.Combine(Environment.GetEnvironmentVariable(\"XDG_STATE_HOME\") ?? \"\", \"x\")",
        "under XDG_STATE_HOME"
    )]
    [InlineData("Environment.ExpandEnvironmentVariables(@\"%APPDATA%\\app\\x.json\")", "under APPDATA")]
    [InlineData("\"settings.json\"", "the file name 'settings.json'")]
    [InlineData(
        "Path.Join(AppContext.BaseDirectory, \"user-preferences.xml\")",
        "the file name 'user-preferences.xml'"
    )]
    public Task A_path_built_in_the_call_is_state(string path, string reason) =>
        Verify.Reason($"void Save(string text) => File.WriteAllText({path}, text);", reason);

    [Theory]
    [InlineData(
        "void Save(string text) { var home = "
            + "Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData); "
            + "var file = Path.Combine(home, \"x.json\"); File.WriteAllText(file, text); }",
        "under SpecialFolder.ApplicationData"
    )]
    [InlineData(
        "void Save(string text) { string file; file = \"history.txt\"; File.WriteAllText(file, text); }",
        "the file name 'history.txt'"
    )]
    [InlineData(
        "const string Name = \"session.dat\"; void Save(string text) => File.WriteAllText(Path.GetFullPath(Name), text);",
        "the file name 'session.dat'"
    )]
    [InlineData(
        "static readonly string F = Path.Combine(D, \"x.bin\"); "
            + "static string D => Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData); "
            + "void Save(string text) => File.WriteAllText(F, text);",
        "under SpecialFolder.ApplicationData"
    )]
    [InlineData(
        "readonly string _file; Program(string dir) { _file = Path.Combine(dir, \"config.yml\"); } "
            + "void Save(string text) => File.WriteAllText(_file, text);",
        "the file name 'config.yml'"
    )]
    [InlineData(
        "string SettingsPath { get; set; } = \"\"; void Save(string text) => File.WriteAllText(SettingsPath, text);",
        "the name 'SettingsPath'"
    )]
    [InlineData(
        "static string F() => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), \"x\"); "
            + "void Save(string text) => File.WriteAllText(F(), text);",
        "under SpecialFolder.ApplicationData"
    )]
    [InlineData(
        "FileInfo File1 => new FileInfo(\"settings.json\"); void Save(string text) => File.WriteAllText(File1.FullName, text);",
        "the file name 'settings.json'"
    )]
    public Task A_path_is_followed_to_where_it_is_defined(string members, string reason) =>
        Verify.Reason(members, reason);

    [Fact]
    public Task A_path_is_followed_into_other_types() =>
        Verify.Source(
            """
            using System; using System.IO;
            static class Places { public static readonly string Data =
                Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "x"); }
            class Program { void Save() => {|ATW0001:File.WriteAllText(Places.Data, "")|}; }
            """
        );

    [Fact]
    public Task What_the_type_reads_too_is_state() =>
        Verify.Reason(
            """
            readonly string _file = "x.y";
            string Load() => File.ReadAllText(_file);
            void Save(string text) => File.WriteAllText(_file, text);
            """,
            "read back by 'Load' at line 5"
        );

    [Fact]
    public Task What_the_type_reads_under_the_same_literal_name_is_state() =>
        Verify.Reason(
            """
            static void Load(string dir) => File.ReadAllText(Path.Combine(dir, "x.y"));
            static void Save(string dir) => File.WriteAllText(Path.Combine(dir, "x.y"), "");
            """,
            "read back by 'Load' at line 4"
        );

    [Theory]
    [InlineData("string file, string text", "file")]
    [InlineData("string text", "Path.Combine(Path.GetTempPath(), \"settings.json\")")]
    [InlineData("string text", "Path.GetTempFileName()")]
    [InlineData("string text", "\"/tmp/state.json\"")]
    [InlineData(
        "string text",
        "Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), \"logs\", \"today.txt\")"
    )]
    [InlineData(
        "string text",
        "Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), \"state.json.tmp\")"
    )]
    [InlineData("string text", "\"settings.log\"")]
    [InlineData("string text", "\"/dev/null\"")]
    [InlineData("string text, string outputPath", "outputPath")]
    [InlineData("string text, string logFile", "logFile")]
    public Task Silent(string parameters, string path) =>
        Verify.Class($"void Save({parameters}) => File.WriteAllText({path}, text);");

    [Fact]
    public Task A_copied_file_that_callers_name_is_not_read_back() =>
        Verify.Class(
            "void Convert(string from, string to) => File.WriteAllText(to, File.ReadAllText(to) + File.ReadAllText(from));"
        );

    [Theory]
    [InlineData("File.Move(temp, \"settings.json\", true);")]
    [InlineData("File.Replace(temp, \"settings.json\", null);")]
    public Task The_temporary_half_of_a_rename_is_silent(string rename) =>
        Verify.Class(
            $$"""void Save(string text) { var temp = "settings.json" + ".new"; File.WriteAllText(temp, text); {{rename}} }"""
        );

    [Theory]
    [InlineData("App.Tests")]
    [InlineData("App.UnitTests")]
    [InlineData("_build")]
    public Task A_test_project_is_silent(string assembly) =>
        Verify.Source(
            """class Program { void Save() => System.IO.File.WriteAllText("settings.json", ""); }""",
            assembly: assembly
        );

    [Fact]
    public Task A_cycle_of_fields_ends() =>
        Verify.Class(
            "static string A = B + \"x\"; static string B = A + \"y\"; void Save() => File.WriteAllText(A, \"\");"
        );

    [Fact]
    public Task A_concatenation_a_thousand_deep_ends() =>
        Verify.Class(
            $"void Save(string a) {{ var p = a + {string.Join(" + ", Enumerable.Repeat("a", 1000))}; File.WriteAllText(p, \"\"); }}"
        );

    [Theory]
    [InlineData("atomic_writes.ignored_paths = **/settings.json")]
    [InlineData("atomic_writes.ignored_paths = other.txt, settings.*")]
    [InlineData("atomic_writes.scope = annotated")]
    public Task An_option_silences(string option) =>
        Verify.Class("void Save() => File.WriteAllText(\"data/settings.json\", \"\");", option);

    [Theory]
    [InlineData("atomic_writes.state_paths = data/*.xyz")]
    [InlineData("atomic_writes.scope = all")]
    public Task An_option_makes_state(string option) =>
        Verify.Class("void Save() => {|ATW0001:File.WriteAllText(\"data/some.xyz\", \"\")|};", option);
}
