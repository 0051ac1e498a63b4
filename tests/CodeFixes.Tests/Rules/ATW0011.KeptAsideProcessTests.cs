using AtomicWrites.Analyzers.Rules;
using AtomicWrites.CodeFixes.Rules;

namespace AtomicWrites.CodeFixes.Tests.Rules;

/// <summary>
/// The program that keeps aside what it cannot read, as processes: killed while it starts anew, and two at once.
/// </summary>
public sealed class KeptAsideProcessTests : IDisposable
{
    const string Program = """
        using System;
        using System.IO;
        using System.Text.Json;
        using AtomicWrites;

        public static class Program
        {
            public static void Main(string[] arguments) => Run(arguments[0]);

            static void Run([StatePath] string path)
            {
                Settings settings;
                Console.WriteLine("started");
                try
                {
                    settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(path));
                }
                catch (JsonException)
                {
                    settings = new Settings();
                }
                settings.Runs++;
                AtomicFile.WriteAllText(path, JsonSerializer.Serialize(settings));
            }
        }

        public class Settings { public int Runs { get; set; } }
        """;

    const int Kills = 6;

    readonly string _folder = Directory.CreateTempSubdirectory("atomic-writes-aside-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string State => Path.Combine(_folder, "settings.json");

    async Task<ProgramInFolder> CompiledAsync(bool isFixed) =>
        await ProgramInFolder.OfAsync(
            isFixed ? await Rewritten.By(Program, (new DefaultsOverStateAnalyzer(), new KeepAsideCodeFix())) : Program,
            main: "Program",
            _folder
        );

    // In the file, or in a copy beside it.
    bool IsThere(string content) =>
        Directory
            .GetFiles(_folder, "settings.json*")
            .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))
            .Any(file => File.ReadAllText(file) == content);

    [Fact]
    public async Task Whenever_it_is_killed_what_it_could_not_read_is_there()
    {
        var program = await CompiledAsync(isFixed: true);
        var random = new Random(11);
        for (var kill = 0; kill < Kills; kill++)
        {
            var torn = $"{{\"Runs\":{kill}";
            await File.WriteAllTextAsync(State, torn);
            using var process = program.Start(State);
            await process.StandardOutput.ReadLineAsync();
            await Task.Delay(random.Next(0, 80));
            process.Kill();
            await process.WaitForExitAsync();
            Assert.True(IsThere(torn), torn);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)] // without the fix it is lost
    public async Task Two_that_start_at_once_lose_nothing(bool isFixed)
    {
        const string Torn = "{\"Runs\":7";
        var program = await CompiledAsync(isFixed);
        await File.WriteAllTextAsync(State, Torn);
        var processes = new[] { program.Start(State), program.Start(State) };
        foreach (var process in processes)
        {
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
            process.Dispose();
        }

        Assert.Equal(isFixed, IsThere(Torn));
        Assert.Contains("Runs", await File.ReadAllTextAsync(State), StringComparison.Ordinal);
    }
}
