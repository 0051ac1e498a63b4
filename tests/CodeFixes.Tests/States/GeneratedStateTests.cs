using CsCheck;

namespace AtomicWrites.CodeFixes.Tests.States;

/// <summary>
/// Generated settings classes: members × options × ways to load and to save. What is offered reads and writes the same
/// as the old program, in both directions.
/// </summary>
public sealed class GeneratedStateTests : IDisposable
{
    const int Programs = 10;

    static readonly (string Declaration, string Value)[] Members =
    [
        ("public string Theme { get; set; } = \"light\";", "Theme = value"),
        ("public string? Note { get; set; }", "Note = value"),
        ("public int Size { get; set; } = 7;", "Size = value.Length"),
        ("public bool IsOn { get; set; }", "IsOn = value.Length > 2"),
        ("public double Ratio { get; set; } = .5;", "Ratio = value.Length / 3.0"),
        ("public DateTime? Last { get; set; }", "Last = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc)"),
        ("public Mode Mode { get; init; } = Mode.Rich;", "Mode = Mode.Plain"),
        ("public List<string> Names { get; set; } = new();", "Names = new() { value, \"\" }"),
        ("public Dictionary<string, List<int>>? Counts { get; set; }", "Counts = new() { [value] = new() { 1 } }"),
        ("public Part? Part { get; set; }", "Part = new Part(value, 2)"),
        ("[JsonPropertyName(\"x-y\")] public Guid Id { get; set; }", "Id = Guid.Empty"),
        ("[JsonIgnore] public int Unsaved { get; set; } = 3;", "Unsaved = 5"),
        ("public bool IsLate => Stamp > 3;", "Stamp = 9"),
        ("public string Code { get; private set; } = \"\";", "Stamp = 1"), // is written and not read back
        ("public List<int> Fixed { get; } = new();", "Stamp = 1"), // likewise
    ];

    static readonly string[] Options =
    [
        "",
        "WriteIndented = true",
        "WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase",
        "Converters = { new JsonStringEnumConverter() }",
        "DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull",
        "DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, PropertyNameCaseInsensitive = true",
        "Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, IgnoreReadOnlyProperties = true",
    ];

    static readonly string[] Loads =
    [
        "if (!File.Exists(P)) return new Settings(); "
            + "return JsonSerializer.Deserialize<Settings>(File.ReadAllText(P), O) ?? new Settings();",
        "try { if (File.Exists(P)) { var json = File.ReadAllText(P); "
            + "return JsonSerializer.Deserialize<Settings>(json, O) ?? new Settings(); } } catch { } "
            + "return new Settings();",
        "try { using var stream = File.OpenRead(P); "
            + "return JsonSerializer.Deserialize<Settings>(stream, O) ?? new(); } "
            + "catch (Exception e) { Console.Error.WriteLine(e.Message); return new(); }",
        "try { return JsonSerializer.Deserialize<Settings>(File.ReadAllBytes(P), O)!; } "
            + "catch (Exception e) when (e is IOException or JsonException) { return new Settings(); }",
    ];

    static readonly string[] Saves =
    [
        "Directory.CreateDirectory(Path.GetDirectoryName(P)!); File.WriteAllText(P, JsonSerializer.Serialize(s, O));",
        "lock (Gate) { Directory.CreateDirectory(Path.GetDirectoryName(P)!); "
            + "using (var stream = File.Create(P)) { JsonSerializer.Serialize(stream, s, O); } }",
        "try { Directory.CreateDirectory(Path.GetDirectoryName(P)!); var t = P + \".tmp\"; "
            + "File.WriteAllBytes(t, JsonSerializer.SerializeToUtf8Bytes(s, O)); File.Move(t, P, true); } "
            + "catch (IOException) { }",
    ];

    static readonly Gen<string> Program =
        from members in Gen.Int[0, Members.Length - 1].HashSet[1, 6]
        from options in Gen.Int[0, Options.Length - 1]
        from load in Gen.Int[0, Loads.Length - 1]
        from save in Gen.Int[0, Saves.Length - 1]
        select Text([.. members.Order().Select(at => Members[at])], Options[options], Loads[load], Saves[save]);

    readonly string _folder = Directory.CreateTempSubdirectory("atomic-writes-kept-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_is_offered_reads_and_writes_the_same()
    {
        var sources = new List<string>();
        Program.Sample(sources.Add, iter: Programs, threads: 1);
        sources.Add(Text([Members[0], Members[7]], Options[2], Loads[1], Saves[1]));
        Assert.NotNull(await KeptProgram.TextAsync(sources[^1]));
        var offered = 0;
        foreach (var source in sources)
        {
            if (await KeptProgram.TextAsync(source) is null)
                continue;
            offered++;
            await Compare(source, Path.Combine(_folder, $"{offered}"));
        }
    }

    static async Task Compare(string source, string folder)
    {
        Directory.CreateDirectory(folder);
        var program = await KeptProgram.OfAsync(source, folder);
        Assert.Equal(program.LoadBefore(), program.LoadAfter());
        foreach (var value in new[] { "größer \"<&>\"", "" })
        {
            var old = program.SaveBefore(value);
            var loaded = program.LoadBefore();
            Assert.True(loaded == program.LoadAfter(), source);
            Assert.True(old == program.SaveAfter(value), source);
            Assert.True(loaded == program.LoadBefore(), source);
        }

        await File.WriteAllTextAsync(program.Path, "{}");
        Assert.True(program.LoadBefore() == program.LoadAfter(), source);
        await File.WriteAllTextAsync(program.Path, "{");
        program.LoadAfter();
        program.SaveAfter("new");
        Assert.True(Directory.GetFiles(Path.GetDirectoryName(program.Path)!, "*.corrupt-*").Length == 1, source);
    }

    static string Text((string Declaration, string Value)[] members, string options, string load, string save) =>
        $$"""
            #nullable enable
            using System;
            using System.Collections.Generic;
            using System.IO;
            using System.Text.Json;
            using System.Text.Json.Serialization;

            public enum Mode { Plain, Rich }
            public record Part(string Name, int Count);

            public class Settings
            {
                {{string.Join(
                "\n    ",
                members.Select(member => member.Declaration).Append("public long Stamp { get; set; }")
            )}}
            }

            public static class Store
            {
                static readonly string P = Path.Combine(AppContext.BaseDirectory, "app", "settings.json");
                static readonly object Gate = new();
                static readonly JsonSerializerOptions O = new() { {{options}} };
                public static Settings Load() { {{load}} }
                public static void Save(Settings s) { {{save}} }
            }

            public static class Program
            {
                public static string Load() => JsonSerializer.Serialize(Store.Load());
                public static void Save(string value) => Store.Save(new Settings { {{string.Join(
                ", ",
                members.Select(member => member.Value).GroupBy(set => set.Split(' ')[0]).Select(group => group.First())
            )}} });
            }
            """.ReplaceLineEndings(
            "\n"
        );
}
