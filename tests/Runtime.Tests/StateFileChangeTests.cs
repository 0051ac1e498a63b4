using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace AtomicWrites.Runtime.Tests;

/// <summary>News of what others have written, and changes that are saved in the background.</summary>
public sealed class StateFileChangeTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    static readonly TimeSpan Never = TimeSpan.FromHours(1);

    readonly Folder _folder = new();

    string Path => _folder["state.json"];

    public void Dispose() => _folder.Dispose();

    StateFile<Dictionary<string, int>> Open(ConcurrencyMode mode = ConcurrencyMode.Lock) =>
        new(Path, new StateFileOptions<Dictionary<string, int>> { Concurrency = mode, Initial = () => [] });

    [Theory]
    [InlineData(ConcurrencyMode.Lock)]
    [InlineData(ConcurrencyMode.CompareAndSwap)]
    public void A_change_by_another_process_is_reported(ConcurrencyMode mode)
    {
        using var news = new BlockingCollection<Dictionary<string, int>>();
        var file = Open(mode);
        using var watch = file.OnChange(news.Add);
        Assert.Equal(0, Probe.Run("count", mode.ToString(), Path, "other", "1").ExitCode);
        Assert.True(news.TryTake(out var state, Patience));
        Assert.Equal(1, state["other"]);
    }

    [Fact]
    public void An_update_of_ones_own_is_no_news_and_what_cannot_be_loaded_is_told()
    {
        using var news = new BlockingCollection<Dictionary<string, int>>();
        using var failures = new BlockingCollection<Exception>();
        var file = Open();
        using (file.OnChange(news.Add, failures.Add))
        {
            file.Edit(counts => counts["own"] = 1);
            Open().Edit(counts => counts["other"] = 1);
            Assert.True(news.TryTake(out var state, Patience));
            Assert.Equal(new() { ["own"] = 1, ["other"] = 1 }, state);
            File.Delete(Path + ".bak");
            File.WriteAllText(Path, "{");
            Assert.True(failures.TryTake(out var failure, Patience));
            Assert.Equal(StateFileFailure.Corrupt, Assert.IsType<StateFileException>(failure).Failure);
        }

        File.WriteAllText(Path, "{}");
        Thread.Sleep(200);
        Assert.Empty(news);
    }

    [Theory]
    [InlineData(ConcurrencyMode.Lock)]
    [InlineData(ConcurrencyMode.CompareAndSwap)]
    public void Of_many_updates_of_ones_own_none_is_news(ConcurrencyMode mode)
    {
        using var news = new BlockingCollection<Dictionary<string, int>>();
        using var newsOfOther = new BlockingCollection<Dictionary<string, int>>();
        var file = Open(mode);
        var other = Open(mode);
        using var watch = file.OnChange(news.Add);
        using var watchOfOther = other.OnChange(newsOfOther.Add);
        for (var looks = 0; looks < 5; looks++)
        {
            // Without rest, so that it is looked at in the middle of them; then it is looked at again.
            do file.Edit(counts => counts["own"] = counts.GetValueOrDefault("own") + 1);
            while (!newsOfOther.TryTake(out _));
            Thread.Sleep(100);
        }

        other.Edit(counts => counts["other"] = 1);
        Assert.True(news.TryTake(out var state, Patience));
        Assert.Equal(1, state.GetValueOrDefault("other"));
    }

    [Fact]
    public void What_nobody_reports_is_seen_by_looking()
    {
        using var news = new BlockingCollection<Dictionary<string, int>>();
        Directory.CreateDirectory(_folder["real"]);
        File.WriteAllText(_folder["real/state.json"], "{}");
        Needs.Unix();
        File.CreateSymbolicLink(Path, _folder["real/state.json"]); // the directory of the link does not change
        using var watch = Open().OnChange(news.Add, pollInterval: TimeSpan.FromMilliseconds(20));
        Thread.Sleep(200);
        AtomicFile.WriteAllText(_folder["real/state.json"], """{"a":1}""");
        Assert.True(news.TryTake(out var state, Patience));
        Assert.Equal(1, state["a"]);
    }

    [Fact]
    public void A_file_that_appears_and_one_that_is_deleted_are_news()
    {
        using var news = new BlockingCollection<Dictionary<string, int>>();
        using var newsOfStrict = new BlockingCollection<Dictionary<string, int>>();
        using var failures = new BlockingCollection<Exception>();
        using var watch = Open().OnChange(news.Add);
        using var strict = new StateFile<Dictionary<string, int>>(Path).OnChange(newsOfStrict.Add, failures.Add);
        Directory.CreateDirectory(_folder["elsewhere"]);
        File.WriteAllText(_folder["elsewhere/state.json"], """{"a":1}""");
        Thread.Sleep(200); // the first look is over
        File.Move(_folder["elsewhere/state.json"], Path);
        Assert.True(news.TryTake(out var state, Patience));
        Assert.Equal(new() { ["a"] = 1 }, state);
        Assert.True(newsOfStrict.TryTake(out state, Patience)); // who looks after the deletion only has no news
        Assert.Equal(new() { ["a"] = 1 }, state);
        File.Delete(Path);
        Assert.True(news.TryTake(out state, Patience));
        Assert.Empty(state);
        Assert.True(failures.TryTake(out var failure, Patience));
        Assert.Equal(StateFileFailure.Missing, Assert.IsType<StateFileException>(failure).Failure);
    }

    [Fact]
    public void An_empty_file_is_not_taken_for_none()
    {
        using var failures = new BlockingCollection<Exception>();
        using var watch = Open().OnChange(_ => { }, failures.Add);
        Thread.Sleep(200);
        File.WriteAllText(Path, "");
        Assert.True(failures.TryTake(out var failure, Patience));
        Assert.Equal(StateFileFailure.Corrupt, Assert.IsType<StateFileException>(failure).Failure);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_that_another_has_kept_to_itself_is_looked_at_until_it_can_be_read(bool isImpatient)
    {
        AtomicFile.WriteAllText(Path, """{"a":1}""");
        using var failures = new BlockingCollection<Exception>();
        using var states = new BlockingCollection<int>();
        var limit = isImpatient ? TimeSpan.Zero : (TimeSpan?)null;
        var file = new StateFile<Dictionary<string, int>>(Path, new() { Initial = () => [], LockTimeout = limit });
        using var watch = file.OnChange(state => states.Add(state["a"]), failures.Add);
        Thread.Sleep(200);
        using (var kept = new FileStream(Path, FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            kept.Write("""{"a":2}"""u8);
            kept.Flush();
            Assert.True(failures.TryTake(out var failure, Patience));
            if (failure is not TimeoutException || !isImpatient) // the limit may be noticed late on a busy machine
                Assert.Equal(StateFileFailure.Unreadable, Assert.IsType<StateFileException>(failure).Failure);
            Thread.Sleep(1500);
        }

        Assert.True(states.TryTake(out var seen, Patience));
        Assert.Equal(2, seen);
        Assert.Empty(failures);
    }

    [Theory]
    [InlineData("inotify_init1", "EMFILE")]
    [InlineData("inotify_add_watch", "ENOSPC")]
    [InlineData("inotify_add_watch", "EACCES")]
    public async Task Where_the_system_watches_no_more_the_file_is_looked_at(string call, string error)
    {
        Needs.Linux();
        Needs.Program("strace");
        using var process = Probe.Start(
            ["strace", "-f", "-qq", "-o", "/dev/null", "-e", $"trace={call}", "-e", $"inject={call}:error={error}"],
            "watch",
            Path
        );
        try
        {
            Assert.Equal("watching", await process.StandardOutput.ReadLineAsync());
            await Task.Delay(500); // the first look, of what happened while nobody watched, is over
            AtomicFile.WriteAllText(Path, """{"a":1}""");
            Assert.Equal("1", await process.StandardOutput.ReadLineAsync().WaitAsync(Patience));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public void Where_the_system_watches_no_more_one_who_is_told_keeps_nobody_from_the_directory()
    {
        Needs.Program("strace");
        string[] withoutWatches =
        [
            "timeout",
            "20",
            "strace",
            "-f",
            "-qq",
            "-o",
            "/dev/null",
            "-e",
            "trace=inotify_add_watch",
            "-e",
            "inject=inotify_add_watch:error=ENOSPC",
        ];
        var (exitCode, output) = Probe.RunUnder(withoutWatches, "watch-locked", Path);
        Assert.Equal((0, "subscribed\n"), (exitCode, output));
    }

    [Fact]
    public async Task A_directory_that_does_not_answer_keeps_one_thread()
    {
        Needs.Linux();
        Needs.Program("strace");
        using var process = Probe.Start(
            [
                "strace",
                "-f",
                "-qq",
                "-o",
                "/dev/null",
                "--seccomp-bpf",
                "-P",
                _folder.Path,
                "-e",
                "trace=statx",
                "-e",
                "inject=statx:delay_enter=60000000:when=4+", // after those of who subscribes
            ],
            "watch",
            Path
        );
        try
        {
            Assert.Equal("watching", await process.StandardOutput.ReadLineAsync());
            var probe = int.Parse(Needs.Shell($"pgrep -P {process.Id}").Output, null);
            await Task.Delay(3000);
            var before = Directory.GetDirectories($"/proc/{probe}/task").Length;
            await Task.Delay(6000);
            Assert.InRange(Directory.GetDirectories($"/proc/{probe}/task").Length, 1, before + 2);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task What_the_system_has_forgotten_to_report_is_looked_for()
    {
        Needs.Linux();
        var most = int.Parse(File.ReadAllText("/proc/sys/fs/inotify/max_queued_events"), null);
        Assert.SkipWhen(most > 100_000, "the system remembers very many reports");
        using var process = Probe.Start([], "watch", Path);
        try
        {
            Assert.Equal("watching", await process.StandardOutput.ReadLineAsync());
            AtomicFile.WriteAllText(Path, """{"a":1}""");
            Assert.Equal("1", await process.StandardOutput.ReadLineAsync().WaitAsync(Patience));
            Thread.Sleep(200);
            Waiting.Signal(process.Id, "STOP");
            for (var reports = 0; reports <= most; reports += 2)
            {
                File.Create(_folder["noise"]).Dispose();
                File.Delete(_folder["noise"]);
            }

            AtomicFile.WriteAllText(Path, """{"a":2}""");
            Waiting.Signal(process.Id, "CONT");
            Assert.Equal("2", await process.StandardOutput.ReadLineAsync().WaitAsync(Patience));
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public void Disposing_a_watch_waits_for_the_call_that_runs_and_no_other_follows()
    {
        using var entered = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var calls = 0;
        var watch = Open()
            .OnChange(_ =>
            {
                Interlocked.Increment(ref calls);
                entered.Set();
                goOn.Wait(Patience);
            });
        Open().Edit(counts => counts["a"] = 1);
        Assert.True(entered.Wait(Patience));
        Open().Edit(counts => counts["a"] = 2);
        Thread.Sleep(200); // that has been reported, too
        var disposing = new Thread(watch.Dispose);
        disposing.Start();
        Waiting.Until(() => (disposing.ThreadState & (ThreadState.WaitSleepJoin | ThreadState.Stopped)) != 0);
        Assert.False(disposing.Join(200));
        goOn.Set();
        Assert.True(disposing.Join(Patience));
        Thread.Sleep(200);
        Assert.Equal(1, calls);
    }

    [Fact]
    public void A_watch_that_has_ended_holds_nothing()
    {
        var held = Watch();
        Waiting.Until(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return !held.IsAlive;
        });

        [MethodImpl(MethodImplOptions.NoInlining)]
        WeakReference Watch()
        {
            var news = new BlockingCollection<Dictionary<string, int>>();
            var watch = Open().OnChange(news.Add, pollInterval: Never);
            Open().Edit(counts => counts["a"] = 1);
            Assert.True(news.TryTake(out _, Patience));
            Thread.Sleep(100); // the next look is due in an hour
            Assert.Equal(OperatingSystem.IsLinux(), Proc.Watches(_folder));
            watch.Dispose();
            Waiting.Until(() => !Proc.Watches(_folder));
            GC.KeepAlive(watch); // which would be the end of it as well
            return new(news);
        }
    }

    [Fact]
    public void A_watch_waits_for_a_directory_that_is_made_later()
    {
        using var news = new BlockingCollection<Dictionary<string, int>>();
        var path = _folder["later/still later/state.json"];
        var options = new StateFileOptions<Dictionary<string, int>> { Initial = () => [] };
        using var watch = new StateFile<Dictionary<string, int>>(path, options).OnChange(news.Add);
        Directory.CreateDirectory(_folder["later"]);
        Directory.CreateDirectory(_folder["later/still later"]);
        Thread.Sleep(200);
        Assert.Empty(news);
        File.WriteAllText(path, """{"a":1}""");
        Assert.True(news.TryTake(out var state, Patience));
        Assert.Equal(1, state["a"]);
    }

    [Fact]
    public void Updates_that_fail_hide_no_news()
    {
        Needs.Unix();
        using var news = new BlockingCollection<Dictionary<string, int>>();
        var file = Open();
        file.Edit(counts => counts["a"] = 1);
        Directory.CreateDirectory(_folder["state.json.bak/full"]); // no backup can be made
        using var watch = file.OnChange(news.Add);
        for (var i = 0; i < 200; i++)
        {
            if (i == 50)
                File.WriteAllText(Path, """{"a":2}""");
            Assert.Throws<UnauthorizedAccessException>(() => file.Edit(counts => counts["b"] = i));
        }

        Assert.True(news.TryTake(out var state, Patience));
        Assert.Equal(new() { ["a"] = 2 }, state);
    }

    [Fact]
    public async Task Changes_within_the_delay_are_one_write_that_keeps_what_others_have_saved()
    {
        var saver = Open().CreateSaver(Never);
        Open().Edit(counts => counts["before"] = 1);
        var written = File.GetLastWriteTimeUtc(Path);
        var tasks = Enumerable
            .Range(0, 100)
            .Select(i => saver.Update(counts => new(counts) { ["own"] = counts.GetValueOrDefault("own") + 1 }))
            .ToArray();
        Open().Edit(counts => counts["other"] = 1);
        Thread.Sleep(100);
        Assert.DoesNotContain(tasks, task => task.IsCompleted);
        Assert.Equal(["before", "other"], Open().Read().Keys);
        await saver.FlushAsync();
        await Task.WhenAll(tasks);
        Assert.Equal(
            new()
            {
                ["before"] = 1,
                ["other"] = 1,
                ["own"] = 100,
            },
            Open().Read()
        );
        // One write: the version before has none of them.
        Assert.DoesNotContain("own", File.ReadAllText(Path + ".bak"), StringComparison.Ordinal);
        await saver.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => saver.Update(counts => counts));
    }

    [Fact]
    public async Task Of_whole_states_the_last_one_is_saved_as_it_was_handed_in_and_all_are_acknowledged()
    {
        var file = Open();
        var saver = file.CreateSaver(Never);
        var state = new Dictionary<string, int>();
        var tasks = new List<Task>();
        for (var i = 0; i < 10; i++)
        {
            state["count"] = i;
            tasks.Add(saver.Save(state));
        }

        state["count"] = -1; // too late
        saver.Dispose();
        await Task.WhenAll(tasks);
        Assert.Equal(9, file.Read()["count"]);
        Assert.False(File.Exists(Path + ".bak"));
    }

    [Fact]
    public async Task After_the_delay_changes_are_saved_by_themselves()
    {
        using var saver = Open().CreateSaver(TimeSpan.FromMilliseconds(10));
        for (var i = 0; i < 3; i++)
            await saver
                .Update(counts => new(counts) { ["count"] = counts.GetValueOrDefault("count") + 1 })
                .WaitAsync(Patience);
        Assert.Equal(3, Open().Read()["count"]);
    }

    [Fact]
    public async Task Without_a_delay_changes_are_saved_at_once()
    {
        using var saver = Open().CreateSaver(TimeSpan.Zero);
        await saver.Update(counts => new(counts) { ["count"] = 1 }).WaitAsync(Patience);
        Assert.Equal(1, Open().Read()["count"]);
    }

    [Fact]
    public async Task What_a_whole_state_replaces_is_not_computed_and_what_follows_it_is()
    {
        var saver = Open().CreateSaver(Never);
        var replaced = saver.Update(_ => throw new FormatException());
        var whole = saver.Save(new() { ["whole"] = 1 });
        var last = saver.Update(counts => new(counts) { ["last"] = 1 });
        saver.Dispose();
        await Task.WhenAll(replaced, whole, last);
        Assert.Equal(["whole", "last"], Open().Read().Keys);
    }

    [Fact]
    public async Task A_flush_waits_also_for_what_is_being_saved()
    {
        using var entered = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        using var saver = Open().CreateSaver(Never);
        _ = saver.Update(counts => counts);
        await saver.FlushAsync();
        var slow = saver.Update(counts =>
        {
            entered.Set();
            goOn.Wait(Patience);
            return new(counts) { ["slow"] = 1 };
        });
        _ = saver.Update(counts => new(counts) { ["next"] = 1 });
        Thread.Sleep(100); // whoever is to save has begun to wait
        var first = saver.FlushAsync();
        Assert.True(entered.Wait(Patience));
        Thread.Sleep(100);
        var second = saver.FlushAsync();
        Assert.False(second.IsCompleted);
        goOn.Set();
        await second;
        Assert.Equal(["slow", "next"], Open().Read().Keys);
        await Task.WhenAll(first, slow);
    }

    [Fact]
    public async Task A_saver_that_was_disposed_takes_nothing_more()
    {
        foreach (
            var dispose in new Func<StateSaver<Dictionary<string, int>>, Task>[]
            {
                saver => Task.Run(saver.Dispose),
                saver => saver.DisposeAsync().AsTask(),
            }
        )
        {
            var saver = Open().CreateSaver(Never);
            await dispose(saver);
            Assert.Throws<ObjectDisposedException>(() =>
            {
                _ = saver.Save([]);
            });
            Assert.Throws<ObjectDisposedException>(() =>
            {
                _ = saver.Update(counts => counts);
            });
            await dispose(saver);
        }

        Assert.False(File.Exists(Path));
    }

    [Fact]
    public async Task What_fails_is_told_and_takes_nothing_else_with_it()
    {
        using var failures = new BlockingCollection<Exception>();
        var saver = Open().CreateSaver(Never, failures.Add);
        var first = saver.Update(counts => new(counts) { ["first"] = 1 });
        var bad = saver.Update(_ => throw new FormatException());
        var last = saver.Update(counts => new(counts) { ["last"] = 1 });
        Assert.Throws<FormatException>(saver.Flush);
        await Assert.ThrowsAsync<FormatException>(() => bad);
        await Task.WhenAll(first, last);
        Assert.IsType<FormatException>(failures.Take());
        Assert.Equal(["first", "last"], Open().Read().Keys);

        File.Delete(Path + ".bak");
        File.WriteAllText(Path, "{");
        var lost = saver.Update(counts => counts);
        Assert.Equal(StateFileFailure.Corrupt, Assert.Throws<StateFileException>(saver.Dispose).Failure);
        await Assert.ThrowsAsync<StateFileException>(() => lost);
        Assert.IsType<StateFileException>(failures.Take()); // told on a thread of the pool, which finds nobody later
        saver.Dispose();
    }
}
