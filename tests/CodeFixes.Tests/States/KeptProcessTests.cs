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
                        Profile.Count("all");
                    else
                        new Profile { Theme = new string((char)('a' + i % 26), 5000) }.Save();
                }
            }
        }
        """;

    const int Updates = 40;
    const int Kills = 8;

    readonly string _folder = Directory.CreateTempSubdirectory("atomic-writes-kept-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task No_update_of_two_processes_is_lost()
    {
        var (program, processes) = await ProgramAsync();
        foreach (var process in Enumerable.Range(0, 2).Select(_ => Run(processes, "count", Updates)).ToArray())
        {
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
            process.Dispose();
        }

        Assert.Contains($"\"all\":{2 * Updates}", program.LoadBefore(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_process_leaves_a_whole_file_to_the_old_program()
    {
        var (program, processes) = await ProgramAsync();
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

    async Task<(KeptProgram Program, ProgramInFolder Processes)> ProgramAsync()
    {
        var source = Shapes.All["settings that save themselves"];
        var text = KeptProgram.In((await KeptProgram.TextAsync(source))! + Main, _folder);
        return (
            await KeptProgram.OfAsync(source, _folder),
            await ProgramInFolder.OfAsync(text, main: "Start", _folder)
        );
    }
}
