using System.Text.Json;

namespace AtomicWrites.Runtime.Tests;

/// <summary>How a call goes to a store: what is tried again, how often, for how long, and what is told in the end.</summary>
public class StoreCallTests : ScriptedCalls
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task A_store_that_cannot_be_reached_is_asked_five_times(bool isAsync)
    {
        _store.OnRead = (_, _) => throw Unavailable();
        Failure(await Read(Open(), isAsync), isInDoubt: false);
        Assert.Equal(5, _store.Reads);
        AreLongerAndLonger(_clock.Pauses, 4, unit: 8);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_store_that_is_slow_to_say_that_it_cannot_be_reached_is_asked_for_ten_seconds(bool isAsync)
    {
        _store.OnRead = (_, _) =>
        {
            _clock.Pass(4 * Second);
            throw Unavailable();
        };
        Failure(await Read(Open(), isAsync), isInDoubt: false);
        Assert.Equal(3, _store.Reads);
    }

    [Fact]
    public void What_one_type_could_not_load_and_did_not_replace_is_good_for_another()
    {
        var store = new ScriptedStore(); // has no place to keep anything aside
        store.Inner.Content = "[1]"u8.ToArray();
        Assert.Throws<StateFileException>(() => new State<Settings>(store).Reset(new()));
        new State<List<int>>(store, JsonSerializerOptions.Default).Edit(numbers => numbers.Add(2));
        Assert.Equal("[1,2]"u8.ToArray(), store.Inner.Content);
    }

    [Fact]
    public async Task What_another_try_does_not_mend_is_told_at_once()
    {
        foreach (
            var failure in new Exception[]
            {
                new StateFileException(StateFileFailure.Unreadable, "no permission"),
                Unavailable(isOutcomeUnknown: true),
                new IOException(),
                new OperationCanceledException("of the store's own"),
            }
        )
        {
            var store = new ScriptedStore { OnRead = (_, _) => throw failure };
            Assert.Same(failure, await Read(Open(Second, store), isAsync: false));
            Assert.Equal(1, store.Reads);
        }

        Assert.Empty(_clock.Pauses);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Who_comes_second_begins_again_after_a_short_pause(bool isAsync)
    {
        _store.OnReplace = (attempt, _) => attempt <= 8 ? ReplaceOutcome.NotCommitted : null;
        Assert.Null(await Count(Open(), isAsync));
        AreLongerAndLonger(_clock.Pauses, 8, unit: 1);
        Assert.Equal(9, _store.Stamps.Distinct().Count());
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Who_comes_second_again_and_again_is_told_when_time_is_up(bool isAsync)
    {
        _store.OnReplace = (_, _) =>
        {
            _clock.Pass(Second);
            return ReplaceOutcome.NotCommitted;
        };
        var failure = await Count(Open(3 * Second), isAsync);
        Assert.Equal(
            "the store could not be updated or read within 00:00:03; nothing was saved.",
            Assert.IsType<TimeoutException>(failure).Message
        );
        Assert.InRange(_clock.Now, 3 * Second, 3 * Second + TimeSpan.FromMilliseconds(8));
        Assert.Equal(3, _store.Stamps.Count);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_pause_for_which_there_is_no_time_is_not_begun(bool isAsync)
    {
        _store.OnReplace = (_, _) =>
        {
            _clock.Pass(Second - TimeSpan.FromTicks(1));
            return ReplaceOutcome.NotCommitted;
        };
        Assert.IsType<TimeoutException>(await Count(Open(Second), isAsync));
        Assert.Empty(_clock.Pauses);
    }

    [Fact]
    public void An_asynchronous_call_runs_the_function_on_the_pool_and_a_synchronous_one_where_it_stands()
    {
        var state = Open();
        int caller = 0,
            synchronous = 0,
            asynchronous = 0;
        var isOnPool = false;
        var thread = new Thread(() =>
        {
            caller = Environment.CurrentManagedThreadId;
            state.Edit(_ => synchronous = Environment.CurrentManagedThreadId);
            state
                .EditAsync(_ =>
                {
                    asynchronous = Environment.CurrentManagedThreadId;
                    isOnPool = Thread.CurrentThread.IsThreadPoolThread;
                })
                .GetAwaiter()
                .GetResult();
        });
        thread.Start();
        thread.Join();
        Assert.Equal(caller, synchronous);
        Assert.NotEqual(caller, asynchronous);
        Assert.True(isOnPool);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task The_function_of_the_program_takes_its_own_time(bool isAsync)
    {
        _store.OnReplace = (attempt, token) =>
        {
            Assert.False(token.IsCancellationRequested);
            return attempt < 3 ? ReplaceOutcome.NotCommitted : null;
        };
        var state = Open(2 * Second);
        var runs = 0;
        Tally Slow(Tally tally)
        {
            _clock.Pass(TimeSpan.FromHours(++runs));
            return tally;
        }

        _ = isAsync ? await state.UpdateAsync(Slow, TestContext.Current.CancellationToken) : state.Update(Slow);
        Assert.Equal(3, runs);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_silent_store_is_left_when_time_is_up_and_the_caller_is_told_why(bool isAsync)
    {
        foreach (var limit in new[] { 0.7 * Second, 2 * Second })
        {
            var asked = 0;
            _store.OnRead = (_, token) =>
            {
                asked++;
                return EndedAt(limit, token);
            };
            Assert.IsType<TimeoutException>(await Read(Open(limit), isAsync));
            Assert.Equal(1, asked);
            Assert.Equal(0, _clock.Limits); // no timer is left behind
        }
    }

    [Fact]
    public async Task Who_cancels_is_told_that_and_not_that_time_is_up()
    {
        using var source = new CancellationTokenSource();
        _store.OnRead = (_, token) =>
        {
            source.Cancel();
            token.ThrowIfCancellationRequested();
            return null;
        };
        foreach (var limit in new TimeSpan?[] { null, 2 * Second })
            Assert.IsAssignableFrom<OperationCanceledException>(await Read(Open(limit), isAsync: true, source.Token));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Without_patience_an_answer_has_a_second(bool isAsync)
    {
        _store.OnRead = (_, token) =>
        {
            _clock.Pass(0.9 * Second);
            return null;
        };
        Assert.Null(await Read(Open(TimeSpan.Zero), isAsync));
        _store.OnRead = (_, token) => EndedAt(Second, token);
        Assert.IsType<TimeoutException>(await Read(Open(TimeSpan.Zero), isAsync));
    }

    [Fact]
    public void A_limit_is_for_the_whole_call_and_not_for_each_answer()
    {
        _store.OnRead = (_, token) =>
        {
            _clock.Pass(2 * Second);
            return null;
        };
        _store.OnReplace = (_, token) =>
        {
            _clock.Pass(Second - TimeSpan.FromTicks(1));
            Assert.False(token.IsCancellationRequested);
            _clock.Pass(TimeSpan.FromTicks(1));
            token.ThrowIfCancellationRequested();
            return null;
        };
        Assert.Throws<TimeoutException>(() => Open(3 * Second).Edit(tally => tally.Count++));
        Assert.Equal(0, Open().Read().Count);
    }

    [Fact]
    public void Without_a_limit_no_timer_runs_and_no_token_ends_anything()
    {
        _store.OnRead = (_, token) =>
        {
            Assert.False(token.CanBeCanceled);
            return null;
        };
        _store.OnReplace = (_, token) =>
        {
            Assert.False(token.CanBeCanceled);
            return null;
        };
        Open(Timeout.InfiniteTimeSpan).Edit(tally => tally.Count++);
    }

    [Fact]
    public void What_is_written_in_a_file_is_not_broken_off_and_who_reads_it_waits_a_little()
    {
        var store = new ScriptedStore { IsFile = true };
        store.OnReplace = (_, token) =>
        {
            Assert.Equal((false, 0), (token.CanBeCanceled, _clock.Limits));
            return null;
        };
        Open(2 * Second, store).Edit(tally => tally.Count++);
        store.OnRead = (_, token) => EndedAt(2 * Second, token);
        Assert.Throws<TimeoutException>(() => Open(2 * Second, store).Read());
        Assert.Empty(_clock.Pauses);
        store.OnRead = (_, token) => token.CanBeCanceled ? null : throw new InvalidOperationException("for ever");
        Open(TimeSpan.Zero, store).Read();
        Assert.Equal([TimeSpan.FromMilliseconds(100)], _clock.Pauses); // the limit: a short one is taken for a pause
    }

    [Fact]
    public async Task A_pause_ends_when_the_caller_cancels()
    {
        using var source = new CancellationTokenSource();
        _store.OnReplace = (_, _) =>
        {
            source.Cancel();
            return ReplaceOutcome.NotCommitted;
        };
        Assert.IsAssignableFrom<OperationCanceledException>(await Count(Open(), isAsync: true, source.Token));
        Assert.Single(_store.Stamps);
    }
}
