using System.Diagnostics;
using System.Globalization;

namespace AtomicWrites.CodeFixes.Tests.States;

/// <summary>The rewritten program as processes: several at once, and killed while they save.</summary>
public sealed class KeptProcessTests : IDisposable
{
    const string Main = """

        public static class Start
        {
            public static void Main(string[] args)
            {
                Console.WriteLine("started");
                for (var i = 0; i < int.Parse(args[1]); i++)
                {
                    if (args[0] == "count")
                        Counted.Count("all");
                    else
                        Program.Save(new string((char)('a' + i % 26), 5000));
                }
            }
        }
        """;

    const string Count = """
        public static void Count(string name)
            {
                var settings = Load();
                settings.Sizes.Add(1);
                settings.Save();
            }

            public static Settings Load()
        """;

    const string CountAsync = """
        public static void Count(string name) => CountAsync().GetAwaiter().GetResult();

            static async Task CountAsync()
            {
                var settings = await LoadAsync();
                settings.Sizes.Add(1);
                await settings.SaveAsync();
            }

            public static Task<Settings> LoadAsync()
        """;

    const string Own = "settings that save themselves";
    const string Generic = "a generic class for all files";
    const string Newtonsoft = "the same with Newtonsoft.Json";
    const string Extensions = "asynchronous extensions";
    const string Passed = "a path that all callers pass";
    const int Updates = 40;
    const int Kills = 8;

    readonly string _folder = Directory.CreateTempSubdirectory("atomic-writes-kept-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(Own)]
    [InlineData(Generic)]
    [InlineData(Newtonsoft)]
    [InlineData(Extensions)]
    public async Task No_update_of_two_processes_is_lost(string shape)
    {
        var (program, processes) = await ProgramAsync(shape);
        foreach (var process in Enumerable.Range(0, 2).Select(_ => Run(processes, "count", Updates)).ToArray())
        {
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
            process.Dispose();
        }

        Assert.Contains(
            shape == Own
                ? $"\"all\":{2 * Updates}"
                : $"\"Sizes\":[{string.Join(',', Enumerable.Repeat(1, 2 * Updates))}]",
            program.LoadBefore(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(Own)]
    [InlineData(Generic)]
    [InlineData(Newtonsoft)]
    [InlineData(Extensions)]
    [InlineData(Passed)]
    public async Task A_killed_process_leaves_a_whole_file_to_the_old_program(string shape)
    {
        var (program, processes) = await ProgramAsync(shape);
        program.SaveAfter("first");
        var random = new Random(7);
        for (var kill = 0; kill < Kills; kill++)
        {
            using var process = Run(processes, "save", 100_000);
            await process.StandardOutput.ReadLineAsync();
            await Task.Delay(random.Next(1, 60));
            process.Kill();
            await process.WaitForExitAsync();
            var loaded = program.LoadBefore();
            Assert.True(
                loaded.Contains("first", StringComparison.Ordinal) || loaded.Length > 5000,
                await File.ReadAllTextAsync(program.Path)
            );
        }
    }

    static Process Run(ProgramInFolder program, string what, int times) =>
        program.Start(what, times.ToString(CultureInfo.InvariantCulture));

    // With a method that loads, changes and saves: one step of the rewritten program.
    static string SourceOf(string shape)
    {
        if (shape is Own or Passed)
            return Shapes.All[shape];
        var source = Shapes.All[shape == Newtonsoft ? Generic : shape];
        if (shape == Newtonsoft)
            source = source
                .Replace(
                    "JsonSerializer.Deserialize<T>(json, Options)",
                    "Newtonsoft.Json.JsonConvert.DeserializeObject<T>(json)",
                    StringComparison.Ordinal
                )
                .Replace(
                    "JsonSerializer.Serialize(value, Options)",
                    "Newtonsoft.Json.JsonConvert.SerializeObject(value)",
                    StringComparison.Ordinal
                );
        return shape == Extensions
            ? source.Replace(
                "public static Task<Settings> LoadAsync()",
                CountAsync.ReplaceLineEndings("\n"),
                StringComparison.Ordinal
            )
            : source.Replace("public static Settings Load()", Count.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    static string MainOf(string shape) =>
        shape == Passed
            ? Main.Replace("Counted.Count(\"all\")", "throw new NotSupportedException()", StringComparison.Ordinal)
            : Main.Replace("Counted", shape == Own ? "Profile" : "Settings", StringComparison.Ordinal);

    async Task<(KeptProgram Program, ProgramInFolder Processes)> ProgramAsync(string shape)
    {
        var source = SourceOf(shape);
        var text = KeptProgram.In((await KeptProgram.TextAsync(source))! + MainOf(shape), _folder);
        return (
            await KeptProgram.OfAsync(source, _folder),
            await ProgramInFolder.OfAsync(text, main: "Start", _folder)
        );
    }
}
