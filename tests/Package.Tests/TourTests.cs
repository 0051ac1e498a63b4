using System.Diagnostics;
using AtomicWrites.Runtime.Tests;

namespace AtomicWrites.Package.Tests;

/// <summary>The note keeper before and after, as the tour leaves them.</summary>
public sealed class TourTests(TourTests.Run tour) : IClassFixture<TourTests.Run>, IDisposable
{
    static readonly string[] Noted = ["added 1", "added 2", "   2   milk"];

    readonly string _home = Directory.CreateTempSubdirectory("jot-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public void It_warns_fixes_and_tears_only_the_file_of_the_naive_one()
    {
        Assert.True(tour.ExitCode == 0, tour.Output);
        Assert.Contains("ATW0001: 'File.WriteAllText' can leave a torn file", tour.Output, StringComparison.Ordinal);
        Assert.Contains(
            "static void Save(NoteList list) => AtomicFile.WriteAllText(",
            tour.Output,
            StringComparison.Ordinal
        );
        Assert.Matches("\nnaive: 1 torn files in [0-9]+ kills\nfixed: 0 torn files in 10 kills\n", tour.Output);
    }

    [Fact]
    public void What_was_fixed_without_a_hand_does_what_it_did()
    {
        Assert.Equal(Noted, Notes("Jot"));
        File.Delete(Path.Combine(_home, "notes.json"));
        Assert.Equal(Noted, Notes("fixed"));
    }

    [Fact]
    public void Killed_before_it_writes_what_it_has_emptied_the_naive_one_has_lost_all_notes()
    {
        Jot("Jot", ["add", "bread"]);
        Kill("Jot", "pwrite64:signal=KILL", "-P", Path.Combine(_home, "notes.json"));
        Assert.Equal("", File.ReadAllText(Path.Combine(_home, "notes.json")));
        Assert.Contains("is damaged", Jot("Jot", ["list"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fsync:signal=KILL:when=1", "   1   bread\n")]
    [InlineData("renameat:signal=KILL:when=1", "   1   bread\n")]
    [InlineData("fsync:signal=KILL:when=2", "   1   bread\n   2   milk\n")]
    public void Killed_at_any_step_of_the_write_the_fixed_one_has_the_notes_of_before_or_after_it(
        string kill,
        string notes
    )
    {
        Jot("fixed", ["add", "bread"]);
        Kill("fixed", kill);
        Assert.Equal(notes, Jot("fixed", ["list"]));
        Jot("fixed", ["add", "eggs"]);
        Assert.Equal("notes.json", Path.GetFileName(Assert.Single(Directory.GetFiles(_home)))); // what the killed one has left is swept
    }

    string[] Notes(string version) =>
        [
            .. new string[][] { ["add", "bread"], ["add", "milk"], ["done", "1"], ["list"] }.SelectMany(arguments =>
                Jot(version, arguments).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            ),
        ];

    void Kill(string version, string fault, params string[] options)
    {
        Needs.Program("strace");
        var log = Path.Combine(tour.Folder, "strace.log");
        Jot(
            version,
            ["add", "milk"],
            [
                "strace",
                "-f",
                "-qq",
                "-o",
                log,
                .. options,
                "-e",
                "trace=" + fault.Split(':')[0],
                "-e",
                "inject=" + fault,
            ]
        );
        Assert.Contains("killed by SIGKILL", File.ReadAllText(log), StringComparison.Ordinal);
    }

    string Jot(string version, string[] arguments, params string[] under)
    {
        var (_, output) = Start(
            [.. under, "dotnet", Path.Combine(tour.Folder, version, "out", "Jot.dll"), .. arguments],
            _home
        );
        return output;
    }

    static (int ExitCode, string Output) Start(string[] command, string? home = null)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["JOT_HOME"] = home;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd() + error.Result;
        process.WaitForExit();
        return (process.ExitCode, output.ReplaceLineEndings("\n"));
    }

    /// <summary>The tour, once for all of them.</summary>
    public sealed class Run : IDisposable
    {
        const string Kept = "\nkept: ";

        public Run(PackageFixture package)
        {
            (ExitCode, Output) = Start([
                "dotnet",
                SampleTests.Program("Tour"),
                "--package",
                package.Feed.Package,
                "--short",
                "--keep",
            ]);
            var kept = Output.IndexOf(Kept, StringComparison.Ordinal);
            Assert.True(kept >= 0, Output);
            Folder = Output[(kept + Kept.Length)..].Split('\n')[0];
        }

        public int ExitCode { get; }

        public string Output { get; }

        /// <summary>Holds the program before, in <c>Jot</c>, and after, in <c>fixed</c>.</summary>
        public string Folder { get; }

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
