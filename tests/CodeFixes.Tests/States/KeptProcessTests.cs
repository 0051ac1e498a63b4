using System.Diagnostics;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

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
        var program = await ProgramAsync();
        var processes = Enumerable.Range(0, 2).Select(_ => Run("count", Updates)).ToArray();
        foreach (var process in processes)
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
        var program = await ProgramAsync();
        program.SaveAfter("first");
        var random = new Random(7);
        for (var kill = 0; kill < Kills; kill++)
        {
            using var process = Run("save", 100_000);
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

    async Task<KeptProgram> ProgramAsync()
    {
        var source = Shapes.All["settings that save themselves"];
        var text = KeptProgram.In((await KeptProgram.TextAsync(source))! + Main, _folder);
        await File.WriteAllBytesAsync(
            Path.Combine(_folder, "Kept.dll"),
            Source.Compile(text, new CSharpCompilationOptions(OutputKind.ConsoleApplication, mainTypeName: "Start"))
        );
        var library = typeof(AtomicFile).Assembly.Location;
        File.Copy(library, Path.Combine(_folder, Path.GetFileName(library)));
        var framework = $"{{\"name\":\"Microsoft.NETCore.App\",\"version\":\"{Environment.Version.ToString(3)}\"}}";
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "Kept.runtimeconfig.json"),
            $"{{\"runtimeOptions\":{{\"framework\":{framework}}}}}"
        );
        return await KeptProgram.OfAsync(source, _folder);
    }

    Process Run(string what, int times) =>
        Process.Start(
            new ProcessStartInfo(
                Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet"
                    ? path
                    : "dotnet",
                [Path.Combine(_folder, "Kept.dll"), what, times.ToString(CultureInfo.InvariantCulture)]
            )
            {
                RedirectStandardOutput = true,
            }
        )!;
}
