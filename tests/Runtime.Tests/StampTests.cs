using AtomicWrites.States;

namespace AtomicWrites.Runtime.Tests;

/// <summary>What a writer finds out about a version whose answer was lost.</summary>
public class StampTests
{
    [Fact]
    public void A_version_is_found_while_few_have_come_after_it()
    {
        string? replaced = null;
        for (var others = 0; others < 100; others++)
        {
            var id = Stamp.NewId();
            Assert.Equal(Fate.Pending, Stamp.FateOf(id, replaced, replaced));
            Assert.Equal(Fate.Committed, FateAfter(id, Stamp.Next(replaced, id), replaced, 0));
            Assert.Equal(Fate.Committed, FateAfter(id, Stamp.Next(replaced, id), replaced, 31));
            Assert.Equal(Fate.Lost, FateAfter(id, Stamp.Next(replaced, id), replaced, 32));
            Assert.Equal(Fate.Overtaken, FateAfter(id, replaced, replaced, 1));
            Assert.Equal(Fate.Overtaken, FateAfter(id, replaced, replaced, 31));
            Assert.Equal(Fate.Lost, FateAfter(id, replaced, replaced, 40));
            replaced = Stamp.Next(replaced, Stamp.NewId());
            Assert.InRange(replaced.Length, 16, 550);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_update_whose_answer_was_lost_runs_again_after_a_change_from_outside(bool isCommitted)
    {
        var store = new InMemoryStateStore { Content = """{"Count":1}"""u8.ToArray() };
        var runs = 0;
        store.LoseNextAnswer(isCommitted);
        new State<Settings>(store).Edit(settings =>
        {
            if (runs++ == 0)
                store.Content = """{"Count":10}"""u8.ToArray();
            settings.Count++;
        });
        Assert.Equal(2, runs);
        Assert.Equal(11, new State<Settings>(store).Read().Count);
    }

    [Fact]
    public void An_update_that_was_changed_from_outside_before_its_answer_was_missed_is_not_done_twice()
    {
        var (store, runs) = (new InMemoryStateStore(), 0);
        using var watch = Once(store, () => store.Content = """{"Count":7}"""u8.ToArray());
        store.LoseNextAnswer(isCommitted: true);
        new State<Settings>(store, new() { Initial = () => new() }).Edit(_ => runs++);
        Assert.Equal(1, runs);
        Assert.Equal(7, new State<Settings>(store).Read().Count);
    }

    /// <summary>By something that keeps no stamps, or writes none of those before.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("you")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    public void An_update_that_nobody_can_find_any_more_is_told_to_be_in_doubt(string stamp)
    {
        foreach (var before in new[] { stamp, "me" })
        {
            var store = new InMemoryStateStore();
            store.TryReplace(store.Read(), "{}"u8.ToArray(), before);
            using var watch = Once(store, () => store.TryReplace(store.Read(), """{"Count":7}"""u8.ToArray(), stamp));
            store.LoseNextAnswer(isCommitted: true);
            var state = new State<Settings>(store);
            var failure = Assert.Throws<StateFileException>(() => state.Edit(settings => settings.Count++));
            Assert.Equal(StateFileFailure.Unavailable, failure.Failure);
            Assert.True(failure.IsOutcomeUnknown);
            Assert.Null(failure.InnerException);
            Assert.Equal(7, state.Read().Count);
        }
    }

    [Fact]
    public void An_id_is_a_whole_part_of_a_stamp()
    {
        Assert.Equal(Fate.Overtaken, Stamp.FateOf("me", "a.b", "some.a.b"));
        Assert.Equal(Fate.Committed, Stamp.FateOf("me", "a.b", "x.me.a.b"));
        Assert.Equal(Fate.Lost, Stamp.FateOf("me", "a.b", "ab.c"));
    }

    [Fact]
    public void A_watch_that_is_ended_twice_ends_no_other()
    {
        var (store, reports) = (new InMemoryStateStore(), 0);
        Action count = () => reports++;
        var ended = store.Watch(count)!;
        using var other = store.Watch(count);
        ended.Dispose();
        ended.Dispose();
        store.Content = "{}"u8.ToArray();
        Assert.Equal(1, reports);
    }

    [Fact]
    public async Task A_store_that_broke_off_in_the_middle_and_is_back_in_a_moment_is_asked_again()
    {
        var store = new InMemoryStateStore();
        using var watch = store.Watch(() =>
        {
            for (var n = 0; n < 3; n++)
                store.FailNext(new StateFileException(StateFileFailure.Unavailable, "it is starting"));
        });
        var state = new State<Settings>(store, new() { Initial = () => new() });
        store.LoseNextAnswer(isCommitted: true);
        Assert.Equal(1, state.Edit(settings => settings.Count++).Count);
        store.LoseNextAnswer(isCommitted: true);
        Assert.Equal(2, (await state.EditAsync(settings => settings.Count++)).Count);
        Assert.Equal(2, state.Read().Count);
    }

    static IDisposable Once(InMemoryStateStore store, Action change)
    {
        var isDone = false;
        return store.Watch(() =>
        {
            if (isDone)
                return;
            isDone = true;
            change();
        })!;
    }

    static Fate FateAfter(string id, string? committed, string? replaced, int others)
    {
        for (var i = 0; i < others; i++)
            committed = Stamp.Next(committed, Stamp.NewId());
        return Stamp.FateOf(id, replaced, committed);
    }
}
