using AtomicWrites.Analyzers.Rules;
using AtomicWrites.CodeFixes.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace AtomicWrites.CodeFixes.Tests.Rules;

public class NotStatePathTests
{
    [Theory]
    [InlineData(
        "readonly string _settingsFile = \"\";",
        "[NotStatePath]\n    readonly string _settingsFile = \"\";",
        "_settingsFile"
    )]
    [InlineData(
        "// Where it is kept.\n    static string SettingsPath { get; } = \"\";",
        "// Where it is kept.\n    [NotStatePath]\n    static string SettingsPath { get; } = \"\";",
        "SettingsPath"
    )]
    [InlineData(
        "[Obsolete]\n    const string Name = \"settings.json\";",
        "[NotStatePath]\n    [Obsolete]\n    const string Name = \"settings.json\";",
        "Path.Combine(\"a\", Name)"
    )]
    [InlineData(
        "static string F() => \"settings.json\";",
        "[return: NotStatePath]\n    static string F() => \"settings.json\";",
        "F()"
    )]
    [InlineData(
        "static FileInfo F => new FileInfo(\"settings.json\");",
        "[NotStatePath]\n    static FileInfo F => new FileInfo(\"settings.json\");",
        "Path.GetFullPath(F.FullName)"
    )]
    [InlineData(
        "string SettingsPath = \"\"; int n;",
        "[NotStatePath]\n    string SettingsPath = \"\"; int n;",
        "SettingsPath ?? \"x\""
    )]
    public Task What_the_path_comes_from_is_marked(string before, string after, string path) =>
        Fix(InClass(before, path, report: true), InClass(after, path, report: false));

    [Theory]
    [InlineData(
        "File.WriteAllText(SettingsPath + \".tmp\", \"\"); {|ATW0003:File.Move(SettingsPath + \".tmp\", SettingsPath, true)|};"
    )]
    [InlineData("File.WriteAllText(\"a.tmp\", \"\"); {|ATW0003:File.Replace(\"a.tmp\", SettingsPath, null)|};")]
    public Task So_it_is_where_it_is_replaced_by_hand(string body) => Fix<HandWrittenReplaceAnalyzer>(body);

    [Theory]
    [InlineData(
        "var n = int.Parse(File.ReadAllText(SettingsPath)); {|ATW0002:File.WriteAllText(SettingsPath, $\"{n + 1}\")|};"
    )]
    public Task So_it_is_where_it_is_changed_without_a_lock(string body) => Fix<UnlockedUpdateAnalyzer>(body);

    [Theory]
    [InlineData(
        "string Folder = \"\";",
        "File.WriteAllText(\"a.tmp\", \"\"); {|ATW0003:File.Replace(\"a.tmp\", \"settings.json\", Folder + \"a.bak\")|};"
    )]
    [InlineData(
        "string BackupPath = \"\";",
        "File.WriteAllText(\"a.tmp\", \"\"); {|ATW0003:File.Replace(\"a.tmp\", \"settings.json\", BackupPath)|};"
    )]
    [InlineData(
        "string TempPath = \"a.tmp\";",
        "File.WriteAllText(TempPath, \"\"); {|ATW0003:File.Move(TempPath, \"settings.json\", true)|};"
    )]
    public Task Nothing_but_the_path_that_was_judged_is_marked(string member, string body)
    {
        var source =
            $"using System.IO;\nusing AtomicWrites;\n\nclass Program\n{{\n    static {member}\n\n    void Save() {{ {body} }}\n}}\n";
        var test = Test<HandWrittenReplaceAnalyzer>(source, source);
        test.FixedState.MarkupHandling = MarkupMode.Allow;
        return test.RunAsync();
    }

    [Fact]
    public Task The_path_of_a_wrapper_is_marked_and_not_the_text() =>
        Fix(
            "using System.IO;\nusing AtomicWrites;\n\nclass Program\n{\n    static string Banner = \"\";\n"
                + "    static string SettingsPath = \"settings.json\";\n\n"
                + "    void Save() => {|ATW0001:Disk.Put(Banner, SettingsPath)|};\n"
                + "    void Log() => Disk.Put(Banner, \"/tmp/report.log\");\n}\n\n"
                + "public static class Disk { public static void Put(string text, string path) => File.WriteAllText(path, "
                + "text); }\n",
            "using System.IO;\nusing AtomicWrites;\n\nclass Program\n{\n    static string Banner = \"\";\n"
                + "    [NotStatePath]\n    static string SettingsPath = \"settings.json\";\n\n"
                + "    void Save() => Disk.Put(Banner, SettingsPath);\n"
                + "    void Log() => Disk.Put(Banner, \"/tmp/report.log\");\n}\n\n"
                + "public static class Disk { public static void Put(string text, string path) => File.WriteAllText(path, "
                + "text); }\n"
        );

    [Fact]
    public Task A_parameter_that_only_hands_on_the_target_of_a_replace_is_marked_and_that_silences() =>
        Test<HandWrittenReplaceAnalyzer>(
                Replace("{|ATW0003:File.Replace(temp, file, null, true)|}", "string file"),
                Replace("File.Replace(temp, file, null, true)", "[NotStatePath] string file")
            )
            .RunAsync();

    static string Replace(string call, string parameter) =>
        $$"""
            using System.IO;
            using AtomicWrites;

            class Program
            {
                void Save()
                {
                    File.WriteAllText("a.tmp", "");
                    Put("a.tmp", "settings.json");
                }

                static void Put(string temp, {{parameter}}) => {{call}};
            }
            """;

    [Fact]
    public async Task It_is_never_applied_unasked()
    {
        Assert.Null(new NotStatePathCodeFix().GetFixAllProvider());
        Assert.Equal(["Mark 'SettingsPath' [NotStatePath]"], await OfferedAsync(WorkspaceKind.Host));
        Assert.Empty(await OfferedAsync(WorkspaceKind.MSBuild)); // that of dotnet format and roslynator
    }

    static async Task<IReadOnlyList<string>> OfferedAsync(string kind)
    {
        using var workspace = new AdhocWorkspace(Microsoft.CodeAnalysis.Host.Mef.MefHostServices.DefaultHost, kind);
        var document = workspace
            .AddProject("App", LanguageNames.CSharp)
            .AddMetadataReferences(
                ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                    .Split(Path.PathSeparator)
                    .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
                    .Append(typeof(AtomicFile).Assembly.Location)
                    .Select(path => MetadataReference.CreateFromFile(path))
            )
            .AddDocument(
                "Program.cs",
                "using System.IO; class Program { const string SettingsPath = \"settings.json\"; "
                    + "void Save() => File.WriteAllText(SettingsPath, \"\"); }"
            );
        var compilation = (await document.Project.GetCompilationAsync())!.WithAnalyzers([new NonAtomicWriteAnalyzer()]);
        var titles = new List<string>();
        foreach (var diagnostic in await compilation.GetAnalyzerDiagnosticsAsync())
            await new NotStatePathCodeFix().RegisterCodeFixesAsync(
                new CodeFixContext(
                    document,
                    diagnostic,
                    (action, _) => titles.Add(action.Title),
                    CancellationToken.None
                )
            );
        return titles;
    }

    [Fact]
    public Task A_local_is_followed_to_its_origin() =>
        Fix(
            """
            using System.IO;
            using AtomicWrites;

            class Program
            {
                const string Name = "settings.json";

                void Save(string dir)
                {
                    var path = Path.Combine(dir, Name);
                    var full = Path.GetFullPath(path);
                    {|ATW0001:File.WriteAllText(full, "")|};
                }
            }
            """,
            """
            using System.IO;
            using AtomicWrites;

            class Program
            {
                [NotStatePath]
                const string Name = "settings.json";

                void Save(string dir)
                {
                    var path = Path.Combine(dir, Name);
                    var full = Path.GetFullPath(path);
                    File.WriteAllText(full, "");
                }
            }
            """
        );

    [Fact]
    public Task A_parameter_is_marked_in_its_line() =>
        Fix(
            "using System.IO;\nusing AtomicWrites;\n\n"
                + "class SettingsStore { void SaveSettings(int n, string settingsFile, string text) { "
                + "text += File.ReadAllText(settingsFile); {|ATW0001:File.WriteAllText(settingsFile, text)|}; } }",
            "using System.IO;\nusing AtomicWrites;\n\n"
                + "class SettingsStore { void SaveSettings(int n, [NotStatePath] string settingsFile, string text) { "
                + "text += File.ReadAllText(settingsFile); File.WriteAllText(settingsFile, text); } }"
        );

    [Fact]
    public Task The_property_of_a_record_is_marked_and_the_using_added() =>
        Fix(
            "using System.IO;\n\nrecord Places(string SettingsPath);\n\n"
                + "class Program { void Save(Places places) => {|ATW0001:File.WriteAllText(places.SettingsPath, \"\")|}; }",
            "using System.IO;\nusing AtomicWrites;\n\nrecord Places([property: NotStatePath] string SettingsPath);\n"
                + "\nclass Program { void Save(Places places) => File.WriteAllText(places.SettingsPath, \"\"); }"
        );

    [Fact]
    public Task A_declaration_that_begins_its_line_keeps_it() =>
        Fix(
            "using System.IO;\nusing AtomicWrites;\nclass Program\n{\nstatic string SettingsPath = \"\";\n"
                + "void Save() => {|ATW0001:File.WriteAllText(SettingsPath, \"\")|};\n}\n",
            "using System.IO;\nusing AtomicWrites;\nclass Program\n{\n[NotStatePath]\nstatic string SettingsPath = \"\";\n"
                + "void Save() => File.WriteAllText(SettingsPath, \"\");\n}\n"
        );

    [Fact]
    public Task A_name_that_is_taken_is_qualified() =>
        Fix(
            "using System.IO;\n\n"
                + "class NotStatePath { string _settingsFile = \"\"; void Save() => "
                + "{|ATW0001:File.WriteAllText(_settingsFile, \"\")|}; }",
            "using System.IO;\n\n"
                + "class NotStatePath { [global::AtomicWrites.NotStatePath] string _settingsFile = \"\"; void Save() => "
                + "File.WriteAllText(_settingsFile, \"\"); }"
        );

    [Fact]
    public Task So_it_is_where_another_library_has_that_attribute() =>
        Fix(
            "using System.IO;\nusing AtomicWrites;\nusing Other;\n\n"
                + "class Program { string _settingsFile = \"\"; void Save() => "
                + "{|ATW0001:File.WriteAllText(_settingsFile, \"\")|}; }\n"
                + "namespace Other { class NotStatePathAttribute : System.Attribute { } }\n",
            "using System.IO;\nusing AtomicWrites;\nusing Other;\n\n"
                + "class Program { [global::AtomicWrites.NotStatePath] string _settingsFile = \"\"; void Save() => "
                + "File.WriteAllText(_settingsFile, \"\"); }\n"
                + "namespace Other { class NotStatePathAttribute : System.Attribute { } }\n"
        );

    [Fact]
    public Task A_declaration_in_another_file_is_marked_there()
    {
        const string Writer =
            "using System.IO;\n\nclass SettingsWriter\n{{\n    void A() => {0};\n    void B() => {1};\n}}\n";
        var test = Test(
            string.Format(
                null,
                Writer,
                "{|ATW0001:File.WriteAllText(Places.SettingsPath, \"\")|}",
                "{|ATW0001:File.WriteAllText(Places.SessionPath, \"\")|}"
            ),
            string.Format(
                null,
                Writer,
                "File.WriteAllText(Places.SettingsPath, \"\")",
                "File.WriteAllText(Places.SessionPath, \"\")"
            )
        );
        test.TestState.Sources.Add(
            "static class Places\r\n{\r\n    public static string SettingsPath = \"\";\r\n\r\n"
                + "    public static string SessionPath = \"\";\r\n}\r\n"
        );
        test.FixedState.Sources.Add(
            "using AtomicWrites;\r\n\r\nstatic class Places\r\n{\r\n    [NotStatePath]\r\n"
                + "    public static string SettingsPath = \"\";\r\n\r\n    [NotStatePath]\r\n"
                + "    public static string SessionPath = \"\";\r\n}\r\n"
        );
        return test.RunAsync();
    }

    [Theory]
    [InlineData("", "\"settings.json\"")]
    [InlineData("string _a = \"\", _settingsFile = \"\";", "_settingsFile")]
    [InlineData("string _settingsFolder = \"\";", "_settingsFolder + \"/settings.json\"")]
    [InlineData("const string Extension = \".json\";", "\"settings\" + Extension")]
    public Task No_fix_where_no_one_symbol_is_the_path(string member, string path)
    {
        var source = InClass(member, path, report: true);
        var test = Test(source, source);
        test.FixedState.MarkupHandling = MarkupMode.Allow;
        return test.RunAsync();
    }

    [Fact]
    public Task No_fix_for_the_parameter_of_a_lambda()
    {
        const string Source =
            "using System; using System.IO; class SettingsStore { "
            + "Action<string> SaveSettings() => settingsFile => { var text = File.ReadAllText(settingsFile); "
            + "{|ATW0001:File.WriteAllText(settingsFile, text + 1)|}; }; }";
        var test = Test(Source, Source);
        test.FixedState.MarkupHandling = MarkupMode.Allow;
        return test.RunAsync();
    }

    [Fact]
    public Task No_fix_where_an_option_says_that_it_is_state()
    {
        var source = InClass("static string Place = \"a.xyz\";", "Place", report: true);
        var test = Test(source, source);
        test.FixedState.MarkupHandling = MarkupMode.Allow;
        foreach (var state in new[] { test.TestState, test.FixedState })
            state.AnalyzerConfigFiles.Add(
                ("/.editorconfig", "root = true\n[*.cs]\natomic_writes.state_paths = *.xyz\n")
            );
        return test.RunAsync();
    }

    [Fact]
    public Task No_fix_without_the_runtime()
    {
        var source = InClass("static string SettingsPath = \"\";", "SettingsPath", report: true)
            .Replace("using AtomicWrites;\n", "", StringComparison.Ordinal);
        var test = Test(source, source);
        test.FixedState.MarkupHandling = MarkupMode.Allow;
        foreach (var state in new[] { test.TestState, test.FixedState })
            state.AdditionalReferences.Clear();
        return test.RunAsync();
    }

    [Fact]
    public Task It_stands_below_the_main_fix_and_has_a_key_of_its_own()
    {
        var test = Test(
            InClass("static string SettingsPath = \"\";", "SettingsPath", report: true),
            InClass("[NotStatePath]\n    static string SettingsPath = \"\";", "SettingsPath", report: false),
            [new NonAtomicWriteCodeFix(), new NotStatePathCodeFix()]
        );
        test.CodeFixTestBehaviors = CodeFixTestBehaviors.SkipFixAllCheck; // that of the other fix
        test.CodeActionEquivalenceKey = "NotStatePath";
        test.CodeActionIndex = 1;
        test.CodeActionVerifier = (action, verifier) => verifier.Equal(CodeActionPriority.Low, action.Priority);
        return test.RunAsync();
    }

    static Task Fix(string before, string after) => Test(before, after).RunAsync();

    static Task Fix<TAnalyzer>(string body)
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        const string Source =
            "using System.IO;\nusing AtomicWrites;\n\nclass Program\n{\n    <<static string SettingsPath = \"\";\n\n"
            + "    void Save()\n    {\n        >>\n    }\n}\n";
        var unmarked = body.Replace("{|ATW0002:", "", StringComparison.Ordinal)
            .Replace("{|ATW0003:", "", StringComparison.Ordinal)
            .Replace("|}", "", StringComparison.Ordinal);
        return Test<TAnalyzer>(
                Source.Replace("<<", "", StringComparison.Ordinal).Replace(">>", body, StringComparison.Ordinal),
                Source
                    .Replace("<<", "[NotStatePath]\n    ", StringComparison.Ordinal)
                    .Replace(">>", unmarked, StringComparison.Ordinal)
            )
            .RunAsync();
    }

    static string InClass(string member, string path, bool report) =>
        $$"""
            using System;
            using System.IO;
            using AtomicWrites;

            class Program
            {
                {{member}}

                void Save() => {{(report ? "{|ATW0001:" : "")}}File.WriteAllText({{path}}, ""){{(report ? "|}" : "")}};
            }
            """;

    static FixTest<NonAtomicWriteAnalyzer> Test(string before, string after, params CodeFixProvider[] fixes) =>
        Test<NonAtomicWriteAnalyzer>(before, after, fixes);

    static FixTest<TAnalyzer> Test<TAnalyzer>(string before, string after, params CodeFixProvider[] fixes)
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        var test = new FixTest<TAnalyzer>(fixes.Length == 0 ? [new NotStatePathCodeFix()] : fixes)
        {
            TestCode = before,
            FixedCode = after,
            ReferenceAssemblies = ReferenceAssemblies.Net.Net80,
            CompilerDiagnostics = CompilerDiagnostics.Errors,
        };
        test.SolutionTransforms.Add((solution, project) => solution.WithProjectAssemblyName(project, "App"));
        foreach (var state in new[] { test.TestState, test.FixedState })
            state.AdditionalReferences.Add(MetadataReference.CreateFromFile(typeof(AtomicFile).Assembly.Location));
        return test;
    }

    sealed class FixTest<TAnalyzer>(CodeFixProvider[] fixes)
        : CSharpCodeFixTest<TAnalyzer, EmptyCodeFixProvider, DefaultVerifier>
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        protected override IEnumerable<CodeFixProvider> GetCodeFixProviders() => fixes;
    }
}
