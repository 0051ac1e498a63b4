namespace AtomicWrites.CodeFixes.Tests.States;

/// <summary>Loads that take an empty file for a first start before they deserialize it.</summary>
static class EmptyFileShapes
{
    const string State = """

        public class Settings
        {
            public string Theme { get; set; } = "light";
            public List<int> Sizes { get; set; } = new();
        }
        """;

    const string Path = """
            static readonly string FilePath = Path.Combine(AppContext.BaseDirectory, "app", "settings.json");

        """;

    /// <summary>By name.</summary>
    public static readonly IReadOnlyDictionary<string, string> All = new Dictionary<string, string>
    {
        ["returned for an empty text"] =
            "public static class SettingsStore\n{\n"
            + Path
            + """
                    public static Settings Load()
                    {
                        if (!File.Exists(FilePath))
                            return new Settings();
                        var text = File.ReadAllText(FilePath);
                        // Somebody has emptied it.
                        if (string.IsNullOrWhiteSpace(text))
                        {
                            Console.Error.WriteLine("The settings are empty");
                            return new Settings { Theme = "empty" };
                        }

                        var settings = JsonSerializer.Deserialize<Settings>(text)!;
                        settings.Sizes.Sort();
                        return settings;
                    }

                    public static void Save(Settings settings)
                    {
                        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
                        File.WriteAllText(FilePath, JsonSerializer.Serialize(settings));
                    }
                }

                public static class Program
                {
                    public static string Load() => JsonSerializer.Serialize(SettingsStore.Load());
                    public static void Save(string value) => SettingsStore.Save(new Settings { Theme = value, Sizes = { 1 } });
                }
                """
            + State,
        ["returned for an empty text as for any failure"] =
            "public static class SettingsStore\n{\n"
            + Path
            + """
                    public static Settings Load()
                    {
                        try
                        {
                            if (!File.Exists(FilePath)) return new Settings();
                            var text = File.ReadAllText(FilePath);
                            if (text.Length == 0) return new Settings();
                            return JsonSerializer.Deserialize<Settings>(text) ?? new Settings();
                        }
                        catch
                        {
                            return new Settings();
                        }
                    }

                    public static void Save(Settings settings)
                    {
                        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
                        File.WriteAllText(FilePath, JsonSerializer.Serialize(settings));
                    }
                }

                public static class Program
                {
                    public static string Load() => JsonSerializer.Serialize(SettingsStore.Load());
                    public static void Save(string value) => SettingsStore.Save(new Settings { Theme = value, Sizes = { 1 } });
                }
                """
            + State,
        ["initialized where it cannot be loaded"] =
            "public static class SettingsManager\n{\n    public static Settings Current { get; private set; } = new Settings();\n\n"
            + """
                    static string GetPath()
                    {
                        return Path.Combine(AppContext.BaseDirectory, "app", "settings.json");
                    }

                    static void Initialize()
                    {
                        Current = new Settings();
                        Save();
                    }

                    public static void Load()
                    {
                        var path = GetPath();
                        if (File.Exists(path))
                        {
                            try
                            {
                                var text = File.ReadAllText(path);
                                if (string.IsNullOrWhiteSpace(text))
                                {
                                    Console.Error.WriteLine("The settings are empty");
                                }
                                else
                                {
                                    Current = JsonSerializer.Deserialize<Settings>(text);
                                    Current.Sizes.Sort();
                                    return;
                                }
                            }
                            catch (Exception failure)
                            {
                                Console.Error.WriteLine(failure.Message);
                            }
                        }

                        Initialize();
                    }

                    public static void Save()
                    {
                        Directory.CreateDirectory(Path.GetDirectoryName(GetPath())!);
                        File.WriteAllText(GetPath(), JsonSerializer.Serialize(Current));
                    }

                    public static void Save(string theme)
                    {
                        Current = new Settings { Theme = theme };
                        Save();
                    }
                }

                public static class Program
                {
                    public static string Load()
                    {
                        SettingsManager.Load();
                        return JsonSerializer.Serialize(SettingsManager.Current);
                    }

                    public static void Save(string value) => SettingsManager.Save(value);
                }
                """
            + State,
        ["loaded where there are bytes"] =
            "public class SettingsStore\n{\n"
            + Path
            + """
                    public Settings Current = new();

                    public void Load()
                    {
                        if (!File.Exists(FilePath)) return;
                        var bytes = File.ReadAllBytes(FilePath);
                        if (bytes.Length > 0)
                            Current = JsonSerializer.Deserialize<Settings>(bytes)!;
                    }

                    public void Save()
                    {
                        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
                        File.WriteAllText(FilePath, JsonSerializer.Serialize(Current));
                    }
                }

                public static class Program
                {
                    public static string Load()
                    {
                        var store = new SettingsStore();
                        store.Load();
                        return JsonSerializer.Serialize(store.Current);
                    }

                    public static void Save(string value)
                    {
                        var store = new SettingsStore { Current = new Settings { Theme = value, Sizes = { 1 } } };
                        store.Save();
                    }
                }
                """
            + State,
    };
}
