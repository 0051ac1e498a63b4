namespace AtomicWrites.CodeFixes.Tests.States;

/// <summary>One variable for the text that is read and for that which is written.</summary>
public sealed class ReusedTextTests : IDisposable
{
    const string Program = """
        #nullable enable
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Text.Json;

        public static class Keys
        {
            static readonly string FilePath = Path.Combine(AppContext.BaseDirectory, "app", "settings.json");
            static readonly JsonSerializerOptions? Options = new() { WriteIndented = true };

            public static string Find(string name)
            {
                var json = File.ReadAllText(FilePath);
                return JsonSerializer.Deserialize<Dictionary<string, string>>(json)![name];
            }

            public static void Add(string name, string value)
            {
                var json = File.ReadAllText(FilePath);
                var keys = JsonSerializer.Deserialize<Dictionary<string, string>>(json)!;
                keys[name] = value;

                json = JsonSerializer.Serialize(keys, options: Options);
                File.WriteAllText(FilePath, json);
            }
        }

        public static class Program
        {
            public static string Load() => Keys.Find("a");
            public static void Save(string value) => Keys.Add("a", value);
        }
        """;

    readonly string _folder = Directory.CreateTempSubdirectory("atomic-writes-texts-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_load_the_change_and_the_save_become_an_Edit()
    {
        var text = await KeptProgram.TextAsync(Program.ReplaceLineEndings("\n"));
        Assert.Contains(
            """
                public static void Add(string name, string value)
                {
                    SettingsFile.Edit(keys =>
                    {
                        keys[name] = value;
                    });
                }
            """,
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("new(FilePath, Options!)", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_programs_change_the_same_file()
    {
        var program = await KeptProgram.OfAsync(Program, _folder);
        Directory.CreateDirectory(Path.GetDirectoryName(program.Path)!);
        await File.WriteAllTextAsync(program.Path, "{\"b\":\"other\"}");
        var old = program.SaveBefore("größer");
        Assert.Equal("größer", program.LoadAfter());
        Assert.Equal(old, program.SaveAfter("größer"));
        Assert.Equal("größer", program.LoadBefore());
        Assert.Contains("other", program.SaveAfter("x"), StringComparison.Ordinal);
    }

    // It was an IOException, and is one.
    [Fact]
    public async Task A_file_that_is_missing_is_still_a_failure()
    {
        var program = await KeptProgram.OfAsync(Program, _folder);
        Directory.CreateDirectory(Path.GetDirectoryName(program.Path)!);
        Assert.Equal(nameof(FileNotFoundException), program.LoadBefore());
        Assert.Equal(nameof(StateFileException), program.LoadAfter());
        Assert.Throws<FileNotFoundException>(() => program.SaveAfter("x"));
    }

    [Theory]
    [InlineData(
        "public static string Load() => Keys.Find(\"a\");",
        "public static string Load() { try { return Keys.Find(\"a\"); } catch (FileNotFoundException) { return \"\"; } }"
    )]
    [InlineData("keys[name] = value;", "Action again = () => json = \"\"; again(); keys[name] = value;")]
    [InlineData("keys[name] = value;", "keys[name] = json; json += \"x\";")]
    [InlineData("keys[name] = value;", "keys[name] = Console.ReadLine() ?? json;")]
    [InlineData("WriteAllText(FilePath, json);", "WriteAllText(FilePath, json); Console.WriteLine(json);")]
    public async Task It_is_not_offered(string old, string with)
    {
        Assert.Contains(old, Program, StringComparison.Ordinal);
        Assert.Null(await KeptProgram.TextAsync(Program.Replace(old, with, StringComparison.Ordinal)));
    }
}
