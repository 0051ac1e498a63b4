using System.Globalization;

namespace AtomicWrites.Runtime.Tests;

/// <summary>What becomes of a file that cannot be loaded: nothing is overwritten that was not kept.</summary>
public sealed class StateFileRecoveryTests : IDisposable
{
    readonly Folder _folder = new();

    string Path => _folder["settings.json"];

    public void Dispose() => _folder.Dispose();

    StateFile<Settings> Open(
        ConcurrencyMode mode = ConcurrencyMode.Lock,
        Func<Settings, string?>? validate = null,
        string? path = null
    ) =>
        new(
            path ?? Path,
            SettingsJson.Default.Settings,
            new()
            {
                Concurrency = mode,
                Initial = () => new(),
                Validate = validate,
            }
        );

    [Theory]
    [InlineData(1)] // of the copy itself
    [InlineData(2)] // of its directory
    public void A_file_whose_copy_may_not_last_is_left_as_it_is_and_the_error_says_so(int sync)
    {
        Needs.Program("strace");
        File.WriteAllText(Path, "no state");
        File.WriteAllText(Path + ".bak", """{"a":1}""");
        var (exitCode, output) = Probe.RunUnder(
            Strace.Inject($"fsync:error=EIO:when={sync}"),
            "count",
            nameof(ConcurrencyMode.Lock),
            Path,
            "a",
            "1"
        );
        Assert.Equal(1, exitCode);
        Assert.Contains("AtomicWriteException False", output, StringComparison.Ordinal);
        Assert.Equal("no state", File.ReadAllText(Path));
        Probe.Run("count", nameof(ConcurrencyMode.Lock), Path, "a", "1");
        Assert.Contains("\"a\": 2", File.ReadAllText(Path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_file_that_is_kept_aside_at_the_same_moment_takes_no_name_of_another()
    {
        var lead = TimeSpan.FromSeconds(1);
        Waiting.Until(() =>
        {
            // The names of a whole second, and the second ones of it, planted before it begins: however slow the disk
            // is.
            var planting = System.Diagnostics.Stopwatch.StartNew();
            var begin = DateTime.UtcNow + lead;
            var planted = Enumerable
                .Range(0, 1000)
                .Select(i =>
                    Path
                    + ".corrupt-"
                    + begin.AddMilliseconds(i).ToString("yyyyMMdd'T'HHmmss.fff'Z'", CultureInfo.InvariantCulture)
                )
                .ToArray();
            foreach (var name in planted)
            {
                File.WriteAllText(name, "");
                File.WriteAllText(name + "-2", "");
            }

            File.WriteAllText(Path, "no state");
            lead = (2 * planting.Elapsed) + TimeSpan.FromSeconds(1);
            Waiting.Until(() => DateTime.UtcNow > begin);
            Open().Reset(new());
            var kept = Assert.Single(Directory.GetFiles(_folder.Path, "settings.json.corrupt-*"), name =>
                new FileInfo(name).Length > 0
            );
            Assert.Equal("no state", File.ReadAllText(kept));
            File.Delete(kept);
            return planted.Any(name => kept == name + "-3"); // or else that second was over
        });
    }

    [Fact]
    public void What_cannot_be_kept_aside_is_not_replaced()
    {
        Needs.Unix();
        using var full = new Mount(_folder["disk"], "-t tmpfs -o nr_inodes=3 tmpfs"); // the directory, the state and its lock
        var path = _folder["disk/settings.json"];
        File.WriteAllText(path, "no state");
        Assert.ThrowsAny<IOException>(() => Open(path: path).Reset(new()));
        Assert.Equal("no state", File.ReadAllText(path));
        Assert.Equal(2, Directory.GetFiles(_folder["disk"]).Length);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(240)] // with what is added to it the name would be too long
    public void What_has_a_long_name_is_kept_aside_under_a_shorter_one(int length)
    {
        var path = _folder[new string('x', length)];
        File.WriteAllText(path, "no state");
        Open(path: path).Reset(new());
        var aside = Assert.Single(Directory.GetFiles(_folder.Path, "*.corrupt-*"));
        Assert.Equal("no state", File.ReadAllText(aside));
        Assert.StartsWith(_folder[new string('x', 100)], aside, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_starts_anew_and_is_overtaken_keeps_both_states_that_it_could_not_load()
    {
        var other = Open(ConcurrencyMode.CompareAndSwap);
        other.Edit(settings => settings.Count = -1);
        var isOvertaken = false;
        var file = Open(ConcurrencyMode.CompareAndSwap, settings =>
        {
            if (settings.Count == -1 && !isOvertaken)
            {
                isOvertaken = true;
                Elsewhere(() => other.Edit(settings => settings.Count = -2));
            }

            return settings.Count < 0 ? "Count is negative." : null;
        });
        file.Reset(new() { Count = 1 });
        Assert.Equal(1, file.Read().Count);
        Assert.Equal(
            ["""{"Theme":"light","Count":-1}""", """{"Theme":"light","Count":-2}"""],
            Directory.GetFiles(_folder.Path, "settings.json.corrupt-*").Select(File.ReadAllText).Order()
        );
    }

    [Theory]
    [InlineData(ConcurrencyMode.Lock)]
    [InlineData(ConcurrencyMode.CompareAndSwap)]
    public void Where_the_backup_cannot_be_read_either_the_file_is_what_is_told(ConcurrencyMode mode)
    {
        File.WriteAllText(Path, "{");
        Assert.Equal(StateFileFailure.Corrupt, Assert.Throws<StateFileException>(() => Open(mode).Read()).Failure);
        Directory.CreateDirectory(Path + ".bak");
        Assert.Equal(StateFileFailure.Corrupt, Assert.Throws<StateFileException>(() => Open(mode).Read()).Failure);
        Assert.Equal("{", File.ReadAllText(Path));
    }

    [Fact]
    public void A_file_that_another_keeps_to_itself_is_unreadable_after_a_while()
    {
        File.WriteAllText(Path, "{}");
        using var held = new FileStream(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.Equal(StateFileFailure.Unreadable, Assert.Throws<StateFileException>(() => Open().Read()).Failure);
        Assert.Equal(
            StateFileFailure.Unreadable,
            Assert.Throws<StateFileException>(() => Open().Edit(settings => settings.Count = 1)).Failure
        );
    }

    [Fact]
    public void A_file_that_another_keeps_to_itself_for_a_moment_is_waited_for()
    {
        File.WriteAllText(Path, """{"Count":3}""");
        Waiting.Until(() =>
        {
            Settings? state = null;
            var reading = new Thread(() =>
            {
                try
                {
                    state = Open().Read();
                }
                catch (StateFileException)
                {
                    // The moment was too long: this machine is busy.
                }
            });
            using (new FileStream(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            {
                reading.Start();
                Waiting.Until(() => (reading.ThreadState & (ThreadState.WaitSleepJoin | ThreadState.Stopped)) != 0);
            }

            reading.Join();
            Assert.Equal(3, state?.Count ?? 3);
            return state is not null;
        });
    }

    [Fact]
    public void Versions_that_cannot_be_read_are_unreadable_and_left_alone()
    {
        Needs.Unix();
        File.CreateSymbolicLink(Path + ".cas", Path + ".cas");
        var file = Open(ConcurrencyMode.CompareAndSwap);
        var failure = Assert.Throws<StateFileException>(() => file.Read());
        Assert.Equal(StateFileFailure.Unreadable, failure.Failure);
        Assert.Contains(Path, failure.Message, StringComparison.Ordinal);
        Assert.Equal(
            StateFileFailure.Unreadable,
            Assert.Throws<StateFileException>(() => file.Edit(settings => settings.Count = 1)).Failure
        );
        Assert.False(File.Exists(Path));
    }

    [Fact]
    public void A_directory_of_versions_with_two_heads_is_damaged_and_left_alone()
    {
        Open(ConcurrencyMode.CompareAndSwap).Edit(settings => settings.Count = 1);
        var planted = System.IO.Path.Combine(Path + ".cas", "head.1");
        File.WriteAllText(planted, "");
        var failure = Assert.Throws<StateFileException>(() =>
            Open(ConcurrencyMode.CompareAndSwap).Edit(settings => settings.Count = 2)
        );
        Assert.Equal(StateFileFailure.Corrupt, failure.Failure);
        Assert.Contains("2 heads", failure.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(planted));
    }

    [Fact]
    public void A_file_of_the_other_mode_is_refused()
    {
        Open(ConcurrencyMode.CompareAndSwap).Edit(settings => settings.Count = 1);
        Assert.Throws<InvalidOperationException>(() => Open().Read());
        Assert.Throws<InvalidOperationException>(() => Open().Edit(settings => settings.Count = 2));
        Assert.Throws<InvalidOperationException>(() => Open().Reset(new()));
        Assert.Equal(1, Open(ConcurrencyMode.CompareAndSwap).Read().Count);
    }

    // As another program would: what this flow of control holds is not held there.
    static void Elsewhere(Action action)
    {
        var other = new Thread(() => action());
        other.UnsafeStart();
        other.Join();
    }
}
