// Settings that survive: docs/state-file.md tells how a program gets from File.WriteAllText to this.
using System.Text.Json.Serialization;
using AtomicWrites;

const string Usage = """
    settings                    shows them
    settings theme NAME         changes one
    settings font-size POINTS   changes another, if it is between 6 and 72
    settings drag               moves a window about: a hundred changes, saved in the background, together
    settings watch              shows what other programs change, until Enter
    settings reset              starts anew; what was there is kept beside it
    settings --help             this text

    They are kept in the folder that the variable SETTINGS_HOME names, else in the application data of the user.
    """;

if (args is ["--help" or "-h"])
{
    Console.WriteLine(Usage);
    return 0;
}

var folder = Environment.GetEnvironmentVariable("SETTINGS_HOME")
    ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "settings-sample");

var settings = new StateFile<Settings>(
    Path.Combine(folder, "settings.json"),
    SettingsJson.Default.Settings,
    new()
    {
        Initial = () => new Settings(),
        Validate = candidate => candidate.FontSize is >= 6 and <= 72 ? null : "The font size is not between 6 and 72.",
        Recovered = failure =>
            Console.Error.WriteLine($"Your settings were damaged; those before them are used. {failure.Message}"),
    }
);

try
{
    switch (args)
    {
        case []:
            Console.WriteLine(settings.Read());
            return 0;

        case ["theme", var theme]:
            Console.WriteLine(settings.Edit(state => state.Theme = theme));
            return 0;

        case ["font-size", var size] when int.TryParse(size, out var points):
            Console.WriteLine(settings.Edit(state => state.FontSize = points));
            return 0;

        case ["drag"]:
            // As an event handler of a user interface does it: it does not wait for the disk, and the disk not for each
            // pixel.
            await using (var saver = settings.CreateSaver(TimeSpan.FromMilliseconds(500)))
            {
                for (var left = 1; left <= 100; left++)
                {
                    var position = left;
                    _ = saver.Update(state => state with { Left = position });
                }
            }

            Console.WriteLine(settings.Read());
            return 0;

        case ["watch"]:
            using (
                settings.OnChange(
                    state => Console.WriteLine(state),
                    failure => Console.Error.WriteLine(failure.Message)
                )
            )
                Console.ReadLine();
            return 0;

        case ["reset"]:
            settings.Reset(new Settings());
            return 0;

        default:
            Console.Error.WriteLine("settings: not understood; 'settings --help' shows how it is used.");
            return 2;
    }
}
catch (StateFileException failure)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}

sealed record Settings
{
    public string Theme { get; set; } = "light";

    public int FontSize { get; set; } = 11;

    public double Left { get; set; }
}

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(Settings))]
sealed partial class SettingsJson : JsonSerializerContext;
