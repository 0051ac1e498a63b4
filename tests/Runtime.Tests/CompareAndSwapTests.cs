using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace AtomicWrites.Runtime.Tests;

/// <summary>Updates without locks: exact whoever is killed or stopped, and wherever.</summary>
public sealed class CompareAndSwapTests : IDisposable
{
    const string Mode = nameof(ConcurrencyMode.CompareAndSwap);
    static readonly string Updates = Environment.GetEnvironmentVariable("ATOMICWRITES_STORM") ?? "5";
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // No call of flock succeeds.
    static string[] WithoutLocks => Strace.Inject("flock:error=ENOLCK");

    readonly Folder _folder = new();

    string Path => _folder["state.json"];

    public void Dispose() => _folder.Dispose();

    StateFile<Dictionary<string, int>> Open() =>
        new(
            Path,
            new StateFileOptions<Dictionary<string, int>>
            {
                Concurrency = ConcurrencyMode.CompareAndSwap,
                Initial = () => [],
            }
        );

    [Fact]
    public async Task Processes_lose_no_update_without_locks_while_others_are_killed_and_stopped()
    {
        const int workers = 16,
            victims = 4;
        Needs.Program("strace");
        Assert.Contains(
            "no advisory locks",
            Probe.RunUnder(WithoutLocks, "count", nameof(ConcurrencyMode.Lock), _folder["control"], "a", "1").Output,
            StringComparison.Ordinal
        );

        var working = Enumerable
            .Range(0, workers)
            .Select(i =>
                Task.Factory.StartNew(
                    () => Probe.RunUnder(WithoutLocks, "count", Mode, Path, $"worker{i}", Updates),
                    TaskCreationOptions.LongRunning
                )
            )
            .ToArray();
        var dying = Enumerable
            .Range(0, victims)
            .Select(i =>
                Task.Factory.StartNew(() => Torment(Victim.Start(Path, $"victim{i}")), TaskCreationOptions.LongRunning)
            )
            .ToArray();
        var runs = await Task.WhenAll(working);
        var acknowledged = await Task.WhenAll(dying);

        Assert.All(runs, run => Assert.True(run.ExitCode == 0, run.Output));
        var state = Open().Read();
        for (var i = 0; i < workers; i++)
            Assert.Equal(Updates, state[$"worker{i}"].ToString(CultureInfo.InvariantCulture));
        for (var i = 0; i < victims; i++)
            Assert.InRange(state.GetValueOrDefault($"victim{i}"), acknowledged[i], acknowledged[i] + 1); // the one in flight
        Open().Edit(counts => counts["last"] = 1);
        AssertTidy();
    }

    // Stopped at random moments for longer than an update of the others takes, then killed.
    static int Torment(Victim victim)
    {
        for (var i = 0; i < 3; i++)
        {
            Thread.Sleep(Random.Shared.Next(50, 300));
            victim.Signal("STOP");
            Thread.Sleep(Random.Shared.Next(50, 300));
            victim.Signal("CONT");
        }

        Thread.Sleep(Random.Shared.Next(300));
        return victim.Kill();
    }

    public static TheoryData<string, string> Steps
    {
        get
        {
            var steps = new TheoryData<string, string>();
            foreach (var signal in new[] { "STOP", "KILL" })
            foreach (
                var step in new[]
                {
                    "openat 1",
                    "openat 2",
                    "openat 5",
                    "write 1",
                    "fsync 1",
                    "renameat 1",
                    "fsync 2",
                    "renameat 2",
                    "fsync 3",
                    "fsync 4",
                    "unlink 1",
                    "write 2",
                    "renameat 3",
                }
            )
                steps.Add(signal, step);
            return steps;
        }
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void Who_is_stopped_or_killed_at_a_step_neither_delays_the_others_nor_loses_their_updates(
        string signal,
        string step
    )
    {
        Needs.Program("strace");
        Grow();
        var (call, nth) = (step.Split(' ')[0], int.Parse(step.Split(' ')[1], CultureInfo.InvariantCulture));
        var victim = Victim.StartSignaledAt(Path, call, Ordinal(call, nth), signal);
        victim.WaitUntilSignaled();

        for (var i = 0; i < 3; i++)
            Open().Edit(counts => counts["other"] = counts.GetValueOrDefault("other") + 1);
        Assert.Equal(3, Open().Read()["other"]);

        var acknowledged = victim.Finish();
        var state = Open().Read();
        if (signal == "STOP")
            AssertShows(state); // what it had held back is not what stands there in the end
        Assert.Equal(3, state["other"]);
        Assert.InRange(
            state.GetValueOrDefault("victim"),
            acknowledged,
            signal == "STOP" ? acknowledged : acknowledged + 1
        );
        Assert.Equal(signal == "STOP" ? 1 : 0, acknowledged);
        foreach (var leftover in _folder.Leftovers)
            File.SetLastWriteTimeUtc(_folder[leftover], DateTime.UtcNow.AddMinutes(-2)); // an empty one is given a minute
        Probe.Run("count", Mode, Path, "other", "1"); // the first write of a process sweeps what the dead have left
        AssertTidy();
    }

    [Fact]
    public void What_is_renamed_is_durable_and_what_is_removed_is_no_longer_needed()
    {
        Needs.Program("strace");
        Grow();
        var calls = Trace("fsync,renameat,unlink")
            .Select(line =>
                line.Contains("fsync(", StringComparison.Ordinal)
                    ? (
                        line.Contains(".tmp>", StringComparison.Ordinal) ? "sync file"
                        : line.Contains(".cas>", StringComparison.Ordinal) ? "sync directory"
                        : "sync parent"
                    )
                : line.Contains("unlink(", StringComparison.Ordinal) ? "remove"
                : line.Contains("\"head.", StringComparison.Ordinal)
                || line.Contains("/head.", StringComparison.Ordinal)
                    ? "commit"
                : line.Contains("\"data.", StringComparison.Ordinal) ? "name data"
                : "show"
            );
        Assert.Equal(
            [
                "sync file",
                "name data",
                "sync directory",
                "commit",
                "sync directory",
                "sync parent",
                "remove", // data, and the note that it was shown
                "remove",
                "sync file",
                "show",
            ],
            calls
        );
    }

    [Fact]
    public void A_process_makes_the_name_of_the_directory_durable_once_and_without_durability_nothing()
    {
        Needs.Program("strace");
        Grow();
        Assert.Single(Trace("fsync", "3"), line => line.Contains($"<{_folder.Path}>", StringComparison.Ordinal));
        Assert.Empty(Trace("fsync,fdatasync", "3", Durability.None));
        AssertTidy();
    }

    [Fact]
    public void A_failing_rename_changes_nothing_and_a_failing_sync_after_it_is_reported_as_committed()
    {
        Needs.Program("strace");
        Grow();
        var ordinal = Ordinal("renameat", 2);
        var before = Open().Read();
        var (exitCode, output) = Inject("renameat", ordinal, "error=EIO");
        Assert.True(exitCode == 1, output);
        Assert.Contains("AtomicWriteException False", output, StringComparison.Ordinal);
        Assert.Equal(before, Open().Read());

        (exitCode, output) = Inject("fsync", Ordinal("fsync", 3), "error=EIO");
        Assert.True(exitCode == 1, output);
        Assert.Contains("AtomicWriteException True", output, StringComparison.Ordinal);
        Assert.Equal(1, Open().Read()["victim"]);

        Assert.Equal(0, Inject("flock", 1, "error=ENOLCK").ExitCode);
        Assert.Equal(2, Open().Read()["victim"]);
        AssertTidy();
    }

    [Theory]
    [InlineData("write", "ENOSPC", false, "No space left")]
    [InlineData("openat", "EMFILE", false, "Too many open files")]
    [InlineData("openat", "EMFILE", true, "a power cut may still bring the old one back")]
    public void An_error_is_reported_with_what_became_of_the_update(
        string call,
        string error,
        bool isCommitted,
        string reason
    )
    {
        Needs.Program("strace");
        Grow();
        var before = isCommitted
            ? Trace(call + ",renameat")
                .TakeWhile(line => !line.Contains("/head.", StringComparison.Ordinal))
                .Count(line => line.Contains(call + "(", StringComparison.Ordinal))
            : 0;
        var (exitCode, output) = Inject(call, Ordinal(call, before + 1), "error=" + error);
        Assert.True(exitCode == 1, output);
        Assert.Contains(reason, output, StringComparison.Ordinal);
        Assert.Equal(isCommitted, output.Contains("AtomicWriteException True", StringComparison.Ordinal));
        Assert.Equal(isCommitted, Open().Read().ContainsKey("victim"));
        Open().Edit(counts => counts["other"] = 1);
        AssertTidy();
    }

    [Theory]
    [InlineData("write", 1)] // of the first content
    [InlineData("fchmod", 1)]
    [InlineData("renameat", 3)] // of the whole directory
    public void A_first_version_that_fails_is_an_error_and_leaves_nothing(string call, int nth)
    {
        Needs.Program("strace");
        File.WriteAllText(Path, "{}");
        var ordinal = Ordinal(call, nth);
        Directory.Delete(Path + ".cas", recursive: true);
        File.WriteAllText(Path, "{}");
        var (exitCode, output) = Inject(call, ordinal, "error=EIO");
        Assert.True(exitCode == 1, output);
        Assert.Contains("AtomicWriteException False", output, StringComparison.Ordinal);
        Assert.Equal("{}", File.ReadAllText(Path));
        Assert.Empty(Directory.GetDirectories(_folder.Path));
    }

    // As a server's answer that is lost: what was renamed under way is asked for again, and is not there.
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Who_is_told_that_there_is_nothing_to_rename_looks_whether_it_was_done(bool hasVersions, bool isFollowed)
    {
        Needs.Program("strace");
        if (hasVersions)
            Grow();
        var ordinal = Ordinal("renameat", hasVersions ? 2 : 3);
        if (!hasVersions)
            Directory.Delete(Path + ".cas", recursive: true);
        var before = hasVersions ? Directory.GetFiles(Path + ".cas") : [];
        using var process = Probe.Start(
            Strace.Inject($"renameat:error=ENOENT:delay_enter=5000000:when={ordinal}"),
            "count",
            Mode,
            Path,
            "victim",
            "1"
        );
        if (hasVersions)
        {
            var data = WaitFor(() => Directory.GetFiles(Path + ".cas", "data.*").Except(before).FirstOrDefault());
            File.Move(
                before.Single(name => name.Contains("head.", StringComparison.Ordinal)),
                System.IO.Path.Combine(Path + ".cas", "head." + data.Split('.')[^1])
            );
        }
        else
        {
            var prepared = WaitFor(() =>
                Directory.GetDirectories(_folder.Path).FirstOrDefault(name => Directory.GetFiles(name, "data.*") is [_])
            );
            Directory.Move(prepared, Path + ".cas");
        }

        if (isFollowed)
            Open().Edit(counts => counts["other"] = 1);
        Assert.True(process.WaitForExit(Patience));
        Assert.Equal(0, process.ExitCode);
        Assert.Equal(1, Open().Read()["victim"]);
        Assert.Equal(isFollowed ? 1 : 0, Open().Read().GetValueOrDefault("other"));

        static string WaitFor(Func<string?> look)
        {
            string? seen = null;
            Waiting.Until(() => (seen = look()) is not null);
            return seen!;
        }
    }

    [Fact]
    public void What_cannot_be_removed_is_left_for_the_next()
    {
        Needs.Program("strace");
        Grow();
        var (exitCode, output) = Inject("unlink", Ordinal("unlink", 1), "error=EPERM");
        Assert.True(exitCode == 0, output);
        Assert.Equal(5, Directory.GetFiles(Path + ".cas").Length);
        Open().Edit(counts => counts["other"] = 1);
        AssertTidy();
    }

    [Fact]
    public void A_copy_that_cannot_be_refreshed_is_reported_as_committed()
    {
        Grow();
        File.Delete(Path);
        Directory.CreateDirectory(Path);
        var failure = Assert.Throws<AtomicWriteException>(() => Open().Edit(counts => counts["a"] = 1));
        Assert.True(failure.Committed);
        Assert.Contains("could not be refreshed", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, Open().Read()["a"]);
        Directory.Delete(Path);
        Open().Edit(counts => counts["a"] = 2);
        AssertTidy();
    }

    // Between the commit and the last look somebody from outside leaves a later version without its content.
    [Fact]
    public async Task A_later_version_that_is_damaged_is_reported_as_committed()
    {
        Needs.Program("strace");
        Grow();
        var ordinal = Ordinal("renameat", 3); // of the copy
        var victim = Task.Run(() => Inject("renameat", ordinal, "delay_enter=8000000"));
        while (!victim.IsCompleted && _folder.Leftovers.Length == 0)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        var head = Directory.GetFiles(Path + ".cas").Single(name => name.Contains("head.", StringComparison.Ordinal));
        var damaged = System.IO.Path.Combine(Path + ".cas", "head.0123");
        File.Move(head, damaged);
        var (exitCode, output) = await victim;
        Assert.True(exitCode == 1, output);
        Assert.Contains("AtomicWriteException True", output, StringComparison.Ordinal);
        File.Move(damaged, head);
        Assert.Equal(1, Open().Read()["victim"]);
    }

    [Fact]
    public async Task A_copy_that_cannot_be_refreshed_is_no_fault_where_a_later_version_has_refreshed_it()
    {
        Needs.Program("strace");
        Grow();
        var ordinal = Ordinal("renameat", 3); // of the copy
        var victim = Task.Run(() => Inject("renameat", ordinal, "error=EIO:delay_enter=8000000"));
        while (!victim.IsCompleted && _folder.Leftovers.Length == 0)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        Open().Edit(counts => counts["other"] = 1);
        var (exitCode, output) = await victim;
        Assert.True(exitCode == 0, output);
        Assert.Equal(Open().Read(), JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(Path)));
        AssertTidy();
    }

    // The file system tells neither of the two at once: it is looked at for some seconds.
    [Theory]
    [InlineData("state.json", StateFileFailure.Unreadable)] // a link that leads to itself
    [InlineData("missing", StateFileFailure.Corrupt)]
    public void Content_that_cannot_be_read_is_not_taken_for_damage_and_damage_not_for_a_version(
        string leadsTo,
        StateFileFailure expected
    )
    {
        Needs.Unix();
        Grow();
        var head = Assert.Single(Directory.GetFiles(Path + ".cas", "head.*"));
        var data = Assert.Single(Directory.GetFiles(Path + ".cas", "data.*." + head.Split('.')[^1]));
        File.Delete(data);
        File.CreateSymbolicLink(data, leadsTo == "missing" ? leadsTo : data);
        var failure = Assert.Throws<StateFileException>(() => Open().Read());
        Assert.Equal(expected, failure.Failure);
        Assert.Equal(
            expected == StateFileFailure.Corrupt,
            failure.Message.Contains("move the directory away", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_mode_asked_for_or_that_of_the_file_is_that_of_all_versions_and_no_backup_is_kept_beside_the_copy(
        bool isAsked
    )
    {
        Needs.Unix();
        File.WriteAllText(Path, "{}");
        var mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        if (!isAsked)
            File.SetUnixFileMode(Path, mode);
        var file = new StateFile<Dictionary<string, int>>(
            Path,
            new StateFileOptions<Dictionary<string, int>>
            {
                Concurrency = ConcurrencyMode.CompareAndSwap,
                Initial = () => [],
                Write = new AtomicWriteOptions { Mode = isAsked ? (OptionMode)mode : null },
            }
        );
        file.Edit(counts => counts["a"] = 1);
        file.Edit(counts => counts["a"] = 2);
        Assert.Equal(mode | UnixFileMode.UserExecute | UnixFileMode.GroupExecute, File.GetUnixFileMode(Path + ".cas"));
        Assert.All([Path, .. Directory.GetFiles(Path + ".cas", "data.*")], name =>
            Assert.Equal(mode, File.GetUnixFileMode(name))
        );
        Assert.False(File.Exists(Path + ".bak"));
    }

    [Fact]
    public void An_edit_of_the_copy_is_not_taken_up_and_is_gone_after_the_next_update()
    {
        Grow();
        File.WriteAllText(Path, """{"other":100}""");
        Assert.False(Open().Read().ContainsKey("other"));
        Open().Edit(counts => counts["other"] = 1);
        AssertTidy();
    }

    [Fact]
    public void Without_its_directory_the_file_counts_again()
    {
        Grow();
        File.WriteAllText(Path, """{"edited":1}""");
        Directory.Delete(Path + ".cas", recursive: true);
        Assert.Equal(1, Open().Read()["edited"]);
        Open().Edit(counts => counts["edited"]++);
        Assert.Equal(2, Open().Read()["edited"]);
        AssertTidy(versions: 1);
    }

    [Fact]
    public void What_the_dead_have_left_is_removed()
    {
        Grow();
        File.WriteAllText(_folder["state.json.cas/data.1.2"], "{}");
        File.WriteAllText(_folder["state.json.cas/.data.1.3.0123456789abcdef.tmp"], "{}");
        Open().Edit(counts => counts["a"] = 1);
        AssertTidy();
        Directory.Delete(Path + ".cas", recursive: true);
        Directory.CreateDirectory(_folder[".state.json.cas.0123456789abcdef.tmp"]);
        File.WriteAllText(_folder[".state.json.cas.0123456789abcdef.tmp/head.1"], "");
        Directory.CreateDirectory(_folder[".other.json.cas.0123456789abcdef.tmp"]);
        Open().Edit(counts => counts["a"] = 2);
        Assert.False(Directory.Exists(_folder[".state.json.cas.0123456789abcdef.tmp"]));
        Assert.True(Directory.Exists(_folder[".other.json.cas.0123456789abcdef.tmp"]));
        AssertTidy(versions: 1);
    }

    // Three versions, so that an update has something to remove.
    void Grow()
    {
        for (var i = 0; i < 3; i++)
            Open().Edit(counts => counts["start"] = counts.GetValueOrDefault("start") + 1);
    }

    // One head, its content, the content before it, and a copy that shows the last version, which is noted.
    void AssertTidy(int versions = 2)
    {
        var names = Directory.GetFiles(Path + ".cas").Select(System.IO.Path.GetFileName).Order().ToArray();
        Assert.True(
            names.Length == 2 + versions
                && names[^2]!.StartsWith("head.", StringComparison.Ordinal)
                && names[^1] == names[^2]!.Replace("head.", "shown.", StringComparison.Ordinal),
            string.Join(' ', names)
        );
        AssertShows(Open().Read());
        // A new one that is empty may be of somebody who has just begun.
        Assert.DoesNotContain(_folder.Leftovers, name => new FileInfo(_folder[name]).Length > 0);
    }

    void AssertShows(Dictionary<string, int> state) =>
        Assert.Equal(state, JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(Path)));

    string[] Trace(string calls, string times = "1", Durability durability = Durability.Full)
    {
        var log = System.IO.Path.GetTempFileName();
        Probe.RunUnder(
            ["strace", "-f", "-y", "-qq", "-o", log, "-e", "trace=" + calls],
            "count",
            Mode,
            Path,
            "traced",
            times,
            durability.ToString()
        );
        var ours = File.ReadAllLines(log)
            .Where(line => line.Contains(_folder.Path, StringComparison.Ordinal))
            .ToArray();
        File.Delete(log);
        return ours;
    }

    // The how manieth call of its thread is the nth on our files.
    int Ordinal(string call, int nth)
    {
        var log = System.IO.Path.GetTempFileName();
        Probe.RunUnder(
            ["strace", "-f", "-y", "-qq", "-o", log, "-e", "trace=" + call],
            "count",
            Mode,
            Path,
            "traced",
            "1"
        );
        var main = File.ReadLines(log)
            .Where(line => line.Contains($" {call}(", StringComparison.Ordinal))
            .GroupBy(line => line.Split(' ')[0], line => line.Contains(_folder.Path, StringComparison.Ordinal))
            .Single(thread => thread.Contains(true));
        var ordinal = main.Select((isOurs, index) => (isOurs, Ordinal: index + 1))
            .Where(entry => entry.isOurs)
            .ElementAt(nth - 1)
            .Ordinal;
        File.Delete(log);
        return ordinal;
    }

    (int ExitCode, string Output) Inject(string call, int ordinal, string fault) =>
        Probe.RunUnder(Strace.Inject($"{call}:{fault}:when={ordinal}"), "count", Mode, Path, "victim", "1");

    sealed class Victim
    {
        readonly Process _process;
        readonly string _id;
        readonly Task<int> _acknowledged;

        Victim(Process process)
        {
            _process = process;
            _id = process.StandardOutput.ReadLine()!;
            _acknowledged = Task.Factory.StartNew(
                () =>
                {
                    var last = 0;
                    while (process.StandardOutput.ReadLine() is { } line)
                        last = int.Parse(line, CultureInfo.InvariantCulture);
                    return last;
                },
                TaskCreationOptions.LongRunning
            );
        }

        public static Victim Start(string path, string name) =>
            new(Probe.Start(WithoutLocks, "count", Mode, path, name, "1000000"));

        // With --seccomp-bpf strace would not send the signal.
        public static Victim StartSignaledAt(string path, string call, int ordinal, string signal)
        {
            var log = System.IO.Path.GetTempFileName();
            return new(
                Probe.Start(
                    [
                        "strace",
                        "-f",
                        "-qq",
                        "-o",
                        log,
                        "-e",
                        "trace=" + call,
                        "-e",
                        $"inject={call}:signal={signal}:when={ordinal}",
                    ],
                    "count",
                    Mode,
                    path,
                    "victim",
                    "1"
                )
            )
            {
                Log = log,
            };
        }

        string? Log { get; init; }

        public void Signal(string signal) => Needs.Shell($"kill -{signal} {_id}");

        public void WaitUntilSignaled()
        {
            var clock = Stopwatch.StartNew();
            while (true)
            {
                var isOver = _process.HasExited || clock.Elapsed > Patience;
                if (
                    File.ReadLines(Log!)
                        .Any(line =>
                            line.Contains("--- stopped by ", StringComparison.Ordinal)
                            || line.Contains("+++ killed by ", StringComparison.Ordinal)
                        )
                )
                    break;
                Assert.False(isOver, "the process did not come to that step");
                Thread.Sleep(5);
            }

            File.Delete(Log!);
        }

        public int Kill()
        {
            Signal("KILL");
            return Finish();
        }

        public int Finish()
        {
            Signal("CONT");
            Assert.True(_process.WaitForExit(Patience));
            var acknowledged = _acknowledged.Result;
            _process.Dispose();
            return acknowledged;
        }
    }
}
