using AtomicWrites.CodeFixes.States;

namespace AtomicWrites.CodeFixes.Tests.States;

/// <summary>A load and a save that look like any other, and places for what a program does beside them.</summary>
static class BesideProgram
{
    public const string Load = "return JsonSerializer.Deserialize<Settings>(File.ReadAllText(FilePath))!;";
    public const string Save = "File.WriteAllText(FilePath, JsonSerializer.Serialize(settings, Options));";
    public const string FilePath = "Path.Combine(AppContext.BaseDirectory, \"app\", \"settings.json\")";

    /// <summary>A load with a handler that says what it has caught.</summary>
    public const string Caught =
        "try { var settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(FilePath))!; /* here */ "
        + "return settings; } catch (JsonException failure) { Console.WriteLine(failure); return new Settings { Theme = \"bad\" }; }";

    public const string Text = $$"""
        using System; using System.Collections.Generic; using System.IO; using System.Linq;
        using System.Runtime.CompilerServices; using System.Text.Json; using System.Text.Json.Serialization;
        public class Settings // base
        {
            public string Theme { get; set; } = "light";
            // member
        }
        // type
        public static class Store
        {
            static readonly string FilePath = {{FilePath}};
            // field
            static readonly JsonSerializerOptions Options = new() { WriteIndented = true };
            public static Settings Load()
            {
                if (!File.Exists(FilePath))
                    return new Settings();
                {{Load}}
            }
            public static void Save(Settings settings)
            {
                {{Save}}
            }
            // method
        }
        """;

    /// <summary>The program, with each first text of a pair replaced by the second.</summary>
    public static string With(params string[] changes) => Changed(Text, changes);

    /// <summary>The same for any program.</summary>
    public static string Changed(string source, params string[] changes)
    {
        foreach (var change in changes.Chunk(2))
        {
            Assert.Contains(change[0], source, StringComparison.Ordinal);
            source = source.Replace(change[0], change[1], StringComparison.Ordinal);
        }

        return source;
    }

    /// <summary>Why the program is left alone; null where it is rewritten.</summary>
    public static async Task<StateRefusal?> RefusalAsync(string source) =>
        await KeptProgram.TextAsync(source) is null ? await StateRefusalTests.ReasonAsync(source, "Store") : null;
}
