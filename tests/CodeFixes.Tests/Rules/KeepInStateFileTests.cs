using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using AtomicWrites.Analyzers.Rules;
using AtomicWrites.CodeFixes.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.CodeFixes.Tests.Rules;

/// <summary>A settings class before and after: the text, and what both programs do with each other's files.</summary>
public sealed class KeepInStateFileTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("atomic-writes-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    const string Options =
        """static readonly JsonSerializerOptions Options = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };""";

    const string Load = """
            public static Settings Load()
            {
                if (!File.Exists(P))
                    return new Settings();
                try
                {
                    var json = File.ReadAllText(P);
                    return JsonSerializer.Deserialize<Settings>(json, Options) ?? new Settings();
                }
                catch
                {
                    return new Settings();
                }
            }
        """;

    const string Save = """
            public void Save()
            {
                Directory.CreateDirectory(Path.GetDirectoryName(P)!);
                var json = JsonSerializer.Serialize(this, Options);
                File.WriteAllText(P, json);
            }
        """;

    static string Program(
        string load = Load,
        string save = Save,
        string options = Options,
        string properties = "",
        string path = """static readonly string P = Path.Combine(AppContext.BaseDirectory, "app", "settings.json");""",
        string import = ""
    ) =>
        $$"""
            using System;
            using System.Collections.Generic;
            using System.IO;
            using System.Text.Json;
            {{import}}
            public class Settings
            {
                {{path}} // where it is
                {{options}}

                public string Theme { get; set; } = "light";
                public List<int> Sizes { get; set; } = new();
                {{properties}}

            {{load}}

            {{save}}
            }
            """.ReplaceLineEndings("\n");

    [Fact]
    public async Task Load_and_Save_become_Read_and_Reset_and_keep_their_signatures() =>
        Assert.Equal(
            Program(
                "    public static Settings Load() => SettingsFile.Read();",
                "    public void Save() => SettingsFile.Reset(this);",
                Options
                    + "\n    static readonly StateFile<Settings> SettingsFile = new(P, Options, new() { Initial = () => new Settings() });",
                import: "using AtomicWrites;\n"
            ),
            await Rewritten(Program())
        );

    [Fact]
    public async Task It_is_offered_on_what_is_reported_too()
    {
        using var workspace = new AdhocWorkspace();
        var document = Document(workspace, Program());
        var compilation = (await document.Project.GetCompilationAsync())!;
        var reported = await compilation
            .WithAnalyzers([new DefaultsOverStateAnalyzer(), new NonAtomicWriteAnalyzer()])
            .GetAnalyzerDiagnosticsAsync();
        Assert.Equal(["ATW0001", "ATW0011"], reported.Select(diagnostic => diagnostic.Id).Order());
        foreach (var diagnostic in reported)
        {
            var offered = new List<CodeAction>();
            await new KeepInStateFileCodeFix().RegisterCodeFixesAsync(
                new CodeFixContext(document, diagnostic, (action, _) => offered.Add(action), default)
            );
            Assert.Equal("Keep the state of 'Settings' in a StateFile<T>", Assert.Single(offered).Title);
        }

        Assert.Null(new KeepInStateFileCodeFix().GetFixAllProvider());
    }

    public static readonly TheoryData<string, string> Others = new()
    {
        {
            "a log",
            Program(Load.Replace("catch\n        {\n", "catch\n        {\n            Console.WriteLine();\n"))
        },
        {
            "a save that says so",
            Program(save: Save.Replace("json);\n    }", "json);\n        Console.WriteLine();\n    }"))
        },
        { "other options to save", Program(save: Save.Replace("(this, Options)", "(this)")) },
        { "a relative path", Program(path: "const string P = \"settings.json\";") },
        { "what does not come back", Program(properties: "public List<string> Names { get; } = new();") },
        {
            "a converter",
            Program(properties: "[System.Text.Json.Serialization.JsonIgnore] public int N { get; set; }")
        },
        { "an interface", Program(properties: "public IList<string> Names { get; set; }") },
        { "another use of the file", Program(properties: "public static void Delete() => File.Delete(P);") },
        { "other defaults", Program(Load.Replace("?? new Settings()", "?? new Settings { Theme = \"x\" }")) },
        {
            "an asynchronous load",
            Program(Load.Replace("static Settings", "static async System.Threading.Tasks.Task<Settings>"))
        },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public async Task What_does_something_else_as_well_is_left_to_a_person(string what, string source) =>
        Assert.True(await Rewritten(source) is null, what);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Old_and_new_program_read_each_others_files(bool hasOptions)
    {
        var source = hasOptions
            ? Program()
            : Program(
                Load.Replace(", Options", "", StringComparison.Ordinal),
                Save.Replace(", Options", "", StringComparison.Ordinal),
                options: ""
            );
        var before = Compiled(source.Replace("AppContext.BaseDirectory", Text(_folder), StringComparison.Ordinal), "1");
        var after = Compiled(
            (await Rewritten(source))!.Replace("AppContext.BaseDirectory", Text(_folder), StringComparison.Ordinal),
            "2"
        );
        Assert.Equal("light", ThemeOf(before));
        Assert.Equal("light", ThemeOf(after));

        SaveTheme(before, "größer");
        var bytes = await File.ReadAllBytesAsync(StatePath);
        Assert.Equal("größer", ThemeOf(after));
        SaveTheme(after, "größer");
        Assert.Equal(bytes, await File.ReadAllBytesAsync(StatePath));
        SaveTheme(after, "dark");
        Assert.Equal("dark", ThemeOf(before));

        // The bug is gone: what cannot be read is no new start.
        await File.WriteAllTextAsync(StatePath, "{\"theme\":");
        File.Delete(StatePath + ".bak");
        Assert.Equal("light", ThemeOf(before));
        Assert.IsType<StateFileException>(
            Assert.Throws<TargetInvocationException>(() => ThemeOf(after)).InnerException
        );
        SaveTheme(after, "new");
        Assert.Equal(
            "{\"theme\":",
            await File.ReadAllTextAsync(
                Assert.Single(Directory.GetFiles(Path.GetDirectoryName(StatePath)!, "*.corrupt-*"))
            )
        );
    }

    string StatePath => Path.Combine(_folder, "app", "settings.json");

    static string Text(string path) =>
        SymbolDisplay.FormatLiteral(path, quote: true).Insert(0, "Path.GetFullPath(") + ")";

    static string ThemeOf(Type settings) =>
        (string)settings.GetProperty("Theme")!.GetValue(settings.GetMethod("Load")!.Invoke(null, []))!;

    static void SaveTheme(Type settings, string theme)
    {
        var state = Activator.CreateInstance(settings)!;
        settings.GetProperty("Theme")!.SetValue(state, theme);
        settings.GetMethod("Save")!.Invoke(state, []);
    }

    static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path =>
                Path.GetFileName(path)
                    is ['S', 'y', 's', ..]
                        or "netstandard.dll"
                        or "mscorlib.dll"
                        or "AtomicWrites.dll"
            )
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    static Type Compiled(string source, string name)
    {
        var compilation = CSharpCompilation.Create(
            "Settings" + name,
            [CSharpSyntaxTree.ParseText(source)],
            References,
            new(OutputKind.DynamicallyLinkedLibrary)
        );
        using var code = new MemoryStream();
        var emitted = compilation.Emit(code);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics) + "\n" + source);
        code.Position = 0;
        return new AssemblyLoadContext(name).LoadFromStream(code).GetType("Settings")!;
    }

    static Document Document(AdhocWorkspace workspace, string source) =>
        workspace
            .AddProject(
                ProjectInfo.Create(
                    ProjectId.CreateNewId(),
                    VersionStamp.Default,
                    "App",
                    "App",
                    LanguageNames.CSharp,
                    compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary),
                    metadataReferences: References
                )
            )
            .AddDocument("Settings.cs", SourceText.From(source));

    // On the name of the type.
    static async Task<string?> Rewritten(string source)
    {
        using var workspace = new AdhocWorkspace();
        var document = Document(workspace, source);
        var offered = new List<CodeAction>();
        await new KeepInStateFileRefactoring().ComputeRefactoringsAsync(
            new CodeRefactoringContext(
                document,
                new(source.IndexOf("Settings\n", StringComparison.Ordinal), 0),
                offered.Add,
                default
            )
        );
        if (offered.Count == 0)
            return null;
        var operations = await Assert.Single(offered).GetOperationsAsync(default);
        var changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
        return (await changed.GetTextAsync()).ToString();
    }
}
