using Microsoft.Extensions.Time.Testing;

namespace AtomicWrites.Runtime.Tests;

/// <summary>
/// All that a state waits for goes by the clock that it was given: hours pass when the test says so, and not before.
/// </summary>
public sealed class ClockTests : IDisposable
{
    static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    readonly FakeTimeProvider _clock = new();
    readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    sealed class Count
    {
        public int Value { get; set; }
    }

    State<Count> Open(StateStore store, StateObserver? observer = null) =>
        new State<Count>(
            store,
            new()
            {
                Initial = () => new(),
                LockTimeout = Hour,
                TimeProvider = _clock,
                Observer = observer,
            }
        );

    StateFile<Count> OpenFile() =>
        new(
            _folder["count.json"],
            new()
            {
                Initial = () => new(),
                Write = new() { LockTimeout = Hour, TimeProvider = _clock },
            }
        );

    // A wait that has only just begun may miss one step of the clock.
    async Task<Exception?> Ends(Task waiting, TimeSpan step)
    {
        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted, "It did not wait for the clock.");
        Waiting.Until(() =>
        {
            _clock.Advance(step);
            return waiting.IsCompleted;
        });
        return await Record.ExceptionAsync(() => waiting);
    }

    [Fact]
    public async Task A_saver_collects_by_the_clock()
    {
        var state = new State<Count>(
            new InMemoryStateStore(),
            new() { Initial = () => new(), TimeProvider = _clock } // no limit: the clock is ahead of every save
        );
        using var saver = state.CreateSaver(Hour);
        Assert.Null(await Ends(saver.Edit(count => count.Value = 1), Hour));
        Assert.Equal(1, state.Read().Value);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_limit_of_a_state_goes_by_the_clock(bool isFile)
    {
        IState<Count> state = isFile ? OpenFile() : Open(new InMemoryStateStore());
        using var inside = new ManualResetEventSlim();
        using var end = new ManualResetEventSlim();
        var holder = OnThread(() =>
            state.Edit(_ =>
            {
                inside.Set();
                end.Wait();
            })
        );
        inside.Wait(TestContext.Current.CancellationToken);
        Assert.IsType<TimeoutException>(await Ends(OnThread(() => state.Edit(_ => { })), Hour));
        Assert.IsType<TimeoutException>(await Ends(state.EditAsync(_ => { }), Hour));
        end.Set();
        await holder;
    }

    [Fact]
    public async Task The_limit_of_a_lock_goes_by_the_clock_and_the_message_says_how_long_that_was()
    {
        var path = _folder["state"];
        var options = new AtomicWriteOptions { LockTimeout = Hour, TimeProvider = _clock };
        FileLock? held = null;
        await OnThread(() => held = FileLock.Acquire(path));
        using (held)
            foreach (
                var wait in new Func<Task>[]
                {
                    () => OnThread(() => AtomicFile.WithLock(path, () => { }, options)),
                    () => OnThread(() => AtomicFile.Update(path, _ => "", options)),
                    () => AtomicFile.WithLockAsync(path, _ => Task.CompletedTask, options),
                    () => AtomicFile.UpdateAsync(path, _ => "", options),
                }
            )
                Assert.Contains(
                    "00.0 s:",
                    Assert.IsType<TimeoutException>(await Ends(wait(), Hour)).Message,
                    StringComparison.Ordinal
                );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Attempts_are_spaced_by_the_clock(bool isAsync)
    {
        var state = Open(new SlowStore { Losses = 3 });
        var update = isAsync
            ? state.EditAsync(count => count.Value++)
            : OnThread(() => state.Edit(count => count.Value++));
        Assert.Null(await Ends(update, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_given_up_by_the_clock()
    {
        var state = Open(new SlowStore { IsSilent = true });
        Assert.IsType<TimeoutException>(await Ends(state.ReadAsync(TestContext.Current.CancellationToken), Hour));
    }

    /// <summary>Not once for the save that runs, and once more for what was to come after it.</summary>
    [Fact]
    public async Task The_limit_is_for_all_that_a_saver_has_left_when_it_is_disposed()
    {
        var store = new SlowStore { IsSilent = true };
        var saver = Open(store).CreateSaver(TimeSpan.Zero);
        var first = saver.Edit(count => count.Value = 1);
        var flush = saver.FlushAsync();
        Waiting.Until(() => store.Asked == 1);
        _clock.Advance(Hour / 2);
        var second = saver.Edit(count => count.Value = 2);
        var disposal = saver.DisposeAsync().AsTask();
        _clock.Advance(Hour);
        Waiting.Until(() => store.Asked == 2);
        _clock.Advance(TimeSpan.FromSeconds(1)); // which a store has for an answer where nobody is to be waited for
        foreach (var waiting in new[] { first, second, flush, disposal })
            await Record.ExceptionAsync(() =>
                waiting.WaitAsync(Waiting.Patience, TestContext.Current.CancellationToken)
            );
        Assert.IsType<TimeoutException>(first.Exception?.InnerException);
        Assert.IsType<TimeoutException>(second.Exception?.InnerException);
        Assert.True(disposal.IsCompleted);
    }

    [Fact]
    public async Task A_store_that_tells_nothing_is_looked_at_by_the_clock()
    {
        var store = new SlowStore();
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = Open(store).OnChange(_ => told.TrySetResult(), pollInterval: Hour);
        Open(store).Edit(count => count.Value = 1);
        Assert.Null(await Ends(told.Task, Hour));
    }

    [Fact]
    public void What_is_measured_is_the_time_of_the_clock()
    {
        var measured = new Durations();
        Open(new InMemoryStateStore(), measured).Edit(_ => _clock.Advance(Hour));
        Assert.Equal([TimeSpan.Zero, Hour], measured.All);
    }

    [Fact]
    public void Without_a_clock_it_is_that_of_the_system()
    {
        Assert.Null(new StateOptions<Count>().TimeProvider);
        Assert.Null(AtomicWriteOptions.Default.TimeProvider);
    }

    // In a flow of its own.
    static Task OnThread(Action action)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            if (Record.Exception(action) is { } failure)
                end.SetException(failure);
            else
                end.SetResult();
        }).UnsafeStart();
        return end.Task;
    }

    sealed class Durations : StateObserver
    {
        public List<TimeSpan> All { get; } = [];

        public override void Waited(string name, TimeSpan waited) => All.Add(waited);

        public override void Saved(string name, TimeSpan elapsed) => All.Add(elapsed);
    }

    /// <summary>A store at the end of a bad line, which reports no changes.</summary>
    sealed class SlowStore() : StateStore("slow")
    {
        readonly InMemoryStateStore _inner = new();
        int _attempts;
        int _asked;

        /// <summary>How often another is faster.</summary>
        public int Losses { get; init; }

        public bool IsSilent { get; init; }

        /// <summary>How often a silent one was asked.</summary>
        public int Asked => Volatile.Read(ref _asked);

        public override StoredState Read(CancellationToken cancellationToken = default) =>
            _inner.Read(cancellationToken);

        public override async Task<StoredState> ReadAsync(CancellationToken cancellationToken = default)
        {
            if (IsSilent && Interlocked.Increment(ref _asked) > 0)
                await Task.Delay(Timeout.Infinite, cancellationToken);
            return Read(cancellationToken);
        }

        public override ReplaceOutcome TryReplace(
            StoredState present,
            byte[]? content,
            string stamp,
            CancellationToken cancellationToken = default
        ) =>
            ++_attempts > Losses
                ? _inner.TryReplace(present, content, stamp, cancellationToken)
                : ReplaceOutcome.NotCommitted;

        public override Task<ReplaceOutcome> TryReplaceAsync(
            StoredState present,
            byte[]? content,
            string stamp,
            CancellationToken cancellationToken = default
        ) => Task.FromResult(TryReplace(present, content, stamp, cancellationToken));
    }
}
