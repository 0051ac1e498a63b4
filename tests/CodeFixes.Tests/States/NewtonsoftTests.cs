namespace AtomicWrites.CodeFixes.Tests.States;

/// <summary>
/// Programs that load and save with Newtonsoft.Json, before and after: it is offered where System.Text.Json makes the
/// same of each member, and nowhere else.
/// </summary>
public sealed class NewtonsoftTests : IDisposable
{
    const string Program = """
        using System;
        using System.Collections.Generic;
        using System.Collections.ObjectModel;
        using System.Globalization;
        using System.IO;
        using System.Linq;
        using Newtonsoft.Json;

        public enum Mode : byte { Plain, Rich }
        [Flags] public enum Parts { None, Left = 1, Right = 2 }

        public class Window
        {
            public int Width { get; set; } = 800;
            public int? Height { get; set; }
        }

        public class Settings
        {
            static readonly string FilePath = Path.Combine(AppContext.BaseDirectory, "app", "settings.json");

            public string Theme { get; set; } = "light";
            public bool Tips { get; set; } = true;
            public long Count { get; set; }
            public ulong Big { get; set; }
            public double Scale { get; set; } = 1.0;
            public float Ratio { get; set; }
            public decimal Price { get; set; }
            public double? Maybe { get; set; }
            public Mode Mode { get; set; }
            public Parts Parts { get; set; }
            public DateTime Last { get; set; }
            public DateTimeOffset Moment { get; set; }
            public TimeSpan Delay { get; set; }
            public Guid Id { get; set; }
            public List<string> Recent { get; set; } = new List<string>();
            public int[] Sizes { get; set; } = new[] { 1, 2, 3 };
            public HashSet<string> Tags { get; set; } = new();
            public ObservableCollection<Window> Windows { get; set; } = new();
            public Dictionary<string, Window> ByName { get; set; } = new();
            public Dictionary<int, double> ByNumber { get; set; }
            public Window Main { get; set; } = new();
            public Window Other { get; set; }
            public int Twice => (int)Count * 2;

            public static Settings Load()
            {
                if (!File.Exists(FilePath))
                    return new Settings();
                try
                {
                    return JsonConvert.DeserializeObject<Settings>(File.ReadAllText(FilePath)) ?? new Settings();
                }
                catch (JsonException)
                {
                    return new Settings();
                }
            }

            public void Save()
            {
                Directory.CreateDirectory(Path.GetDirectoryName(FilePath));
                File.WriteAllText(FilePath, JsonConvert.SerializeObject(this, Formatting.Indented));
            }
        }

        public static class Program
        {
            static readonly string[] Texts = {
                "größer <&> \"x\" \\ / ' + \u2028", "", "\ud83d\ude00\n\t\0", null, "2020-01-01T00:00:00Z", "a" };
            static readonly double[] Doubles = {
                0.1, 1, 1e300, -0.0, double.NaN, double.PositiveInfinity, double.MinValue, double.Epsilon, 123456789012345680 };
            static readonly decimal[] Decimals = { 0, 1.0m, 1.10m, decimal.MaxValue, decimal.MinValue, 0.0000000000000000000000000001m };
            static readonly DateTime[] Times =
            {
                DateTime.MinValue, DateTime.MaxValue, new(2026, 1, 31, 12, 34, 56, 789, DateTimeKind.Utc),
                new DateTime(2026, 7, 1, 0, 0, 0, DateTimeKind.Local).AddTicks(1),
                new(2026, 7, 1, 23, 59, 59, DateTimeKind.Unspecified),
            };

            public static string Load() => JsonConvert.SerializeObject(Settings.Load());

            public static void Save(string value)
            {
                var i = int.Parse(value, CultureInfo.InvariantCulture);
                var isBare = i % 7 == 0;
                new Settings
                {
                    Theme = Texts[i % Texts.Length], Tips = i % 2 == 0, Count = i % 3 == 0 ? long.MinValue : i,
                    Big = i % 3 == 0 ? ulong.MaxValue : 0,
                    Scale = Doubles[i % Doubles.Length], Ratio = (float)Doubles[(i + 1) % Doubles.Length],
                    Price = Decimals[i % Decimals.Length],
                    Maybe = isBare ? null : Doubles[(i + 2) % Doubles.Length], Mode = (Mode)(i % 4), Parts = (Parts)(i % 5),
                    Last = Times[i % Times.Length],
                    Moment = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromMinutes(30 * (i % 9 - 4))),
                    Delay = TimeSpan.FromTicks(i % 3 == 0 ? -i : 1234567890123L * i),
                    Id = new Guid(i, 1, 2, new byte[8]), Recent = isBare ? null : Texts.Take(i % 7).ToList(),
                    Sizes = isBare ? null : Enumerable.Range(0, i % 4).ToArray(),
                    Tags = new(Texts.Where(text => text != null).Take(i % 4)),
                    Windows = isBare ? null : new() { new() { Height = i }, null },
                    ByName = new() { [""] = null, ["a b"] = new(), ["A"] = new() { Width = 1 }, ["a"] = new() { Width = 2 } },
                    ByNumber = isBare ? null : new() { [-1] = 0.5, [i] = double.NaN },
                    Main = isBare ? null : new() { Width = i }, Other = i % 2 == 0 ? null : new(),
                }.Save();
            }
        }
        """;

    readonly string _folder = Directory.CreateTempSubdirectory("atomic-writes-newtonsoft-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Both_programs_load_what_either_saves()
    {
        var program = await KeptProgram.OfAsync(Program, _folder);
        Assert.Equal(program.LoadBefore(), program.LoadAfter());
        for (var i = 0; i < 70; i++)
        {
            var value = $"{i}";
            program.SaveBefore(value);
            var loaded = program.LoadBefore();
            Assert.Equal(loaded, program.LoadAfter());
            program.SaveAfter(value);
            Assert.Equal(loaded, program.LoadBefore());
            Assert.Equal(loaded, program.LoadAfter());
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"theme\":\"x\",\"TIPS\":false,\"recent\":[\"a\"],\"main\":{\"height\":3}}")]
    [InlineData("// by hand\n{\"Theme\":\"x\", /* more */ \"Later\":{\"a\":[1]},}")]
    [InlineData("{\"Theme\":null,\"Recent\":null,\"Main\":null,\"ByName\":{}}")]
    [InlineData("{\"Count\":\"5\",\"Scale\":\"1.5\"}")]
    [InlineData("{\"Theme\":\"a\",\"Theme\":\"b\"}")]
    [InlineData("{\"Last\":\"2026-01-31T12:34:56\",\"Moment\":\"2026-01-31T12:34:56+02:00\"}")]
    public async Task Both_programs_load_what_stands_in_older_files(string text)
    {
        var program = await KeptProgram.OfAsync(Program, _folder);
        program.SaveBefore("0");
        await File.WriteAllTextAsync(program.Path, text);
        Assert.Equal(program.LoadBefore(), program.LoadAfter());
    }

    // All enums by their names, as one option of System.Text.Json has it.
    static readonly string Named = Program
        .Replace(
            "public Mode Mode",
            "[JsonConverter(typeof(Newtonsoft.Json.Converters.StringEnumConverter))] public Mode Mode",
            StringComparison.Ordinal
        )
        .Replace(
            "public enum Mode : byte { Plain, Rich }",
            "public enum Mode : byte { [System.Runtime.Serialization.EnumMember(Value = \"Plain\")] Plain, Rich }",
            StringComparison.Ordinal
        )
        .Replace("public Parts Parts", "Parts Parts", StringComparison.Ordinal)
        .Replace(
            "Dictionary<string, Window> ByName",
            "ConcurrentDictionary<string, Window> ByName",
            StringComparison.Ordinal
        )
        .Replace("[\"\"] = null", "[\"\"] = new()", StringComparison.Ordinal)
        .Replace(
            "using System.Globalization;",
            "using System.Collections.Concurrent;\nusing System.Globalization;",
            StringComparison.Ordinal
        )
        .Replace(", Parts = (Parts)(i % 5)", "", StringComparison.Ordinal);

    // Of a class with nothing but public fields both serializers write them in their order.
    static readonly string Fields = Program.Replace(
        "public int Width { get; set; } = 800;\n    public int? Height { get; set; }",
        "public const int Least = 1;\n    public int Width = 800;\n    public int? Height;",
        StringComparison.Ordinal
    );

    [Fact]
    public async Task Public_fields_are_written_and_read()
    {
        Assert.NotEqual(Program, Fields);
        var program = await KeptProgram.OfAsync(Fields, _folder);
        for (var i = 0; i < 14; i++)
        {
            var old = program.SaveBefore($"{i}");
            Assert.Equal(program.LoadBefore(), program.LoadAfter());
            Assert.Equal(LinesOf(old), LinesOf(program.SaveAfter($"{i}")));
            Assert.Equal(program.LoadBefore(), program.LoadAfter());
        }

        static string[] LinesOf(string text) =>
            [
                .. text.Split('\n')
                    .Where(line =>
                        line.Contains("Width", StringComparison.Ordinal)
                        || line.Contains("Height", StringComparison.Ordinal)
                    ),
            ];
    }

    [Fact]
    public async Task Enums_that_are_all_written_by_name_stay_so()
    {
        var program = await KeptProgram.OfAsync(Named, _folder);
        for (var i = 0; i < 8; i++)
        {
            var old = program.SaveBefore($"{i}");
            Assert.Equal(program.LoadBefore(), program.LoadAfter());
            Assert.Equal(old.Contains("\"Mode\": \"Rich\"", StringComparison.Ordinal), i % 4 == 1);
            Assert.Equal(ModeIn(old), ModeIn(program.SaveAfter($"{i}")));
            Assert.Equal(program.LoadBefore(), program.LoadAfter());
        }

        static string ModeIn(string text) =>
            text.Split('\n').Single(line => line.Contains("\"Mode\"", StringComparison.Ordinal)).Trim();
    }

    [Theory]
    [InlineData("Value = \"Plain\")", "Value = \"plain\")")]
    [InlineData("Rich }", "Rich, Fat = 1 }")]
    [InlineData("Rich }", "Rich, rich }")]
    [InlineData("public enum Mode", "[Flags] public enum Mode")]
    [InlineData("StringEnumConverter)", "StringEnumConverter), true")]
    [InlineData("public bool Tips", "public Parts Rest { get; set; } public bool Tips")]
    public async Task It_is_not_offered_where_a_name_would_be_another(string old, string with)
    {
        Assert.NotNull(await KeptProgram.TextAsync(Named));
        Assert.Contains(old, Named, StringComparison.Ordinal);
        var changed = Named.Replace(old, with, StringComparison.Ordinal);
        _ = Source.Load(KeptProgram.In(changed, _folder));
        Assert.Null(await KeptProgram.TextAsync(changed));
    }

    [Fact]
    public async Task A_file_that_is_damaged_is_kept_aside()
    {
        var program = await KeptProgram.OfAsync(Program, _folder);
        program.SaveAfter("1");
        File.Delete(program.Path + ".bak");
        await File.WriteAllTextAsync(program.Path, "{\"Theme\":");
        Assert.Equal(nameof(StateFileException), program.LoadAfter());
        program.SaveAfter("2");
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(program.Path)!, "*.corrupt-*"));
    }

    [Theory]
    [InlineData(
        "collections that have something from the beginning",
        "new List<string>();",
        "new List<string> { \"a\" };"
    )]
    [InlineData(
        "an object that has something from the beginning",
        "Main { get; set; } = new();",
        "Main { get; set; } = new() { Width = 640 };"
    )]
    [InlineData(
        "a comparer",
        "ByName { get; set; } = new();",
        "ByName { get; set; } = new(StringComparer.OrdinalIgnoreCase);"
    )]
    [InlineData("a collection that is only filled", "Recent { get; set; }", "Recent { get; }")]
    [InlineData("an attribute", "public bool Tips", "[JsonProperty(\"tips\")] public bool Tips")]
    [InlineData(
        "an attribute of the other serializer",
        "public bool Tips",
        "[System.Text.Json.Serialization.JsonPropertyName(\"tips\")] public bool Tips"
    )]
    [InlineData(
        "a converter",
        "public Mode Mode",
        "[JsonConverter(typeof(Newtonsoft.Json.Converters.StringEnumConverter))] public Mode Mode"
    )]
    [InlineData("any value", "public bool Tips", "public object Any { get; set; } public bool Tips")]
    [InlineData("a public field beside properties", "public bool Tips", "public int Field; public bool Tips")]
    [InlineData(
        "a field that is only read",
        "public int Width { get; set; } = 800;\n    public int? Height { get; set; }",
        "public int? Height;\n    public readonly int Other = 800; public int Width;"
    )]
    [InlineData("two names that differ in case", "public bool Tips", "public bool TIPS { get; set; } public bool Tips")]
    [InlineData("a condition", "public bool Tips", "public bool ShouldSerializeTips() => Tips; public bool Tips")]
    [InlineData(
        "something that must be there",
        "public bool Tips",
        "public required int Must { get; set; } public bool Tips"
    )]
    [InlineData(
        "something that runs afterwards",
        "public static Settings Load()",
        "[System.Runtime.Serialization.OnDeserialized] void After(System.Runtime.Serialization.StreamingContext "
            + "context) => Count++;\n    public static Settings Load()"
    )]
    [InlineData(
        "settings",
        "DeserializeObject<Settings>(File.ReadAllText(FilePath))",
        "DeserializeObject<Settings>(File.ReadAllText(FilePath), new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.Auto })"
    )]
    [InlineData(
        "settings for all",
        "public static string Load()",
        "static Program() => JsonConvert.DefaultSettings = () => new JsonSerializerSettings();\n    public static string Load()"
    )]
    [InlineData("bytes", "public int[] Sizes { get; set; } = new[] { 1, 2, 3 };", "public byte[] Sizes { get; set; }")]
    public async Task It_is_not_offered_for(string what, string old, string with)
    {
        Assert.Contains(old, Program, StringComparison.Ordinal);
        var changed = Program.Replace(old, with, StringComparison.Ordinal);
        if (what == "bytes")
            changed = changed.Replace(
                "Sizes = isBare ? null : Enumerable.Range(0, i % 4).ToArray(),",
                "",
                StringComparison.Ordinal
            );
        else if (what == "something that must be there")
            changed = changed
                .Replace("new Settings()", "new Settings { Must = 1 }", StringComparison.Ordinal)
                .Replace(
                    "    new Settings\n        {",
                    "    new Settings\n        { Must = 1,",
                    StringComparison.Ordinal
                );
        else if (what == "a collection that is only filled")
            changed = changed.Replace(
                "Recent = isBare ? null : Texts.Take(i % 7).ToList(),",
                "",
                StringComparison.Ordinal
            );
        _ = Source.Load(KeptProgram.In(changed, _folder));
        Assert.Null(await KeptProgram.TextAsync(changed));
    }
}
