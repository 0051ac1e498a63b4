namespace AtomicWrites.Runtime.Tests;

/// <summary>What a test can bring the store in memory to do.</summary>
public class InMemoryStateStoreTests
{
    readonly InMemoryStateStore _store = new();

    [Fact]
    public void What_is_kept_is_nobodys_else()
    {
        byte[] mine = [1];
        _store.Content = mine;
        mine[0] = 2;
        Assert.Equal([1], _store.Content);
        _store.Content![0] = 3;
        Assert.Equal([1], _store.Content);
        _store.Content = null;
        Assert.Null(_store.Content);
    }

    [Fact]
    public void A_change_from_outside_is_a_version_with_a_stamp_of_its_own()
    {
        Assert.Equal(0, _store.Versions);
        var stamps = new List<string?>();
        for (var version = 1; version <= 3; version++)
        {
            _store.Content = [1];
            Assert.Equal(version, _store.Versions);
            stamps.Add(_store.Read().Stamp);
        }

        Assert.Equal(3, stamps.Distinct().Count());
        Assert.EndsWith("." + stamps[1], stamps[2], StringComparison.Ordinal); // it names those before it
    }

    [Fact]
    public void Failures_come_in_their_order_and_change_nothing()
    {
        _store.FailNext(new IOException("first"));
        _store.FailNext(new IOException("second"));
        _store.LoseNextAnswer(isCommitted: true);
        Assert.Equal("first", Assert.Throws<IOException>(() => _store.Read()).Message);
        var failure = Assert.Throws<IOException>(() => _store.TryReplace(new(null, 0L), [1], "a"));
        Assert.Equal("second", failure.Message);
        Assert.Equal(0, _store.Versions);
        Assert.Equal(ReplaceOutcome.Unknown, _store.TryReplace(_store.Read(), [1], "a")); // which has waited for its turn
    }

    [Fact]
    public void A_lost_answer_tells_nothing_and_leaves_what_was_asked_for()
    {
        _store.LoseNextAnswer(isCommitted: false);
        _store.LoseNextAnswer(isCommitted: true);
        _store.LoseNextAnswer(isCommitted: true);
        var none = _store.Read();
        Assert.Equal(ReplaceOutcome.Unknown, _store.TryReplace(none, [1], "a"));
        Assert.Null(_store.Content);
        Assert.Equal(ReplaceOutcome.Unknown, _store.TryReplace(none, [2], "b"));
        Assert.Equal([2], _store.Content);
        Assert.Equal(ReplaceOutcome.Unknown, _store.TryReplace(none, [3], "c")); // another was faster
        Assert.Equal([2], _store.Content);
        Assert.Equal(ReplaceOutcome.NotCommitted, _store.TryReplace(none, [4], "d"));
        Assert.Equal(ReplaceOutcome.Committed, _store.TryReplace(_store.Read(), [4], "d"));
    }

    [Fact]
    public void A_canceled_call_does_nothing()
    {
        var canceled = new CancellationToken(canceled: true);
        _store.FailNext(new IOException());
        Assert.ThrowsAny<OperationCanceledException>(() => _store.Read(canceled));
        Assert.ThrowsAny<OperationCanceledException>(() => _store.TryReplace(new(null, 0L), [1], "a", canceled));
        Assert.Throws<IOException>(() => _store.Read());
        Assert.Equal(0, _store.Versions);
    }

    [Fact]
    public void Each_commit_is_reported_to_all_who_watch()
    {
        var (one, other) = (0, 0);
        using var first = _store.Watch(() => one++);
        var second = _store.Watch(() => other++)!;
        _store.Content = [1];
        _store.TryReplace(_store.Read(), null, "a");
        _store.TryReplace(new(null, 0L), [1], "b"); // not committed
        second.Dispose();
        _store.Content = [2];
        Assert.Equal((3, 2), (one, other));
    }

    [Fact]
    public void What_is_kept_aside_has_a_name_and_is_the_same_store_each_time()
    {
        Assert.Empty(_store.Siblings);
        var aside = _store.Sibling(".corrupt-1")!;
        Assert.Equal("the state in memory.corrupt-1", aside.Name);
        Assert.Same(aside, _store.Sibling(".corrupt-1"));
        Assert.NotSame(aside, _store.Sibling(".CORRUPT-1"));
        Assert.Equal([".CORRUPT-1", ".corrupt-1"], _store.Siblings.Keys.Order(StringComparer.Ordinal));
        Assert.False(_store.Siblings.ContainsKey(".Corrupt-1"));
    }

    [Fact]
    public void What_is_missing_is_told_where_it_is_handed_in()
    {
        Assert.Throws<ArgumentNullException>("failure", () => _store.FailNext(null!));
        Assert.Throws<ArgumentNullException>("changed", () => _store.Watch(null!));
    }

    [Fact]
    public void Two_of_one_name_are_two_states()
    {
        var (one, other) = (Counter(new("same")), Counter(new("same")));
        one.Update(count => other.Update(inner => inner + 1) + count);
        Assert.Throws<LockRecursionException>(() => one.Update(count => one.Update(inner => inner + 1) + count));
        Assert.Equal((1, 1), (one.Read(), other.Read()));

        static State<int> Counter(InMemoryStateStore store) => new(store, new() { Initial = () => 0 });
    }

    [Fact]
    public async Task Changes_from_outside_by_many_are_as_many_versions()
    {
        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ =>
                    Task.Run(() =>
                    {
                        for (var n = 0; n < 500; n++)
                            _store.Content = [1];
                    })
                )
        );
        Assert.Equal(2000, _store.Versions);
    }
}
