using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AtomicWrites.Benchmarks;

/// <summary>The state of a program: some values, and a list that makes it large.</summary>
sealed class Preferences
{
    /// <summary>
    /// What each change counts up; the number of its digits, and with it the size of the file, stays.
    /// </summary>
    public int Launches { get; set; } = 1_000_000_000;

    public string Theme { get; set; } = "dark";

    public bool ChecksForUpdates { get; set; } = true;

    public Placement Window { get; set; } = new(100, 80, 1280, 800);

    public List<RecentFile> Recent { get; set; } = [];

    public string Note { get; set; } = "";

    /// <summary>Preferences whose JSON has that many bytes.</summary>
    public static Preferences OfSize(int size)
    {
        var (one, two) = (Length(With(1)), Length(With(2)));
        var preferences = With(1 + ((size - one) / (two - one)));
        preferences.Note = new string('.', size - Length(preferences));
        return preferences;
    }

    static Preferences With(int files) =>
        new()
        {
            Recent =
            [
                .. Enumerable
                    .Range(1, files)
                    .Select(i => new RecentFile(
                        string.Create(CultureInfo.InvariantCulture, $"/home/user/Documents/report {i:00000}.md"),
                        DateTimeOffset.UnixEpoch.AddMinutes(10_000_000),
                        42,
                        7.5,
                        false
                    )),
            ],
        };

    static int Length(Preferences preferences) =>
        JsonSerializer.SerializeToUtf8Bytes(preferences, PreferencesJson.Default.Preferences).Length;
}

sealed record Placement(int Left, int Top, int Width, int Height);

sealed record RecentFile(string Path, DateTimeOffset Opened, int Line, double Zoom, bool IsPinned);

[JsonSerializable(typeof(Preferences))]
sealed partial class PreferencesJson : JsonSerializerContext;
