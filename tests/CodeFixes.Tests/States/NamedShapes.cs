namespace AtomicWrites.CodeFixes.Tests.States;

/// <summary>Loads and saves of a file for each name, as <see cref="Shapes"/>.</summary>
static class NamedShapes
{
    const string Settings = """
        public class Settings
        {
            public string Theme { get; set; } = "light";
            public List<int> Sizes { get; set; } = new();
        }

        """;

    const string Run = """

        public static class Program
        {
            public static string Load() => JsonSerializer.Serialize(Profiles.Load("settings"));
            public static void Save(string value) => Profiles.Save("settings", new Settings { Theme = value, Sizes = { 1, 2 } });
        }
        """;

    public static readonly Dictionary<string, string> All = new()
    {
        ["a file for each name"] =
            Settings
            + """
                public static class Profiles
                {
                    static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "app");

                    public static Settings Load(string name)
                    {
                        var path = Path.Combine(Folder, name + ".json");
                        if (!File.Exists(path))
                            return new Settings();
                        try
                        {
                            return JsonSerializer.Deserialize<Settings>(File.ReadAllText(path)) ?? new Settings();
                        }
                        catch (Exception failure)
                        {
                            Console.Error.WriteLine($"{path} is damaged: {failure.Message}");
                            throw;
                        }
                    }

                    public static void Save(string key, Settings settings)
                    {
                        var file = Path.Combine(Folder, key + ".json");
                        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                        File.WriteAllText(file, JsonSerializer.Serialize(settings));
                    }

                    public static string[] Names() => Directory.GetFiles(Folder, "*.json");
                }
                """
            + Run,
        ["a file for each name, by a method"] =
            Settings
            + """
                public static class Profiles
                {
                    static string GetPath(string name)
                    {
                        var folder = Path.Combine(AppContext.BaseDirectory, "app");
                        return Path.Combine(folder, $"{name.ToLowerInvariant()}.json");
                    }

                    public static bool Has(string name) => File.Exists(GetPath(name));

                    public static Settings Load(string name)
                    {
                        if (!Has("other") && !File.Exists(GetPath(name)))
                            return new Settings();
                        using var stream = File.OpenRead(GetPath(name));
                        return JsonSerializer.Deserialize<Settings>(stream)!;
                    }

                    public static void Save(string name, Settings settings)
                    {
                        string path = GetPath(name);
                        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                        using var stream = File.Create(path);
                        JsonSerializer.Serialize(stream, settings);
                    }

                    public static void Forget(string name) => File.Delete(GetPath(name));
                }
                """
            + Run,
    };
}
