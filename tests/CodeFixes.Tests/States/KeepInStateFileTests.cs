using AtomicWrites.Analyzers.Rules;
using AtomicWrites.CodeFixes.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AtomicWrites.CodeFixes.Tests.States;

/// <summary>What becomes of each shape, word for word.</summary>
public class KeepInStateFileTests
{
    static async Task Becomes(string shape, params string[] parts)
    {
        var text = await KeptProgram.TextAsync(Shapes.All[shape]);
        Assert.NotNull(text);
        foreach (var part in parts)
            Assert.Contains(part.ReplaceLineEndings("\n"), text);
        foreach (
            var gone in new[]
            {
                "File.ReadAllText",
                "File.OpenRead",
                "File.WriteAllText",
                "File.Create",
                "File.Move",
                "File.Exists(",
                "CreateDirectory",
                "_gate",
            }
        )
            Assert.True(
                !text.Contains(gone, StringComparison.Ordinal)
                    || gone == "File.Exists(" && text.Contains("SettingsFile.Exists()", StringComparison.Ordinal),
                gone + " is left in " + text
            );
    }

    [Fact]
    public Task A_static_class_becomes_Read_and_Reset_and_keeps_its_signatures() =>
        Becomes(
            "static class, temporary file",
            "    static readonly JsonSerializerOptions Options = new() "
                + "{ WriteIndented = true, Converters = { new JsonStringEnumConverter() } };\n"
                + """
                    static readonly StateFile<Settings> SettingsFile = new(FilePath, Options, new() { Initial = () => new Settings() });

                    public static Settings Load() => SettingsFile.Read();

                    public static void Save(Settings settings) => SettingsFile.Reset(settings);
                """
        );

    [Fact]
    public Task A_service_loses_its_semaphore() =>
        Becomes(
            "service with a semaphore",
            """
                private readonly string _path;
                StateFile<Settings> SettingsFile => new(_path, new JsonSerializerOptions(), new() { Initial = () => new Settings() });
            """,
            "    public async Task<Settings> LoadAsync(CancellationToken cancellationToken = default) => "
                + "await SettingsFile.ReadAsync(cancellationToken).ConfigureAwait(false);\n\n"
                + "    public async Task SaveAsync(Settings settings, CancellationToken cancellationToken = default) => "
                + "await SettingsFile.ResetAsync(settings, cancellationToken).ConfigureAwait(false);"
        );

    [Fact]
    public Task A_handler_that_says_so_stays_for_what_is_kept_aside() =>
        Becomes(
            "object that loads itself",
            """
                        if (SettingsFile.Exists())
                        {
                            var loaded = SettingsFile.Read();
            """,
            "        catch (Exception failure) when (failure is not StateFileException "
                + "{ Failure: not (StateFileFailure.Corrupt or StateFileFailure.Missing) })\n"
                + """
                        {
                            Console.Error.WriteLine($"The settings could not be loaded: {failure.Message}");
                        }

                        return new Settings();
                """,
            "    private void Save() => SettingsFile.Reset(_settings);\n",
            "        lock (_sync)\n"
        );

    [Fact]
    public Task Load_change_and_save_become_an_Edit_and_options_are_merged() =>
        Becomes(
            "settings that save themselves",
            "    static StateFile<Profile> ProfileFile => new(FilePath, "
                + "new JsonSerializerOptions(new JsonSerializerOptions { WriteIndented = true }) "
                + "{ PropertyNameCaseInsensitive = true }, new() { Initial = () => new Profile() });",
            "    public static Profile Load() => ProfileFile.Read();\n",
            "    public void Save() => ProfileFile.Reset(this);\n",
            """
                public static void Count(string name)
                {
                    ProfileFile.Edit(profile =>
                    {
                        profile.Counts[name] = profile.Counts.GetValueOrDefault(name) + 1;
                    });
                }
            """
        );

    [Fact]
    public Task Streams_that_are_opened_in_place_go() =>
        Becomes(
            "reader and writer over streams",
            "    public static Settings Load() => SettingsFile.Read();\n",
            "    public void Save() => SettingsFile.Reset(this);\n"
        );

    const string Corrupt = "StateFileException failure) when (failure.Failure == StateFileFailure.Corrupt";
    const string Expected =
        "failure is not StateFileException { Failure: not (StateFileFailure.Corrupt or StateFileFailure.Missing) }";

    [Fact]
    public async Task A_test_for_an_empty_file_becomes_a_handler()
    {
        var text = await KeptProgram.TextAsync(Shapes.All["returned for an empty text"]);
        Assert.Contains(
            $$"""
                public static Settings Load()
                {
                    if (!SettingsFile.Exists())
                        return new Settings();
                    // Somebody has emptied it.
                    try
                    {
                        var settings = SettingsFile.Read();
                        settings.Sizes.Sort();
                        return settings;
                    }
                    catch ({{Corrupt}} && string.IsNullOrWhiteSpace(File.ReadAllText(FilePath)))
                    {
                        Console.Error.WriteLine("The settings are empty");
                        return new Settings { Theme = "empty" };
                    }
                }
            """,
            text
        );
    }

    [Fact]
    public async Task What_writes_another_file_stays_a_call()
    {
        var text = await KeptProgram.TextAsync(
            Shapes
                .All["private methods that are told the path"]
                .Replace(
                    "private static Settings Deserialize",
                    "public static void Note(string text) => Notes.Add(\"notes.txt\", text);\n\n    private static Settings Deserialize",
                    StringComparison.Ordinal
                )
                + "\npublic static class Notes { public static void Add(string path, string text) { "
                + "using var writer = new StreamWriter(path); writer.Write(text); } }"
        );
        Assert.Contains("=> Notes.Add(\"notes.txt\", text);", text, StringComparison.Ordinal);
    }

    // Of a shape with a hash of another file: nothing of the load or the save comes of it.
    [Fact]
    public async Task What_reads_another_file_that_the_member_is_told_stays_a_call()
    {
        var text = await KeptProgram.TextAsync(
            """
            using System;
            using System.Collections.Generic;
            using System.IO;
            using System.Security.Cryptography;
            using System.Text.Json;
            using AtomicWrites;

            class Keys
            {
                static readonly string Store = Path.Combine(AppContext.BaseDirectory, "keys.json");

                public static void Add(string name, string file)
                {
                    var hash = Hash(file);
                    var json = File.ReadAllText(Store);
                    var keys = JsonSerializer.Deserialize<Dictionary<string, byte[]>>(json);
                    keys[name] = hash;
                    json = JsonSerializer.Serialize(keys);
                    File.WriteAllText(Store, json);
                }

                static byte[] Hash(string file)
                {
                    using var sha = SHA256.Create();
                    using var opened = File.OpenRead(file);
                    return sha.ComputeHash(opened);
                }
            }
            """
        );
        Assert.NotNull(text);
        Assert.Contains("var hash = Hash(file);", text, StringComparison.Ordinal);
        Assert.Contains("KeysFile.Edit(", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_moves_into_the_try_is_indented_as_a_whole()
    {
        const string Each = "foreach (var size in settings.Sizes)";
        var text = await KeptProgram.TextAsync(
            Shapes
                .All["returned for an empty text"]
                .Replace(
                    "settings.Sizes.Sort();",
                    $"{Each}\n            Console.Write(size);",
                    StringComparison.Ordinal
                )
        );
        Assert.Contains(
            $"\n            {Each}\n                Console.Write(size);\n",
            text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_handler_that_only_returns_defaults_goes_beside_such_a_test()
    {
        var text = await KeptProgram.TextAsync(Shapes.All["returned for an empty text as for any failure"]);
        Assert.Contains(
            $$"""
                public static Settings Load()
                {
                    try
                    {
                        return SettingsFile.Read();
                    }
                    catch ({{Corrupt}} && File.ReadAllText(FilePath).Length == 0)
                    {
                        return new Settings();
                    }
                }
            """,
            text
        );
    }

    [Fact]
    public async Task A_test_without_an_else_becomes_a_handler_that_does_nothing()
    {
        var text = await KeptProgram.TextAsync(Shapes.All["loaded where there are bytes"]);
        Assert.Contains(
            $$"""
                    if (!SettingsFile.Exists()) return;
                    try
                    {
                        Current = SettingsFile.Read();
                    }
                    catch ({{Corrupt}} && File.ReadAllBytes(FilePath).Length == 0)
                    {
                    }
                }
            """,
            text
        );
    }

    [Fact]
    public Task A_test_goes_where_a_handler_that_stays_does_the_same() =>
        Becomes(
            "initialized where it cannot be loaded",
            $$"""
                        try
                        {
                            Current = SettingsFile.Read();
                            Current.Sizes.Sort();
                            return;
                        }
                        catch (Exception failure) when ({{Expected}})
                        {
            """
        );

    [Fact]
    public async Task What_is_said_by_a_call_that_does_more_is_still_done()
    {
        var text = await KeptProgram.TextAsync(
            Shapes
                .All["initialized where it cannot be loaded"]
                .Replace("\"The settings are empty\"", "Note()", StringComparison.Ordinal)
                .Replace(
                    "static void Initialize()",
                    "static int Notes;\n\n    static int Note() => Notes++;\n\n    static void Initialize()",
                    StringComparison.Ordinal
                )
        );
        Assert.True(text?.Contains("WriteLine(Note())", StringComparison.Ordinal) ?? true, text);
    }

    [Fact]
    public async Task What_stood_on_one_line_with_its_try_ends_that_line()
    {
        var text = await KeptProgram.TextAsync(
            """
            using System;
            using System.IO;
            using System.Text.Json;

            public class Settings { public string Theme { get; set; } }

            public class Store
            {
                readonly string _path = Path.Combine(AppContext.BaseDirectory, "settings.json");

                public void Change(Action<Settings> change)
                {
                    var settings = Read();
                    change(settings);
                    File.WriteAllText(_path, JsonSerializer.Serialize(settings));

                    Settings Read()
                    {
                        try { return JsonSerializer.Deserialize<Settings>(File.ReadAllText(_path)); }
                        catch (Exception) { return new Settings(); }
                    }
                }
            }
            """.ReplaceLineEndings("\n")
        );
        Assert.Contains(
            "        {\n            return SettingsFile.Read();\n        }\n",
            text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task It_is_offered_on_what_is_reported_one_by_one()
    {
        using var workspace = new AdhocWorkspace();
        var document = Source.In(workspace, Shapes.All["settings that save themselves"]);
        var compilation = (await document.Project.GetCompilationAsync())!;
        var reported = await compilation
            .WithAnalyzers([
                new DefaultsOverStateAnalyzer(),
                new NonAtomicWriteAnalyzer(),
                new UnlockedUpdateAnalyzer(),
            ])
            .GetAnalyzerDiagnosticsAsync();
        Assert.Equal(
            ["ATW0001", "ATW0002", "ATW0011"],
            reported.Select(diagnostic => diagnostic.Id).Distinct().Order()
        );
        foreach (var diagnostic in reported)
        {
            var offered = new List<CodeAction>();
            await new KeepInStateFileCodeFix().RegisterCodeFixesAsync(
                new CodeFixContext(document, diagnostic, (action, _) => offered.Add(action), default)
            );
            Assert.Equal("Keep the state of 'Profile' in a StateFile<T>", Assert.Single(offered).Title);
        }

        Assert.Null(new KeepInStateFileCodeFix().GetFixAllProvider());
    }
}
