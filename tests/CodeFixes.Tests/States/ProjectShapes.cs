namespace AtomicWrites.CodeFixes.Tests.States;

/// <summary>Loads and saves that go through methods of a project which this one references, as <see cref="Shapes"/>.</summary>
static class ProjectShapes
{
    const string Own = "using Core.Storage;\n\n" + SharedShapes.Own;

    const string Run =
        SharedShapes.Run
        + """


            // In another project:
            using System;
            using System.IO;
            using System.Text.Json;
            using System.Text.Json.Serialization.Metadata;

            namespace Core.Storage;


            """;

    public static readonly Dictionary<string, string> All = new()
    {
        ["a helper of another project"] =
            Own
            + """
                    public static Settings Load() => JsonFile.Load<Settings>(FilePath);
                    public void Save() => JsonFile.Save(FilePath, this);
                }
                """
            + Run
            + """
                public static class JsonFile
                {
                    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true };

                    public static T Load<T>(string path) where T : new()
                    {
                        if (!File.Exists(path))
                            return new T();
                        try
                        {
                            return JsonSerializer.Deserialize<T>(Text.Of(path), Options) ?? new T();
                        }
                        catch (Exception)
                        {
                            return new T();
                        }
                    }

                    public static void Save<T>(string path, T value)
                    {
                        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                        File.WriteAllText(path, JsonSerializer.Serialize(value, Options));
                    }
                }

                public static class Text
                {
                    public static string Of(string path) => File.ReadAllText(path);
                }
                """,
        ["a generic class of another project"] =
            Own
            + """
                    public static Settings Load()
                    {
                        if (!JsonStorage<Settings>.Has(FilePath))
                            return new Settings();
                        return JsonStorage<Settings>.Load(FilePath);
                    }

                    public void Save() => JsonStorage<Settings>.Save(this, FilePath);
                }
                """
            + Run
            + """
                public static class JsonStorage<T>
                {
                    public static bool Has(string path) => File.Exists(path);

                    public static T Load(string path)
                    {
                        using var stream = File.OpenRead(path);
                        return JsonSerializer.Deserialize<T>(stream, Json.Options)!;
                    }

                    public static void Save(T value, string path)
                    {
                        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                        using var stream = File.Create(path);
                        JsonSerializer.Serialize(stream, value, Json.Options);
                    }
                }

                public static class Json
                {
                    public static readonly JsonSerializerOptions Options = new() { WriteIndented = true };
                }
                """,
        ["a context and its options of another project"] =
            """
                using Core.Storage;

                public class Settings
                {
                    public string Theme { get; set; } = "light";
                    public List<int> Sizes { get; set; } = new();
                }

                public static class Profiles
                {
                    static readonly SettingsContext Context = new(JsonFile.MakeOptions());

                    static string PathOf(string id) => Path.Combine(AppContext.BaseDirectory, id, "settings.json");

                    public static string Load(string id)
                    {
                        string path = PathOf(id);
                        if (!File.Exists(path))
                            return "";
                        Settings settings = JsonFile.Load(path, Context.Settings);
                        settings.Sizes.Sort();
                        return JsonSerializer.Serialize(settings);
                    }

                    public static void Save(string id, Settings settings)
                    {
                        string path = PathOf(id);
                        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                        JsonFile.Save(path, settings, Context.Settings);
                    }
                }

                public class SettingsContext : JsonSerializerContext
                {
                    public SettingsContext(JsonSerializerOptions options) : base(options) { }
                    public JsonTypeInfo<Settings> Settings => (JsonTypeInfo<Settings>)Options.GetTypeInfo(typeof(Settings));
                    protected override JsonSerializerOptions GeneratedSerializerOptions => null;
                    public override JsonTypeInfo GetTypeInfo(Type type) => new DefaultJsonTypeInfoResolver().GetTypeInfo(type, Options);
                }
                """
            + Run.Replace(
                    "JsonSerializer.Serialize(Settings.Load())",
                    "Profiles.Load(\"app\")",
                    StringComparison.Ordinal
                )
                .Replace(
                    "=> new Settings { Theme = value, Sizes = { 1, 2 } }.Save()",
                    "=> Profiles.Save(\"app\", new Settings { Theme = value, Sizes = { 1, 2 } })",
                    StringComparison.Ordinal
                )
            + """
                public class JsonFile
                {
                    private const int BufferSize = 4096;

                    public static JsonSerializerOptions MakeOptions(bool indented = true) =>
                        new() { WriteIndented = indented, AllowTrailingCommas = true };

                    public static void Save<T>(string path, T value, JsonTypeInfo<T> type)
                    {
                        using FileStream file = File.Create(path, BufferSize, FileOptions.WriteThrough);
                        JsonSerializer.Serialize(file, value, type);
                    }

                    public static T Load<T>(string path, JsonTypeInfo<T> type)
                    {
                        using FileStream file = File.OpenRead(path);
                        return JsonSerializer.Deserialize(file, type);
                    }
                }
                """,
        ["options of another project"] =
            Own
            + """
                    public static Settings Load() => File.Exists(FilePath)
                        ? JsonSerializer.Deserialize<Settings>(File.ReadAllText(FilePath), Json.Options)!
                        : new Settings();

                    public void Save()
                    {
                        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
                        File.WriteAllText(FilePath, JsonSerializer.Serialize(this, Json.Options));
                    }
                }
                """
            + Run
            + """
                public static class Json
                {
                    public static JsonSerializerOptions Options { get; } = new() { WriteIndented = true };
                }
                """,
    };
}
