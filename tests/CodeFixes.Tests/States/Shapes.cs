namespace AtomicWrites.CodeFixes.Tests.States;

/// <summary>
/// Loads and saves in the shapes that applications have, each as a program that <see cref="KeptProgram"/> runs.
/// </summary>
static class Shapes
{
    const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Text.Json;
        using System.Text.Json.Serialization;
        using System.Text.Json.Serialization.Metadata;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    const string State = """

        public class Settings
        {
            public string Theme { get; set; } = "light";
            public List<int> Sizes { get; set; } = new();
            public Mode Mode { get; set; }
        }

        public enum Mode { Plain, Rich }
        """;

    const string Static = """
        public static class SettingsStore
        {
            static readonly string FilePath = Path.Combine(AppContext.BaseDirectory, "app", "settings.json");
            static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

            public static Settings Load()
            {
                if (!File.Exists(FilePath))
                    return new Settings();
                try
                {
                    var json = File.ReadAllText(FilePath);
                    var settings = JsonSerializer.Deserialize<Settings>(json, Options);
                    return settings ?? new Settings();
                }
                catch
                {
                    return new Settings();
                }
            }

            public static void Save(Settings settings)
            {
                var folder = Path.GetDirectoryName(FilePath)!;
                if (!Directory.Exists(folder))
                    Directory.CreateDirectory(folder);
                var temporary = FilePath + ".tmp";
                File.WriteAllText(temporary, JsonSerializer.Serialize(settings, Options));
                File.Move(temporary, FilePath, overwrite: true);
            }
        }

        public static class Program
        {
            public static string Load() => JsonSerializer.Serialize(SettingsStore.Load());
            public static void Save(string value) => SettingsStore.Save(new Settings { Theme = value, Sizes = { 1, 2 }, Mode = Mode.Rich });
        }
        """;

    const string Service = """
        public class SettingsService
        {
            private readonly string _path;
            private readonly SemaphoreSlim _gate = new(1, 1);

            public SettingsService(string folder)
            {
                _path = Path.Combine(folder, "app", "settings.json");
            }

            public async Task<Settings> LoadAsync(CancellationToken cancellationToken = default)
            {
                await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
                try
                {
                    if (!File.Exists(_path))
                    {
                        return new Settings();
                    }

                    await using var stream = File.OpenRead(_path);
                    return await JsonSerializer.DeserializeAsync<Settings>(stream,
                        cancellationToken: cancellationToken).ConfigureAwait(false) ?? new Settings();
                }
                finally
                {
                    _gate.Release();
                }
            }

            public async Task SaveAsync(Settings settings, CancellationToken cancellationToken = default)
            {
                await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
                try
                {
                    Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
                    await using var stream = File.Create(_path);
                    await JsonSerializer.SerializeAsync(stream, settings, cancellationToken: cancellationToken).ConfigureAwait(false);
                }
                finally
                {
                    _gate.Release();
                }
            }
        }

        public static class Program
        {
            static SettingsService Service => new(AppContext.BaseDirectory);
            public static string Load() => JsonSerializer.Serialize(Service.LoadAsync().GetAwaiter().GetResult());
            public static void Save(string value) =>
                Service.SaveAsync(new Settings { Theme = value, Mode = Mode.Rich }).GetAwaiter().GetResult();
        }
        """;

    const string LoadsItself = """
        public class Preferences
        {
            private readonly object _sync = new();
            private readonly string _file;
            private Settings _settings;

            public Preferences(string folder)
            {
                _file = Path.Combine(folder, "app", "settings.json");
                _settings = Load();
            }

            public Settings Current => _settings;

            public void SetTheme(string theme)
            {
                lock (_sync)
                {
                    _settings.Theme = theme;
                    Save();
                }
            }

            private Settings Load()
            {
                try
                {
                    if (File.Exists(_file))
                    {
                        var loaded = JsonSerializer.Deserialize<Settings>(File.ReadAllText(_file));
                        if (loaded is not null)
                        {
                            loaded.Sizes.Sort();
                            return loaded;
                        }
                    }
                }
                catch (Exception failure)
                {
                    Console.Error.WriteLine($"The settings could not be loaded: {failure.Message}");
                }

                return new Settings();
            }

            private void Save()
            {
                Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
                File.WriteAllText(_file, JsonSerializer.Serialize(_settings, new JsonSerializerOptions { WriteIndented = true }));
            }
        }

        public static class Program
        {
            public static string Load() => JsonSerializer.Serialize(new Preferences(AppContext.BaseDirectory).Current);
            public static void Save(string value) => new Preferences(AppContext.BaseDirectory).SetTheme(value);
        }
        """;

    const string OnItself = """
        public class Profile
        {
            private static string FilePath => Path.Combine(AppContext.BaseDirectory, "app", "settings.json");

            [JsonPropertyName("theme")]
            public string Theme { get; set; } = "light";

            public Dictionary<string, int> Counts { get; set; } = new();

            public static Profile Load()
            {
                try
                {
                    return JsonSerializer.Deserialize<Profile>(File.ReadAllText(FilePath),
                        new JsonSerializerOptions { PropertyNameCaseInsensitive = true }) ?? new();
                }
                catch (Exception)
                {
                    return new();
                }
            }

            public void Save()
            {
                Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
                using (var writer = new StreamWriter(FilePath))
                {
                    writer.Write(JsonSerializer.Serialize(this, new JsonSerializerOptions { WriteIndented = true }));
                }
            }

            public static void Count(string name)
            {
                var profile = Load();
                profile.Counts[name] = profile.Counts.GetValueOrDefault(name) + 1;
                profile.Save();
            }
        }

        public static class Program
        {
            public static string Load() => JsonSerializer.Serialize(Profile.Load());
            public static void Save(string value) => new Profile { Theme = value, Counts = { ["a"] = 1 } }.Save();
        }
        """;

    const string Contexts = """
        public static class SettingsStore
        {
            static readonly string FilePath = Path.Combine(AppContext.BaseDirectory, "app", "settings.json");

            public static Settings Load()
            {
                if (!File.Exists(FilePath))
                    return new Settings();
                using var stream = File.OpenRead(FilePath);
                return JsonSerializer.Deserialize(stream, Context.Settings) ?? new Settings();
            }

            public static void Save(Settings settings)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
                using var stream = File.Create(FilePath);
                JsonSerializer.Serialize(stream, settings, Context.Settings);
            }

            static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };
            static readonly SettingsContext Context = new(Options);
        }

        public class SettingsContext : JsonSerializerContext
        {
            public SettingsContext(JsonSerializerOptions options) : base(options) { }
            public JsonTypeInfo<Settings> Settings => (JsonTypeInfo<Settings>)Options.GetTypeInfo(typeof(Settings));
            protected override JsonSerializerOptions GeneratedSerializerOptions => null;
            public override JsonTypeInfo GetTypeInfo(Type type) => new DefaultJsonTypeInfoResolver().GetTypeInfo(type, Options);
        }

        public static class Program
        {
            public static string Load() => JsonSerializer.Serialize(SettingsStore.Load());
            public static void Save(string value) => SettingsStore.Save(new Settings { Theme = value, Sizes = { 1, 2 }, Mode = Mode.Rich });
        }
        """;

    /// <summary>By name.</summary>
    public static readonly IReadOnlyDictionary<string, string> All = new Dictionary<string, string>
    {
        ["static class, temporary file"] = Usings + Static + State,
        ["service with a semaphore"] = Usings + Service + State,
        ["object that loads itself"] = Usings + LoadsItself + State,
        ["settings that save themselves"] = Usings + OnItself,
        ["a context that is told options"] = Usings + Contexts + State,
    }
        .Concat(
            SharedShapes
                .All.Concat(EmptyFileShapes.All)
                .Concat(NamedShapes.All)
                .Concat(ProjectShapes.All)
                .Concat(NotifyingShapes.All)
                .Select(pair => KeyValuePair.Create(pair.Key, Usings + pair.Value))
        )
        .ToDictionary(pair => pair.Key, pair => pair.Value.ReplaceLineEndings("\n"));
}
