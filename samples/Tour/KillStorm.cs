using System.Diagnostics;
using System.Text.Json;

namespace Tour;

/// <summary>Kills a program again and again while it saves, and looks at what is left of its file.</summary>
static class KillStorm
{
    const int SeedNotes = 20_000;
    const int ImportedNotes = 10_000;
    const int LongestPause = 60; // milliseconds

    /// <summary>
    /// Runs rounds until <paramref name="rounds"/> are done or, if given, <paramref name="enough"/> files are torn.
    /// </summary>
    public static (int Rounds, int Torn) Run(
        string program,
        string folder,
        int rounds,
        int? enough,
        Action<string> progress
    )
    {
        var home = Directory.CreateDirectory(Path.Combine(folder, "storm")).FullName;
        var notes = Path.Combine(home, "notes.json");
        var import = Path.Combine(folder, "import.txt");
        File.WriteAllLines(import, Enumerable.Range(0, ImportedNotes).Select(number => $"imported note {number}"));
        var seed = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                Next = SeedNotes + 1,
                Notes = Enumerable
                    .Range(1, SeedNotes)
                    .Select(number => new
                    {
                        Number = number,
                        Text = $"an older note, number {number}",
                        Done = false,
                    }),
            }
        );

        var random = new Random();
        var torn = 0;
        var round = 0;
        for (; round < rounds && torn < (enough ?? int.MaxValue); round++)
        {
            if (!IsWhole(notes))
                File.WriteAllBytes(notes, seed);
            using (var writer = Start(program, home, import))
            {
                writer.StandardOutput.ReadLine(); // the first note is saved: now it saves all the time
                Thread.Sleep(random.Next(LongestPause));
                writer.Kill(entireProcessTree: true);
                writer.WaitForExit();
            }

            if (!IsWhole(notes))
                torn++;
            progress($"killed {round + 1} times, torn files: {torn}");
        }

        return (round, torn);
    }

    static Process Start(string program, string home, string import)
    {
        var start = new ProcessStartInfo("dotnet", [program, "import", import])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["JOT_HOME"] = home;
        return Process.Start(start)!;
    }

    static bool IsWhole(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return true;
        }
        catch (Exception failure) when (failure is JsonException or FileNotFoundException)
        {
            return false;
        }
    }
}
