using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;

namespace AtomicWrites.Runtime.Tests;

/// <summary>What waits for what: limits, savers and watches.</summary>
public sealed class StateTimingTests : IDisposable
{
    readonly Folder _folder = new();
    readonly InMemoryStateStore _store = new();

    public void Dispose() => _folder.Dispose();

    sealed class Settings
    {
        public string Theme { get; set; } = "light";
        public int Count { get; set; }
    }

    State<Settings> Open(TimeSpan? limit = null) =>
        new(
            _store,
            new()
            {
                Initial = () => new(),
                LockTimeout = limit,
                Validate = state => state.Count < 0 ? "negative" : null,
            }
        );

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public async Task A_time_limit_is_for_waiting_and_not_for_the_function_of_the_program(int milliseconds)
    {
        var state = Open(TimeSpan.FromMilliseconds(milliseconds));
        for (var i = 0; i < 3; i++)
            state.Edit(settings =>
            {
                Thread.Sleep(50);
                settings.Count++;
            });
        await state.EditAsync(
            async (settings, token) =>
            {
                await Task.Delay(50, token);
                settings.Count++;
            },
            TestContext.Current.CancellationToken
        );
        Assert.Equal(4, (await state.ReadAsync(TestContext.Current.CancellationToken)).Count);
    }

    [Fact]
    public void Without_patience_nobody_is_waited_for()
    {
        var state = Open(TimeSpan.Zero);
        Exception? failure = null;
        state.Edit(settings =>
        {
            var other = new Thread(() => failure = Record.Exception(() => state.Edit(_ => { })));
            other.UnsafeStart(); // in a flow of its own
            other.Join();
            settings.Count = 1;
        });
        Assert.IsType<TimeoutException>(failure);
        Assert.Equal(1, state.Read().Count);
    }

    [Fact]
    public void The_limit_of_the_write_is_that_of_the_state_unless_it_has_one()
    {
        var path = _folder["s.json"];
        FileLock? held = null;
        var holder = new Thread(() => held = FileLock.Acquire(path));
        holder.Start();
        holder.Join();
        using (held)
            Assert.Throws<TimeoutException>(() =>
                new StateFile<Settings>(
                    path,
                    new()
                    {
                        Initial = () => new(),
                        Write = new() { LockTimeout = TimeSpan.FromMilliseconds(20) },
                    }
                ).Edit(settings => settings.Count++)
            );
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("lock")]
    [InlineData("swap")]
    public async Task An_asynchronous_function_runs_on_the_pool(string kind)
    {
        IState<Settings> state = kind switch
        {
            "memory" => Open(),
            _ => new StateFile<Settings>(
                _folder["s.json"],
                new()
                {
                    Initial = () => new(),
                    Concurrency = kind == "lock" ? ConcurrencyMode.Lock : ConcurrencyMode.CompareAndSwap,
                }
            ),
        };
        var isOnPool = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var caller = new Thread(() =>
            state
                .UpdateAsync(settings =>
                {
                    isOnPool.SetResult(Thread.CurrentThread.IsThreadPoolThread);
                    return settings;
                })
                .Wait()
        );
        caller.Start();
        Assert.True(await isOnPool.Task.WaitAsync(Waiting.Patience));
        caller.Join();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_flush_inside_an_update_of_the_same_state_is_refused(bool isFile)
    {
        IState<Settings> state = isFile
            ? new StateFile<Settings>(_folder["s.json"], new() { Initial = () => new() })
            : Open();
        var saver = state.CreateSaver(TimeSpan.FromHours(1));
        state.Edit(settings =>
        {
            saver.Edit(later => later.Theme = "later");
            Assert.Throws<LockRecursionException>(saver.Flush);
            settings.Count = 1;
        });
        saver.Flush();
        var changed = saver.Edit(_ => saver.Flush());
        Assert.Throws<LockRecursionException>(saver.Flush);
        Assert.True(changed.IsFaulted);
        saver.Dispose();
        Assert.Equal("later 1", $"{state.Read().Theme} {state.Read().Count}");
    }

    [Fact]
    public async Task A_flush_without_a_change_hurries_nothing_that_comes_later()
    {
        var state = Open();
        var saver = state.CreateSaver(TimeSpan.FromHours(1));
        saver.Flush();
        var first = saver.Edit(settings => settings.Count = 1);
        await Task.Delay(200, TestContext.Current.CancellationToken);
        Assert.False(first.IsCompleted);
        saver.Flush();
        Assert.True(first.IsCompletedSuccessfully);
        saver.Dispose();
    }

    [Fact]
    public async Task After_a_flush_the_next_change_has_its_delay_again()
    {
        var state = Open();
        var saver = state.CreateSaver(TimeSpan.FromHours(1));
        _ = saver.Edit(settings => settings.Count = 1);
        saver.Flush();
        var next = saver.Edit(settings => settings.Count = 2);
        await Task.Delay(200, TestContext.Current.CancellationToken);
        Assert.False(next.IsCompleted);
        saver.Dispose();
        Assert.Equal(2, state.Read().Count);
    }

    [Fact]
    public void After_a_flush_another_waits_for_nothing_and_is_not_refused()
    {
        var state = Open();
        using var saver = state.CreateSaver(TimeSpan.FromHours(1));
        for (var i = 0; i < 200; i++)
        {
            saver.Edit(settings => settings.Count++);
            saver.Flush();
            state.Edit(_ => saver.Flush());
        }
    }

    [Fact]
    public void Of_many_flushes_no_timer_is_left()
    {
        var saver = Open().CreateSaver(TimeSpan.FromHours(1));
        var before = Timer.ActiveCount;
        for (var i = 0; i < 500; i++)
        {
            saver.Edit(settings => settings.Count++);
            saver.Flush();
        }

        Assert.InRange(Timer.ActiveCount - before, -500, 250); // those of other tests come and go
        saver.Dispose();
        Assert.Equal(500, Open().Read().Count);
    }

    [Fact]
    public void A_change_that_spoils_the_state_takes_no_other_with_it()
    {
        var state = Open();
        var saver = state.CreateSaver(TimeSpan.FromHours(1));
        Task[] tasks =
        [
            saver.Edit(settings => settings.Theme = "dark"),
            saver.Edit(settings => settings.Count = -1),
            saver.Edit(settings => settings.Theme += "!"),
        ];
        Assert.Equal(StateFileFailure.Invalid, Assert.Throws<StateFileException>(saver.Flush).Failure);
        saver.Dispose();
        Assert.Equal([true, false, true], tasks.Select(task => task.IsCompletedSuccessfully));
        Assert.Equal("dark! 0", $"{state.Read().Theme} {state.Read().Count}");
    }

    [Fact]
    public void A_change_that_spoils_what_the_next_one_gets_does_not_take_it_with_it()
    {
        foreach (var spoil in new Func<Settings, Settings>[] { _ => null!, settings => Set(settings, -1) })
        foreach (var others in new[] { 0, 2 })
        {
            var state = Open();
            state.Reset(new() { Count = 1 });
            var saver = state.CreateSaver(TimeSpan.FromHours(1));
            Task[] before = [.. Enumerable.Range(0, others).Select(_ => saver.Edit(settings => settings.Count++))];
            var guilty = saver.Update(spoil);
            Task[] after =
            [
                saver.Update(settings => Set(settings, settings.Count < 0 ? throw new FormatException() : 7)),
                saver.Edit(settings => settings.Count++),
            ];
            Assert.Equal(StateFileFailure.Invalid, Assert.Throws<StateFileException>(saver.Flush).Failure);
            saver.Dispose();
            Assert.All([.. before, .. after], task => Assert.True(task.IsCompletedSuccessfully));
            Assert.True(guilty.IsFaulted);
            Assert.Equal(8, state.Read().Count);
        }

        static Settings Set(Settings settings, int count)
        {
            settings.Count = count;
            return settings;
        }
    }

    [Fact]
    public async Task What_another_brings_back_after_an_own_save_is_told()
    {
        var mine = Open();
        var other = Open();
        mine.Edit(settings => settings.Theme = "A");
        var told = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = mine.OnChange(settings => told.TrySetResult(settings.Theme));
        mine.Edit(settings => settings.Theme = "B");
        other.Edit(settings => settings.Theme = "A");
        Assert.Equal("A", await told.Task.WaitAsync(Waiting.Patience));
    }

    [Fact]
    public void What_was_deleted_does_not_come_back_as_a_backup()
    {
        var path = _folder["s.json"];
        var file = new StateFile<Settings>(path, new() { Initial = () => new() });
        foreach (var delete in new Action[] { () => file.Delete(), () => File.Delete(path) })
        {
            file.Edit(settings => settings.Theme = "secret");
            file.Edit(settings => settings.Theme = "secret too");
            delete();
            Assert.True(File.Exists(path + ".bak"));
            file.Edit(settings => settings.Count++);
            Assert.Equal("light", file.Read().Theme);
            File.WriteAllText(path, "");
            Assert.Equal(StateFileFailure.Corrupt, Assert.Throws<StateFileException>(() => file.Read()).Failure);
            File.Delete(path);
        }
    }

    [Fact]
    public async Task The_argument_that_is_missing_is_named()
    {
        var state = Open();
        Assert.Throws<ArgumentNullException>("edit", () => state.Edit(null!));
        await Assert.ThrowsAsync<ArgumentNullException>("edit", () => state.EditAsync((Action<Settings>)null!));
        await Assert.ThrowsAsync<ArgumentNullException>("edit", () => state.EditAsync((Func<Settings, Task>)null!));
        await Assert.ThrowsAsync<ArgumentNullException>("edit", () =>
            state.EditAsync((Func<Settings, CancellationToken, Task>)null!)
        );
        await Assert.ThrowsAsync<ArgumentNullException>("edit", () =>
            state.CreateSaver(TimeSpan.Zero).Edit((Action<Settings>)null!)
        );
        await Assert.ThrowsAsync<ArgumentNullException>("update", () =>
            state.UpdateAsync((Func<Settings, Task<Settings>>)null!)
        );
        Assert.Throws<ArgumentNullException>("state", () => ((IState<Settings>)null!).Edit(_ => { }));
        Assert.Throws<ArgumentNullException>("store", () => new State<Settings>(null!));
        Assert.Throws<ArgumentNullException>("type", () => new State<Settings>(_store, (JsonTypeInfo<Settings>)null!));
        Assert.Throws<ArgumentNullException>("changed", () => state.OnChange((Action<Settings>)null!));
        Assert.Throws<ArgumentNullException>("update", () => state.Update((Func<Settings, Settings>)null!));
        await Assert.ThrowsAsync<ArgumentNullException>("update", () =>
            state.UpdateAsync((Func<Settings, Settings>)null!)
        );
        await Assert.ThrowsAsync<ArgumentNullException>("update", () =>
            state.UpdateAsync((Func<Settings, CancellationToken, Task<Settings>>)null!)
        );
    }

    [Fact]
    public void A_delay_that_no_timer_knows_is_refused_at_once()
    {
        var state = Open();
        foreach (var bad in new[] { -1, int.MaxValue + 1L })
        {
            var delay = TimeSpan.FromMilliseconds(bad);
            Assert.Throws<ArgumentOutOfRangeException>("delay", () => state.CreateSaver(delay));
            Assert.Throws<ArgumentOutOfRangeException>("pollInterval", () => state.OnChange(_ => { }, null, delay));
        }

        foreach (var good in new[] { 0, int.MaxValue })
        {
            state.CreateSaver(TimeSpan.FromMilliseconds(good)).Dispose();
            state.OnChange(_ => { }, pollInterval: TimeSpan.FromMilliseconds(good)).Dispose();
        }
    }

    [Theory, InlineData(ConcurrencyMode.Lock), InlineData(ConcurrencyMode.CompareAndSwap)]
    public void First_saves_at_the_same_time_make_one_directory_and_lose_nothing(ConcurrencyMode mode)
    {
        for (var round = 0; round < 20; round++)
        {
            var path = Path.Combine(_folder[$"{round}"], "a", "b", "s.json");
            StateFile<Settings> Another() => new(path, new() { Initial = () => new(), Concurrency = mode });
            Parallel.For(0, 4, _ => Another().Edit(settings => settings.Count++));
            Assert.Equal(4, Another().Read().Count);
        }
    }

    [Theory, InlineData(ConcurrencyMode.Lock), InlineData(ConcurrencyMode.CompareAndSwap)]
    public void Why_the_directory_could_not_be_made_is_said(ConcurrencyMode mode)
    {
        Needs.Linux();
        using var readOnly = new Mount(_folder["disk"], "-t tmpfs -o ro tmpfs");
        var path = Path.Combine(_folder["disk"], "app", "s.json");
        var state = new StateFile<Settings>(path, new() { Initial = () => new(), Concurrency = mode });
        var failure = Assert.ThrowsAny<Exception>(() => state.Edit(settings => settings.Count++));
        Assert.Contains("Could not create the directory of the state", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Read-only file system", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ConcurrencyMode.Lock)]
    [InlineData(ConcurrencyMode.CompareAndSwap)]
    public async Task Nothing_is_deleted_and_nothing_made_where_there_is_no_directory(ConcurrencyMode mode)
    {
        var file = Missing(new() { Initial = () => [], Concurrency = mode });
        Assert.False(file.Delete());
        Assert.False(await file.DeleteAsync(TestContext.Current.CancellationToken));
        Assert.False(Missing(new() { CreateDirectory = false, Concurrency = mode }).Delete());
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));

        StateFile<List<int>> Missing(StateFileOptions<List<int>> options) =>
            new(_folder["missing/deep/state"], options);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Damaged_versions_are_waited_for_no_longer_than_token_and_limit_allow(bool isAsync)
    {
        Directory.CreateDirectory(_folder["state.cas"]);
        var options = new StateFileOptions<List<int>>
        {
            Initial = () => [],
            Concurrency = ConcurrencyMode.CompareAndSwap,
            LockTimeout = TimeSpan.FromMilliseconds(50),
        };
        var file = new StateFile<List<int>>(_folder["state"], options);
        await Assert.ThrowsAsync<TimeoutException>(() => isAsync ? file.ReadAsync() : Task.Run(file.Read));
        await Assert.ThrowsAsync<TimeoutException>(() =>
            isAsync ? file.EditAsync(list => list.Add(1)) : Task.Run(() => file.Edit(list => list.Add(1)))
        );
        using var canceled = new CancellationTokenSource(50);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new StateFile<List<int>>(_folder["state"], options with { LockTimeout = null }).ReadAsync(canceled.Token)
        );
    }

    [Fact]
    public void A_program_that_keeps_no_backups_leaves_none_of_what_it_has_deleted()
    {
        var path = _folder["state"];
        var earlier = new StateFile<List<int>>(path, new() { Initial = () => [] });
        var file = new StateFile<List<int>>(path, new() { Initial = () => [], KeepBackup = false });
        earlier.Edit(list => list.Add(1));
        earlier.Edit(list => list.Add(2));
        file.Edit(list => list.Add(3));
        Assert.True(File.Exists(path + ".bak")); // of the earlier version of the program, which may run again
        Assert.True(file.Delete());
        Assert.Equal([path + ".lock"], Directory.GetFileSystemEntries(_folder.Path));

        earlier.Edit(list => list.Add(1));
        earlier.Edit(list => list.Add(2));
        File.Delete(path);
        file.Edit(list => list.Add(3));
        Assert.False(File.Exists(path + ".bak")); // nothing that was deleted comes back
    }

    [Fact]
    public void A_task_of_a_canceled_token_is_canceled_at_once()
    {
        var canceled = new CancellationToken(canceled: true);
        foreach (
            var state in new IState<Settings>[]
            {
                Open(),
                new StateFile<Settings>(_folder["s.json"], new() { Initial = () => new() }),
            }
        )
            Assert.All(
                new Task[]
                {
                    state.ReadAsync(canceled),
                    state.ExistsAsync(canceled),
                    state.DeleteAsync(canceled),
                    state.ResetAsync(new(), canceled),
                    state.UpdateAsync(settings => settings, canceled),
                },
                task => Assert.True(task.IsCanceled)
            );
    }

    [Fact]
    public void A_change_that_came_while_the_store_was_down_is_told_when_it_is_back_and_the_failure_once()
    {
        using var failures = new BlockingCollection<Exception>();
        using var states = new BlockingCollection<int>();
        var counter = new State<int>(_store, new() { Initial = () => 0 });
        using var watch = counter.OnChange(states.Add, failures.Add);
        Thread.Sleep(200); // the first look is over
        var down = new StateFileException(StateFileFailure.Unreadable, "down"); // which no read tries again by itself
        _store.FailNext(down);
        _store.FailNext(down);
        _store.Content = "5"u8.ToArray();
        Assert.True(states.TryTake(out var seen, Waiting.Patience));
        Assert.Equal(5, seen);
        Assert.Single(failures);
    }
}
