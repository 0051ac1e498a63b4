using System.Collections.Concurrent;

namespace AtomicWrites.Conformance;

public abstract partial class StateStoreConformance
{
    const int Writers = 16;

    static readonly int Updates = int.Parse(
        Environment.GetEnvironmentVariable("ATOMICWRITES_CONFORMANCE_UPDATES") ?? "20",
        null
    );

    [Fact]
    public async Task Of_all_who_replace_one_version_exactly_one_is_told_so()
    {
        for (var round = 0; round < 10; round++)
        {
            var stores = Enumerable.Range(0, Writers).Select(_ => Open()).ToArray();
            var present = stores.Select(store => store.Read()).ToArray();
            using var start = new Barrier(Writers);
            var outcomes = await Task.WhenAll(
                stores.Select(
                    (store, writer) =>
                        OnThread(() =>
                        {
                            start.SignalAndWait();
                            var content = new[] { (byte)round, (byte)writer };
                            return Forms[writer % 2]
                                .TryReplaceAsync(store, present[writer], content, NewStamp(), default)
                                .GetAwaiter()
                                .GetResult();
                        })
                )
            );
            Assert.DoesNotContain(ReplaceOutcome.Unknown, outcomes);
            Assert.Single(outcomes, ReplaceOutcome.Committed);
            var winner = Array.IndexOf(outcomes, ReplaceOutcome.Committed);
            Assert.Equal([(byte)round, (byte)winner], Open().Read().Content!);
        }
    }

    [Fact]
    public async Task Of_many_updates_by_many_writers_none_is_lost_and_none_is_done_twice()
    {
        var seen = new ConcurrentBag<int>();
        var committedAmidFailure = 0;
        await Task.WhenAll(
            Enumerable
                .Range(0, Writers)
                .Select(writer =>
                    OnThread(() =>
                    {
                        var state = Counter(Open());
                        for (var n = 0; n < Updates; n++)
                            Update(state, isAsync: writer % 2 == 1);
                        return true;
                    })
                )
        );
        Assert.Equal(seen.Distinct().Order(), seen.Order());
        Assert.All(seen, count => Assert.InRange(count, 1, Writers * Updates));
        Assert.Equal(Writers * Updates, seen.Count + committedAmidFailure);
        Assert.Equal(Writers * Updates, Counter(Open()).Read().Count);

        void Update(State<Tally> state, bool isAsync)
        {
            try
            {
                seen.Add(
                    isAsync
                        ? state.EditAsync(counter => counter.Count++).GetAwaiter().GetResult().Count
                        : state.Edit(counter => counter.Count++).Count
                );
            }
            catch (AtomicWriteException failure) when (failure.Committed)
            {
                Interlocked.Increment(ref committedAmidFailure);
            }
        }
    }

    [Fact]
    public async Task What_is_cancelled_is_done_wholly_or_not_at_all_and_the_answer_says_which()
    {
        using var canceled = new CancellationTokenSource();
        await canceled.CancelAsync();
        var before = await SetAsync("""{"Count":0}"""u8.ToArray());
        foreach (var form in Forms)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => form.ReadAsync(Open(), canceled.Token));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                form.TryReplaceAsync(Open(), before, [1], NewStamp(), canceled.Token)
            );
        }

        Assert.Equal(before.Content, Open().Read().Content);
        var (done, inDoubt) = (0, 0);
        for (var n = 0; n < 60; n++)
        {
            // From nothing to a few times what an update takes: at every await once.
            using var source = new CancellationTokenSource(TimeSpan.FromMicroseconds(n * n * 10));
            try
            {
                await Counter(Open()).EditAsync(counter => counter.Count++, source.Token);
                done++;
            }
            catch (OperationCanceledException) { }
            catch (StateFileException failure) when (failure.IsOutcomeUnknown)
            {
                inDoubt++;
            }
        }

        Assert.InRange(Counter(Open()).Read().Count, done, done + inDoubt);
    }

    [Fact]
    public async Task A_lost_answer_is_found_and_the_update_is_done_once()
    {
        foreach (var isAsync in new[] { false, true })
        foreach (var isCommitted in new[] { false, true })
        foreach (var isFirst in new[] { true, false })
        {
            await SetAsync(null);
            if (!isFirst)
                Counter(Open()).Edit(counter => counter.Count++);
            var store = OpenWithLostAnswer(isCommitted);
            Assert.SkipWhen(store is null, "the store cannot be brought to lose an answer");
            var state = Counter(store);
            var saved = isAsync
                ? await state.EditAsync(counter => counter.Count++)
                : state.Edit(counter => counter.Count++);
            Assert.Equal(isFirst ? 1 : 2, saved.Count);
            Assert.Equal(isFirst ? 1 : 2, Counter(Open()).Read().Count);
        }
    }

    [Fact]
    public async Task A_writer_whom_very_many_have_overtaken_is_told_so()
    {
        await SetAsync(null);
        foreach (var form in Forms)
        {
            // Neither the deleted state nor that of an update is remembered by the stamp of today.
            var store = Open();
            var present = store.Read();
            for (var n = 0; n < 40; n++)
                await Counter(store).EditAsync(counter => counter.Count++);
            Assert.Equal(
                ReplaceOutcome.NotCommitted,
                await form.TryReplaceAsync(Open(), present, [1], NewStamp(), default)
            );
        }
    }

    [Fact]
    public async Task Who_waits_for_too_long_for_his_turn_is_told_and_nothing_is_changed()
    {
        var store = Open();
        var state = Counter(store);
        state.Edit(counter => counter.Count++);
        var (entered, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var slow = state.EditAsync(
            async (counter, _) =>
            {
                entered.SetResult();
                await goOn.Task;
                counter.Count++;
            }
        );
        await entered.Task;
        var hasty = Counter(store, TimeSpan.FromMilliseconds(50));
        Assert.Throws<TimeoutException>(() => hasty.Edit(counter => counter.Count++));
        await Assert.ThrowsAsync<TimeoutException>(() => hasty.EditAsync(counter => counter.Count++));
        var patient = Counter(store, Patience);
        Assert.Equal(1, patient.Read().Count);
        goOn.SetResult();
        await slow;
        Assert.Equal(2, patient.Read().Count);
    }

    protected static State<Tally> Counter(StateStore store, TimeSpan? limit = null) =>
        new(store, new StateOptions<Tally> { Initial = () => new(), LockTimeout = limit });

    static Task<T> OnThread<T>(Func<T> work) =>
        Task.Factory.StartNew(work, default, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>What the writers count in.</summary>
    protected sealed class Tally
    {
        public int Count { get; set; }
    }
}
