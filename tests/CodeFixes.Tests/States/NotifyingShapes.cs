namespace AtomicWrites.CodeFixes.Tests.States;

/// <summary>States whose setters say what has changed, and programs that listen to them.</summary>
static class NotifyingShapes
{
    const string Start = """
        using System.ComponentModel;
        using System.Runtime.CompilerServices;

        """;

    const string Observable = """

        public abstract class Observable : INotifyPropertyChanged
        {
            public event PropertyChangedEventHandler PropertyChanged;

            protected virtual void OnPropertyChanged([CallerMemberName] string name = null) =>
                PropertyChanged?.Invoke(this, new PropertyChangedEventArgs(name));

            protected bool SetProperty<T>(ref T field, T value, [CallerMemberName] string name = null)
            {
                if (EqualityComparer<T>.Default.Equals(field, value))
                    return false;
                field = value;
                OnPropertyChanged(name);
                return true;
            }
        }

        public class Settings : Observable
        {
            string _theme = "light";
            int _size;

            public string Theme { get => _theme; set => SetProperty(ref _theme, value); }

            public int Size
            {
                get => _size;
                set
                {
                    if (_size == value)
                        return;
                    _size = value;
                    OnPropertyChanged();
                    OnPropertyChanged(nameof(IsLarge));
                }
            }

            [JsonIgnore]
            public bool IsLarge => _size > 9;
        }
        """;

    // What is heard while it is saved, and of a change to what was loaded.
    const string Heard = """
        public static class SettingsStore
        {
            static readonly string FilePath = Path.Combine(AppContext.BaseDirectory, "app", "settings.json");

            public static Settings Load()
            {
                if (!File.Exists(FilePath))
                    return new Settings();
                return JsonSerializer.Deserialize<Settings>(File.ReadAllText(FilePath)) ?? new Settings();
            }

            public static void Save(Settings settings)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
                File.WriteAllText(FilePath, JsonSerializer.Serialize(settings));
            }
        }

        public static class Program
        {
            static readonly List<string> Saving = new();

            public static string Load()
            {
                var changing = new List<string>();
                var settings = SettingsStore.Load();
                settings.PropertyChanged += (_, change) => changing.Add(change.PropertyName);
                var loaded = JsonSerializer.Serialize(settings);
                settings.Theme = settings.Theme;
                settings.Size += 10;
                return loaded + string.Join(",", changing) + ";" + string.Join(",", Saving);
            }

            public static void Save(string value)
            {
                var settings = new Settings { Theme = value, Size = 12 };
                settings.PropertyChanged += (_, change) => Saving.Add(change.PropertyName);
                SettingsStore.Save(settings);
            }
        }
        """;

    // A view saves each change that it hears of.
    const string SavedOnChange = """
        public class SettingsView
        {
            static readonly string FilePath = Path.Combine(AppContext.BaseDirectory, "app", "settings.json");
            public Settings Current { get; }
            public int Saves { get; private set; }

            public SettingsView()
            {
                Current = Load();
                Current.PropertyChanged += (_, _) => Save();
            }

            static Settings Load()
            {
                try
                {
                    return JsonSerializer.Deserialize<Settings>(File.ReadAllText(FilePath)) ?? new Settings();
                }
                catch (Exception failure)
                {
                    Console.Error.WriteLine($"The settings could not be loaded: {failure.Message}");
                    return new Settings();
                }
            }

            void Save()
            {
                Saves++;
                Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
                File.WriteAllText(FilePath, JsonSerializer.Serialize(Current));
            }
        }

        public static class Program
        {
            public static string Load()
            {
                var view = new SettingsView();
                return JsonSerializer.Serialize(view.Current) + view.Saves;
            }

            public static void Save(string value)
            {
                var view = new SettingsView();
                view.Current.Theme = value;
                if (view.Saves > 1)
                    throw new InvalidOperationException("A save was heard as a change.");
            }
        }
        """;

    public static readonly IReadOnlyDictionary<string, string> All = new Dictionary<string, string>
    {
        ["settings that tell what has changed"] = Start + Heard + Observable,
        ["a view that saves each change"] = Start + SavedOnChange + Observable,
    };
}
