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

    [Fact]
    public void An_update_that_nobody_can_find_any_more_is_told_to_be_in_doubt()
    {
        var store = new InMemoryStateStore();
        var isOvertaken = false;
        using var watch = store.Watch(() =>
        {
            if (isOvertaken)
                return;
            isOvertaken = true;
            store.Content = """{"Count":7}"""u8.ToArray(); // by something that keeps no stamps
        });
        store.LoseNextAnswer(isCommitted: true);
        var state = new State<Settings>(store, new() { Initial = () => new() });
        var failure = Assert.Throws<StateFileException>(() => state.Edit(settings => settings.Count++));
        Assert.Equal(StateFileFailure.Unavailable, failure.Failure);
        Assert.True(failure.IsOutcomeUnknown);
        Assert.Equal(7, state.Read().Count);
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

    static Fate FateAfter(string id, string? committed, string? replaced, int others)
    {
        for (var i = 0; i < others; i++)
            committed = Stamp.Next(committed, Stamp.NewId());
        return Stamp.FateOf(id, replaced, committed);
    }
}
