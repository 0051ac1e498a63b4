using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using AtomicWrites.Runtime.Tests;
using Tour;

namespace AtomicWrites.Package.Tests;

/// <summary>
/// The samples, run as a user runs them; <see cref="TourTests"/> has the note keeper, and tests/Stores.Tests the jobs.
/// </summary>
public sealed class SampleTests : IDisposable
{
    static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    readonly string _folder = Directory.CreateTempSubdirectory("samples-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("AdminPage", "adminpage FILE")]
    [InlineData("Books", "books add TITLE")]
    [InlineData("Jobs", "jobs FILE [--store sqlite|postgresql|etcd|file]")]
    [InlineData("Jot", "jot add TEXT")]
    [InlineData("Settings", "settings theme NAME")]
    [InlineData("Tally", "tally FILE add NAME")]
    [InlineData("Tour", "dotnet run --project samples/Tour")]
    [InlineData("Worker", "worker FILE STATE")]
    public void Every_sample_explains_itself(string name, string line)
    {
        var (exitCode, output) = Run(name, "--help");
        Assert.Equal(0, exitCode);
        Assert.Contains(line, output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_sample_is_among_those_that_are_run() =>
        Assert.Equal(
            ["AdminPage", "Books", "Jobs", "Jot", "Settings", "Tally", "Tour", "Worker"],
            Directory
                .GetDirectories(Path.Combine(PackageFixture.Repository, "samples"))
                .Where(folder => Directory.GetFiles(folder, "*.csproj").Length > 0)
                .Select(folder => Path.GetFileName(folder))
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Books_are_added_and_a_damaged_list_is_neither_forgotten_nor_written_over()
    {
        Assert.Equal(0, Run("Books", "add", "Emma").ExitCode);
        Assert.Equal(0, Run("Books", "add", "Persuasion").ExitCode);
        Assert.Equal(
            ["Emma", "Persuasion"],
            Run("Books").Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        );

        var file = Path.Combine(_folder, "books.json");
        File.WriteAllText(file, "{ torn");
        File.Delete(file + ".bak");
        Assert.Equal(1, Run("Books").ExitCode);
        Assert.Equal("{ torn", File.ReadAllText(file));
    }

    [Fact]
    public void Settings_are_changed_saved_in_the_background_and_recovered()
    {
        Assert.Equal(0, Run("Settings", "theme", "dark").ExitCode);
        Assert.Contains(
            "Theme = dark, FontSize = 11, Left = 100",
            Run("Settings", "drag").Output,
            StringComparison.Ordinal
        );
        Assert.Equal(1, Run("Settings", "font-size", "500").ExitCode);

        Run("Settings", "font-size", "12");
        File.WriteAllText(Path.Combine(_folder, "settings.json"), "{ torn");
        var (exitCode, output) = Run("Settings");
        Assert.Equal(0, exitCode);
        Assert.Contains("Your settings were damaged", output, StringComparison.Ordinal);
        Assert.Contains("Theme = dark, FontSize = 11", output, StringComparison.Ordinal); // the version before the last
    }

    [Fact]
    public void The_worker_counts_each_line_once_however_often_it_is_killed()
    {
        const int Lines = 300;
        var input = Path.Combine(_folder, "input.txt");
        var state = Path.Combine(_folder, "progress.json");
        File.WriteAllLines(input, Enumerable.Range(0, Lines).Select(number => $"line {number % 7}"));
        for (var kill = 1; kill <= 4; kill++)
        {
            using var worker = Start(Program("Worker"), input, state);
            for (var line = 0; line < 10 * kill; line++)
                worker.StandardOutput.ReadLine();
            worker.Kill();
            worker.WaitForExit();
            using var progress = JsonDocument.Parse(File.ReadAllText(state));
            Assert.Equal(
                progress.RootElement.GetProperty("Line").GetInt32(),
                progress.RootElement.GetProperty("Words").GetProperty("line").GetInt32()
            );
        }

        var (exitCode, output) = Run("Worker", input, state);
        Assert.True(exitCode == 0, output);
        using var counted = JsonDocument.Parse(File.ReadAllText(state));
        Assert.Equal(Lines, counted.RootElement.GetProperty("Words").GetProperty("line").GetInt32());
        Assert.Equal(Lines, counted.RootElement.GetProperty("Line").GetInt32());
    }

    [Fact]
    public void The_counters_compiled_ahead_of_time_lose_nothing_to_each_other()
    {
        Needs.Program("gcc");
        var output = Dotnet.Run(
            PackageFixture.Repository,
            "publish",
            "samples/Tally",
            "-nologo",
            "-r",
            RuntimeInformation.RuntimeIdentifier,
            "-o",
            Path.Combine(_folder, "published"),
            "--artifacts-path",
            Path.Combine(_folder, "build"),
            "-p:CppCompilerAndLinker=gcc",
            "-p:TrimmerSingleWarn=false",
            "-p:RunAnalyzers=false" // those of trimming are the trimmer's own
        );
        Assert.DoesNotMatch(@"\bIL\d{4}\b", output);
        var program = Path.Combine(_folder, "published", "Tally");
        var counters = Path.Combine(_folder, "counters.json");
        var processes = Enumerable
            .Range(0, 20)
            .Select(_ => Process.Start(program, [counters, "add", "visits"]))
            .ToArray();
        foreach (var process in processes)
            using (process)
                process.WaitForExit();
        using var show = Process.Start(new ProcessStartInfo(program, [counters]) { RedirectStandardOutput = true })!;
        Assert.Equal("visits 20", show.StandardOutput.ReadToEnd().Trim());
    }

    (int ExitCode, string Output) Run(string sample, params string[] arguments)
    {
        using var process = Start(Program(sample), arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd() + error.Result;
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["SETTINGS_HOME"] = _folder;
        start.Environment["BOOKS_HOME"] = _folder;
        return Process.Start(start)!;
    }

    internal static string Program(string sample) =>
        Path.Combine(PackageFixture.Repository, "samples", sample, "bin", Configuration, "net10.0", sample + ".dll");
}
