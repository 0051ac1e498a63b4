namespace AtomicWrites.CodeFixes.Tests.States;

/// <summary>Loads and saves that go through methods which the program shares, as <see cref="Shapes"/>.</summary>
static class SharedShapes
{
    public const string Own = """
        public class Settings
        {
            static readonly string FilePath = Path.Combine(AppContext.BaseDirectory, "app", "settings.json");

            public string Theme { get; set; } = "light";
            public List<int> Sizes { get; set; } = new();

        """;

    public const string Run = """

        public static class Program
        {
            public static string Load() => JsonSerializer.Serialize(Settings.Load());
            public static void Save(string value) => new Settings { Theme = value, Sizes = { 1, 2 } }.Save();
        }
        """;

    public static readonly Dictionary<string, string> All = new()
    {
        ["a generic class for all files"] =
            Own
            + """
                    public static Settings Load() => JsonFile.Load<Settings>(FilePath);
                    public void Save() => JsonFile.Save(FilePath, this);
                }

                static class JsonFile
                {
                    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true };

                    // Defaults where there is nothing to read.
                    public static T Load<T>(string path) where T : new()
                    {
                        if (!File.Exists(path))
                            return new T();
                        try
                        {
                            var json = File.ReadAllText(path);
                            return JsonSerializer.Deserialize<T>(json, Options) ?? new T();
                        }
                        catch (Exception)
                        {
                            return new T();
                        }
                    }

                    public static void Save<T>(string path, T value)
                    {
                        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                        var json = JsonSerializer.Serialize(value, Options);
                        File.WriteAllText(path, json);
                    }
                }
                """
            + Run,
        ["a generic class that returns null"] =
            Own
            + """
                    public static Settings Load()
                    {
                        return Json.Read<Settings>(FilePath) ?? new Settings();
                    }

                    public void Save()
                    {
                        Json.Write(this, FilePath);
                    }
                }

                static class Json
                {
                    public static T Read<T>(string file) where T : class
                    {
                        if (!File.Exists(file))
                            return null;

                        var text = File.ReadAllText(file);
                        return JsonSerializer.Deserialize<T>(text);
                    }

                    public static void Write(object value, string file)
                    {
                        EnsureFolder(file);
                        File.WriteAllText(file, JsonSerializer.Serialize(value));
                    }

                    internal static void EnsureFolder(string file) => Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                }
                """
            + Run,
        ["private methods that are told the path"] =
            Own
            + """
                    public static Settings Load()
                    {
                        if (File.Exists(FilePath))
                        {
                            return DeserializeFromFile(FilePath);
                        }

                        return new Settings();
                    }

                    public void Save()
                    {
                        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
                        SerializeToFile(this, FilePath);
                    }

                    private static Settings DeserializeFromFile(string filePath)
                    {
                        var text = File.ReadAllText(filePath);
                        var settings = JsonSerializer.Deserialize<Settings>(text);
                        return settings;
                    }

                    private static void SerializeToFile(Settings settings, string filePath)
                    {
                        var text = JsonSerializer.Serialize(settings);
                        File.WriteAllText(filePath, text);
                    }
                }
                """
            + Run,
        ["private methods for the text"] =
            Own
            + """
                    public static Settings Load()
                    {
                        try
                        {
                            if (!File.Exists(FilePath)) return new Settings();
                            return Parse(File.ReadAllText(FilePath));
                        }
                        catch (IOException)
                        {
                            return new Settings();
                        }
                    }

                    public void Save()
                    {
                        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
                        File.WriteAllText(FilePath, ToJson());
                    }

                    static Settings Parse(string json)
                    {
                        if (string.IsNullOrWhiteSpace(json)) return new Settings();
                        try
                        {
                            return JsonSerializer.Deserialize<Settings>(json) ?? new Settings();
                        }
                        catch (JsonException)
                        {
                            return new Settings();
                        }
                    }

                    string ToJson() => JsonSerializer.Serialize(this);
                }
                """
            + Run,
        ["reader and writer over streams"] =
            Own
            + """
                    public static Settings Load()
                    {
                        if (!File.Exists(FilePath)) return new Settings();
                        using var reader = new StreamReader(File.OpenRead(FilePath));
                        return JsonSerializer.Deserialize<Settings>(reader.ReadToEnd()) ?? new Settings();
                    }

                    public void Save()
                    {
                        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
                        using (var writer = new StreamWriter(File.Open(FilePath, FileMode.Create)))
                        {
                            var text = JsonSerializer.Serialize(this);
                            writer.Write(text);
                            writer.Flush();
                        }
                    }
                }
                """
            + Run,
        ["opened by a FileInfo, null left out"] = """
            public class Settings
            {
                static readonly string FilePath = Path.Combine(AppContext.BaseDirectory, "app", "settings.json");
                static readonly JsonSerializerOptions Options = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

                public string Theme { get; set; }
                public string Name { get; set; }
                public int? Size { get; set; }

                public static Settings Load()
                {
                    if (!File.Exists(FilePath))
                        return new Settings();
                    using var reader = new FileInfo(FilePath).OpenText();
                    return JsonSerializer.Deserialize<Settings>(reader.ReadToEnd(), Options) ?? new Settings();
                }

                public void Save()
                {
                    Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
                    using var writer = new FileInfo(FilePath).CreateText();
                    writer.Write(JsonSerializer.Serialize(this, Options));
                }
            }

            public static class Program
            {
                public static string Load() => JsonSerializer.Serialize(Settings.Load());
                public static void Save(string value) => new Settings { Theme = value }.Save();
            }
            """,
        ["a path that all callers pass"] = """
            public class Settings
            {
                private static readonly JsonSerializerOptions Options = new() { WriteIndented = true };

                public string Theme { get; set; } = "light";
                public List<int> Sizes { get; set; } = new();

                public static Settings Load(string path)
                {
                    if (!File.Exists(path))
                        return new Settings();
                    try
                    {
                        var json = File.ReadAllText(path);
                        return JsonSerializer.Deserialize<Settings>(json, Options) ?? new Settings();
                    }
                    catch (Exception failure)
                    {
                        Console.Error.WriteLine(failure.Message);
                        throw;
                    }
                }

                public void Save(string file)
                {
                    Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                    File.WriteAllText(file, JsonSerializer.Serialize(this, Options));
                }
            }

            public static class Program
            {
                static readonly string FilePath = Path.Combine(AppContext.BaseDirectory, "app", "settings.json");

                public static string Load() => JsonSerializer.Serialize(Settings.Load(FilePath));
                public static void Save(string value) => new Settings { Theme = value, Sizes = { 1, 2 } }.Save(FilePath);
            }
            """,
        ["bytes of the text"] =
            Own
            + """
                    public static Settings Load()
                    {
                        if (!File.Exists(FilePath))
                            return new Settings();
                        byte[] bytes = File.ReadAllBytes(FilePath);
                        string text = System.Text.Encoding.UTF8.GetString(bytes);
                        return JsonSerializer.Deserialize<Settings>(text) ?? new Settings();
                    }

                    public void Save()
                    {
                        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
                        string text = JsonSerializer.Serialize(this);
                        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
                        File.WriteAllBytes(FilePath, bytes);
                    }
                }
                """
            + Run,
        ["a class whose writes are atomic by hand"] =
            Own
            + """
                    public static Settings Load() =>
                        File.Exists(FilePath)
                            ? JsonSerializer.Deserialize<Settings>(File.ReadAllText(FilePath)) ?? new Settings()
                            : new Settings();

                    public void Save() => Safe.WriteAllText(FilePath, JsonSerializer.Serialize(this));
                }

                static class Safe
                {
                    public static void WriteAllText(string path, string contents)
                    {
                        ArgumentNullException.ThrowIfNull(contents);
                        Write(path, temporary => File.WriteAllText(temporary, contents));
                    }

                    static void Write(string path, Action<string> write)
                    {
                        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                        var temporary = path + ".tmp";
                        write(temporary);
                        Swap(temporary, path);
                    }

                    static void Swap(string temporary, string path) => File.Move(temporary, path, overwrite: true);
                }
                """
            + Run,
        ["asynchronous extensions"] =
            Own
            + """
                    public static Task<Settings> LoadAsync() => FilePath.ReadJsonAsync<Settings>();
                    public Task SaveAsync() => this.WriteJsonAsync(FilePath);
                    public static Settings Load() => LoadAsync().GetAwaiter().GetResult();
                    public void Save() => SaveAsync().GetAwaiter().GetResult();
                }

                static class JsonExtensions
                {
                    public static async Task<T> ReadJsonAsync<T>(this string path) where T : new()
                    {
                        if (!File.Exists(path))
                            return new T();
                        using var stream = File.OpenRead(path);
                        return await JsonSerializer.DeserializeAsync<T>(stream) ?? new T();
                    }

                    public static async Task WriteJsonAsync<T>(this T value, string path, CancellationToken cancellationToken = default)
                    {
                        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                        using var stream = File.Create(path);
                        await JsonSerializer.SerializeAsync(stream, value, cancellationToken: cancellationToken);
                    }
                }
                """
            + Run,
    };
}
